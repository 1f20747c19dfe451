/// Makes packets of the bytes that come out of SWO. Eats one byte after the other, never fails,
/// keeps at most one packet's bytes, and finds back into step at each synchronisation packet.
///
/// It takes the ITM's own stream, as the TPIU sends it with its formatter off.
public struct TraceDecoder: Sendable {
    private enum State {
        case header
        /// So many bytes are still to come.
        case fixed(header: UInt8, remaining: Int)
        /// Until a byte without the continuation bit, which is bit 7, or `maximum` bytes.
        case continued(header: UInt8, maximum: Int)
        /// Zeros of a synchronisation packet.
        case zeros
    }

    private var state = State.header
    private var payload: [UInt8] = []
    /// Zero bytes in a row, whatever they were taken for.
    private var zeroRun = 0
    /// The page that the next stimulus packets belong to.
    private var page = 0

    public init() {}

    /// All packets of a piece of the stream; what is incomplete waits for the next piece.
    public mutating func consume(_ bytes: some Sequence<UInt8>) -> [TracePacket] {
        var packets: [TracePacket] = []
        for byte in bytes { consume(byte, into: &packets) }
        return packets
    }

    private mutating func consume(_ byte: UInt8, into packets: inout [TracePacket]) {
        let zerosBefore = zeroRun
        zeroRun = byte == 0 ? zeroRun + 1 : 0
        // No other packets have so many zeros in a row, so whatever was being read was not real.
        if byte == 0x80, zerosBefore >= Limits.synchronizationZeroByteCount {
            restart()
            page = 0
            packets.append(.synchronization)
            return
        }
        switch state {
        case .header: begin(byte, into: &packets)
        case .zeros:
            if byte == 0 { return }
            // Not the end of a synchronisation packet: its zeros were damage.
            let zeroCount = min(zerosBefore, Limits.synchronizationZeroByteCount)
            packets.append(.damaged([UInt8](repeating: 0, count: zeroCount)))
            restart()
            begin(byte, into: &packets)
        case .fixed(let header, let remaining):
            payload.append(byte)
            state = .fixed(header: header, remaining: remaining - 1)
            guard remaining == 1 else { return }
            packets.append(Self.source(header, payload, page: page))
            restart()
        case .continued(let header, let maximum):
            payload.append(byte)
            let isContinued = byte & 0x80 != 0
            if isContinued, payload.count < maximum { return }
            packets.append(
                isContinued
                    ? .damaged([header] + payload) : Self.protocolPacket(header, payload))
            restart()
        }
    }

    /// What was begun and is not complete: bytes at the end of a recording.
    public mutating func flush() -> TracePacket? {
        defer { restart() }
        switch state {
        case .header, .zeros: return nil
        case .fixed(let header, _), .continued(let header, _):
            return .damaged([header] + payload)
        }
    }

    private mutating func restart() {
        state = .header
        payload = []
    }

    /// Header encodings: DDI 0403E, tables D4-1 to D4-3.
    private mutating func begin(_ byte: UInt8, into packets: inout [TracePacket]) {
        if byte & 0x03 != 0 {
            let size = byte & 0x03
            state = .fixed(header: byte, remaining: size == 3 ? 4 : Int(size))
            return
        }
        switch byte {
        case 0x00: state = .zeros
        case 0x70: packets.append(.overflow)
        // Local timestamp, format 2: the ticks are in the header.
        case 0x10, 0x20, 0x30, 0x40, 0x50, 0x60:
            packets.append(.localTimestamp(ticks: UInt32(byte >> 4), relation: .synchronous))
        // Local timestamp, format 1; global timestamp, formats 1 and 2.
        case 0xC0, 0xD0, 0xE0, 0xF0, 0x94: state = .continued(header: byte, maximum: 4)
        case 0xB4: state = .continued(header: byte, maximum: 6)
        case _ where byte & 0x08 != 0: beginExtension(byte, into: &packets)
        default: packets.append(.damaged([byte]))
        }
    }

    /// Extension packets (D4.2.5): three bits in the header, then up to four bytes more. The
    /// short one of the ITM selects the page of the stimulus ports that follow.
    private mutating func beginExtension(_ byte: UInt8, into packets: inout [TracePacket]) {
        let isHardware = byte & 0x04 != 0
        let value = byte >> 4 & 0x7
        if byte & 0x80 != 0 {
            state = .continued(header: byte, maximum: 4)
        } else if isHardware {
            packets.append(.extended(isHardware: true, value: UInt32(value)))
        } else {
            page = Int(value)
        }
    }

    private static func protocolPacket(_ header: UInt8, _ bytes: [UInt8]) -> TracePacket {
        var value: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            value |= UInt64(byte & 0x7F) << (7 * index)
        }
        switch header {
        case 0x94:
            // The fourth byte has five bits of the value, then ClkCh and Wrap.
            let isWhole = bytes.count == 4
            let flags = isWhole ? bytes[3] : 0
            return .globalTimestampLow(
                value: UInt32(truncatingIfNeeded: value & 0x3FF_FFFF),
                bitCount: isWhole ? 26 : 7 * bytes.count, clockChanged: flags & 0x20 != 0,
                wrapped: flags & 0x40 != 0)
        case 0xB4: return .globalTimestampHigh(value)
        case _ where header & 0x0F == 0:
            // Only four relations fit into two bits.
            let relation = TimestampRelation(rawValue: header >> 4 & 3) ?? .bothDelayed
            return .localTimestamp(ticks: UInt32(truncatingIfNeeded: value), relation: relation)
        default:
            return .extended(
                isHardware: header & 0x04 != 0,
                value: UInt32(truncatingIfNeeded: value << 3) | UInt32(header >> 4 & 7))
        }
    }

    private static func source(_ header: UInt8, _ bytes: [UInt8], page: Int) -> TracePacket {
        let number = Int(header >> 3)
        if header & 0x04 == 0 {
            return .instrumentation(port: Limits.portsPerPage * page + number, bytes: bytes)
        }
        var value: UInt32 = 0
        for (index, byte) in bytes.enumerated() { value |= UInt32(byte) << (8 * index) }
        return hardware(number, value, bytes)
    }

    /// Discriminator IDs: DDI 0403E, D4.3; the match packet: DDI 0553B, F1.2.
    private static func hardware(
        _ source: Int, _ value: UInt32, _ bytes: [UInt8]
    ) -> TracePacket {
        let comparator = source >> 1 & 3
        let isOdd = source & 1 != 0
        switch (source, bytes.count) {
        case (0, 1): return .eventCounters(EventCounters(rawValue: bytes[0]))
        case (1, 2):
            guard let action = ExceptionAction(rawValue: bytes[1] >> 4 & 3) else { break }
            return .exception(number: Int(value & 0x1FF), action: action)
        case (2, 4): return .programCounter(.at(value))
        case (2, 1) where value == 0: return .programCounter(.sleeping)
        case (2, 1) where value == 0xFF: return .programCounter(.prohibited)
        case (8...15, 4) where !isOdd:
            return .dataTraceInstruction(comparator: comparator, address: value)
        case (8...15, 1) where !isOdd && value & 1 != 0:
            return .dataTraceMatch(comparator: comparator)
        case (8...15, 2) where isOdd:
            return .dataTraceAddress(comparator: comparator, low: UInt16(value))
        case (16...23, _):
            return .dataTraceValue(
                comparator: comparator, value: value, byteCount: bytes.count, isWrite: isOdd)
        default: break
        }
        return .unknownHardware(source: source, bytes: bytes)
    }
}
