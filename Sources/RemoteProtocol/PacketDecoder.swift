/// Turns the bytes of a connection into packets, one byte at a time, however they were split.
///
/// It does no I/O and answers nothing; it checks framing, escapes and the checksum. A `$` starts a
/// packet in every state, since inside one it is always escaped: that is how the stream is found
/// again after garbage (gdb manual, "Overview" of the remote protocol).
public struct PacketDecoder: Sendable {
    public enum Event: Hashable, Sendable {
        /// A whole packet with a good checksum, escapes taken out.
        case packet([UInt8])
        /// `+`: the last packet arrived.
        case ack
        /// `-`: send the last packet again.
        case nak
        /// 0x03 outside a packet: Ctrl-C.
        case interrupt
        /// The same in the middle of a packet, whose checksum is good without it.
        case interruptedPacket([UInt8])
        /// A packet that cannot be used; the text is for the log.
        case corrupt(String)
    }

    private static let controlC: UInt8 = 0x03

    private enum State: Hashable {
        case idle
        case body
        case escaped
        case oversize
        case checksumHigh
        case checksumLow(UInt8)
    }

    /// Between packets: what comes is the next one's `$`, an acknowledgement, Ctrl-C, or noise.
    public var isBetweenPackets: Bool { state == .idle }

    private var state = State.idle
    private var body: [UInt8] = []
    private var sum: UInt8 = 0
    private var fault: String?

    public init() {}

    /// The events in `bytes`, in order.
    public mutating func consume(_ bytes: some Sequence<UInt8>) -> [Event] {
        bytes.compactMap { consume($0) }
    }

    /// Takes one byte; an event when it completes one.
    public mutating func consume(_ byte: UInt8) -> Event? {
        if byte == UInt8(ascii: "$") {
            begin()
            return nil
        }
        switch state {
        case .idle:
            return idle(byte)
        case .body, .escaped, .oversize:
            take(byte)
            return nil
        // Not a digit, and no reason to lose the packet.
        case .checksumHigh where byte == Self.controlC, .checksumLow where byte == Self.controlC:
            return .interrupt
        case .checksumHigh:
            guard let digit = Hexadecimal.digit(byte) else {
                return finish(corrupt: "the checksum is not two hexadecimal digits")
            }
            state = .checksumLow(digit)
            return nil
        case .checksumLow(let high):
            guard let digit = Hexadecimal.digit(byte) else {
                return finish(corrupt: "the checksum is not two hexadecimal digits")
            }
            return finish(claimed: high << 4 | digit)
        }
    }

    private func idle(_ byte: UInt8) -> Event? {
        switch byte {
        case UInt8(ascii: "+"): .ack
        case UInt8(ascii: "-"): .nak
        case Self.controlC: .interrupt
        default: nil
        }
    }

    private mutating func begin() {
        state = .body
        body.removeAll(keepingCapacity: true)
        sum = 0
        fault = nil
    }

    private mutating func take(_ byte: UInt8) {
        if byte == UInt8(ascii: "#") {
            if state == .escaped { fault = "it ends in the middle of an escape" }
            state = .checksumHigh
            return
        }
        sum &+= byte
        switch state {
        case .body where byte == UInt8(ascii: "}"):
            state = .escaped
        case .body:
            append(byte)
        case .escaped:
            state = .body
            append(byte ^ 0x20)
        default:
            break
        }
    }

    private mutating func append(_ byte: UInt8) {
        guard body.count < Limits.packetByteCount else {
            fault = "it is longer than \(Limits.packetByteCount) bytes"
            state = .oversize
            body.removeAll()
            return
        }
        body.append(byte)
    }

    private mutating func finish(claimed: UInt8) -> Event {
        if let fault { return finish(corrupt: fault) }
        state = .idle
        if claimed == sum { return .packet(body) }
        // A Ctrl-C that fell into a packet; in binary data the byte may also be meant, but then
        // the checksum has it.
        if claimed == sum &- Self.controlC, body.count(where: { $0 == Self.controlC }) == 1 {
            return .interruptedPacket(body.filter { $0 != Self.controlC })
        }
        return finish(corrupt: "the checksum is wrong")
    }

    private mutating func finish(corrupt reason: String) -> Event {
        state = .idle
        return .corrupt(reason)
    }
}
