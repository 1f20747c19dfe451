import Glibc
import Recording

extension ReplayOptions {
    /// Sends what the recorded debuggers sent, in their order, and compares what comes back.
    func play(_ path: String, complain: (String) -> Void) throws(ReplayFailure) -> Int32 {
        let file = try Self.read(path)
        var sockets: [Int: ClientSocket] = [:]
        defer { sockets.values.forEach { $0.close() } }
        for entry in file.entries {
            switch entry.record {
            case .client(let number, "left"): sockets.removeValue(forKey: number)?.close()
            case .packet(let packet):
                let socket: ClientSocket
                if let known = sockets[packet.client] {
                    socket = known
                } else {
                    guard let new = ClientSocket(port: clientPort) else {
                        throw ReplayFailure(
                            text: "nobody listens at port \(clientPort): start stlink-gdbserver "
                                + "there, or give its port with --client-port",
                            status: Self.differs)
                    }
                    sockets[packet.client] = new
                    socket = new
                }
                if let difference = play(packet, on: socket) {
                    complain("the replay differs from \(path): line \(entry.line): \(difference)")
                    return Self.differs
                }
            default: continue
            }
        }
        return 0
    }

    /// What is different, in words.
    private func play(_ packet: Packet, on socket: ClientSocket) -> String? {
        guard packet.isRequest else { return compare(packet, socket.receive(packet)) }
        guard let body = packet.body else {
            return "the debugger sent data that is not in the recording: record with "
                + "--record-firmware, or use the debugger itself with the same program"
        }
        return socket.send(body) ? nil : "the server has closed the connection"
    }

    private func compare(_ expected: Packet, _ received: [UInt8]?) -> String? {
        guard let received else { return "expected the answer \(expected.words); none came" }
        guard !expected.fits(received) else { return nil }
        let shown = String(decoding: received.prefix(80), as: UTF8.self)
        return "expected the answer \(expected.words); came '\(shown)'"
    }
}

extension Packet {
    fileprivate var words: String {
        let shown = "'" + String(decoding: text.prefix(80), as: UTF8.self)
        switch tail {
        case nil: return shown + "'"
        case .raw(let payload), .hex(let payload): return shown + "' and \(payload.count) bytes"
        case .words(let words): return shown + "' with the text '\(words.prefix(80))'"
        }
    }
}

/// A connection to a server of gdb's protocol.
private final class ClientSocket {
    private let descriptor: Int32
    private var unread: [UInt8] = []
    private var acknowledges = true
    /// `QStartNoAckMode` was sent, and its answer comes next.
    private var asksForSilence = false

    /// How long a server may take to listen, and to answer.
    private static let connectMilliseconds = 10_000
    private static let answerMilliseconds: Int32 = 20_000
    private static let pauseMicroseconds: UInt32 = 20_000

    init?(port: UInt16) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        for _ in 0..<Self.connectMilliseconds * 1000 / Int(Self.pauseMicroseconds) {
            let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard socket >= 0 else { return nil }
            let size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let status = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(socket, $0, size)
                }
            }
            if status == 0 {
                descriptor = socket
                return
            }
            Glibc.close(socket)
            usleep(Self.pauseMicroseconds)
        }
        return nil
    }

    func close() { Glibc.close(descriptor) }

    /// `$...#xx`, or Ctrl-C.
    func send(_ body: [UInt8]) -> Bool {
        if body == [0x03] { return write(body) }
        asksForSilence = body == Array("QStartNoAckMode".utf8)
        var escaped: [UInt8] = []
        for byte in body {
            if [UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "}"), UInt8(ascii: "*")]
                .contains(byte)
            {
                escaped += [UInt8(ascii: "}"), byte ^ 0x20]
            } else {
                escaped.append(byte)
            }
        }
        let sum = escaped.reduce(UInt8(0), &+)
        let digits = String(sum, radix: 16)
        let tail = "#" + (digits.count < 2 ? "0" : "") + digits
        return write([UInt8(ascii: "$")] + escaped + Array(tail.utf8))
    }

    /// The next packet; notifications only where one is expected. `nil`: none in time.
    func receive(_ expected: Packet) -> [UInt8]? {
        let wantsNotification = expected.text.first == UInt8(ascii: "%")
        while let (mark, body) = nextFrame() {
            if mark == UInt8(ascii: "%") {
                if wantsNotification { return [mark] + body }
                continue
            }
            if acknowledges { _ = write([UInt8(ascii: "+")]) }
            if asksForSilence, body == Array("OK".utf8) { acknowledges = false }
            asksForSilence = false
            return body
        }
        return nil
    }

    /// A packet or a notification by its first character, with escapes taken out.
    private func nextFrame() -> (UInt8, [UInt8])? {
        while true {
            if let start = unread.firstIndex(where: { $0 == UInt8(ascii: "$") || $0 == 0x25 }),
                let end = unread[start...].firstIndex(of: UInt8(ascii: "#")),
                unread.count > end + 2
            {
                let mark = unread[start]
                let body = Self.unescaped(unread[(start + 1)..<end])
                unread.removeFirst(end + 3)
                return (mark, body)
            }
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&wanted, 1, Self.answerMilliseconds) == 1 else { return nil }
            var piece = [UInt8](repeating: 0, count: 1 << 16)
            let count = read(descriptor, &piece, piece.count)
            guard count > 0 else { return nil }
            unread += piece.prefix(count)
        }
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var isEscaped = false
        for byte in bytes {
            if isEscaped {
                result.append(byte ^ 0x20)
                isEscaped = false
            } else if byte == UInt8(ascii: "}") {
                isEscaped = true
            } else {
                result.append(byte)
            }
        }
        return result
    }

    private func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
