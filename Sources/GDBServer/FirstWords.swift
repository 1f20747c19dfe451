import DebugSession
import RemoteProtocol

/// Tells by what a client says first whether it is a debugger at all.
///
/// A web page can have the browser send bytes of its choice to a port of this machine, whole
/// packets in the body of a POST included, and by DNS rebinding even in the request's first word.
/// What it cannot do is leave HTTP's own words out. So until a client has been answered and has
/// spoken again, a single byte outside of packets ends it, and a piece is looked through to its end
/// before the first packet of it is answered. A first packet that is about to change the target,
/// which no debugger begins with, has to wait for what comes behind it.
struct FirstWords {
    private var decoder = PacketDecoder()
    private var byteCount = 0
    private var hasSpoken = false
    private(set) var isOver = false
    /// The first packet of all was for control.
    private(set) var isHasty = false

    /// What speaks against the client; `nil` as long as nothing does.
    mutating func objection(to bytes: [UInt8]) -> String? {
        guard !isOver else { return nil }
        byteCount += bytes.count
        guard byteCount <= Limits.firstWordsByteCount else {
            return "sent \(byteCount) bytes before it was answered"
        }
        var isPacketHere = false
        for byte in bytes {
            let wasBetween = decoder.isBetweenPackets
            if case .packet(let packet)? = decoder.consume(byte) {
                if !isPacketHere, !hasSpoken { isHasty = Self.isForControl(packet) }
                isPacketHere = true
            }
            if wasBetween, decoder.isBetweenPackets, !Self.isLegal(byte) {
                return Self.name(of: bytes)
            }
        }
        if isPacketHere {
            isOver = hasSpoken
            if isOver { isHasty = false }
            hasSpoken = true
        }
        return nil
    }

    private static func isForControl(_ packet: [UInt8]) -> Bool {
        guard case .request(let request) = Request.parse(packet) else { return false }
        return request.claim == .control
    }

    /// `+`, `-` and Ctrl-C.
    private static func isLegal(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") || byte == 0x03
    }

    private static func name(of bytes: [UInt8]) -> String {
        if isHTTP(bytes) { return "sent an HTTP request: no web page may have the target" }
        // A TLS record of the type handshake (RFC 8446, 5.1).
        if bytes.starts(with: [0x16, 0x03]) { return "spoke TLS, not gdb's protocol" }
        return "did not speak gdb's protocol"
    }

    /// Whether the first line is a request's: METHOD TARGET HTTP/VERSION (RFC 9112, 3).
    static func isHTTP(_ bytes: [UInt8]) -> Bool {
        let line = String(decoding: bytes.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
        return line.contains(" HTTP/")
    }
}
