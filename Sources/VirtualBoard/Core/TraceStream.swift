/// The packets of ITM and DWT on their way out through SWO (DDI 0403E, appendix D4), and the time
/// that they take there.
///
/// Not modelled: global timestamps, data trace, event counters, and the TPIU's formatter, with
/// which nothing is sent.
struct TraceStream {
    /// What the trace units are set to.
    struct Configuration {
        /// TCR.ITMENA and DEMCR.TRCENA.
        var isOn = false
        /// TER.
        var ports: UInt32 = 0
        var hasTimestamps = false
        /// Bit of the cycle counter at whose toggling a synchronisation packet is sent.
        var synchronizationTap: UInt64?
        /// TCR.TXENA: packets of the DWT come through.
        var forwardsDWT = false
        /// Core cycles of one bit on SWO.
        var divisor: UInt64 = 1
    }

    /// Start and stop bit around each byte.
    private static let bitsPerByte: UInt64 = 10
    /// What ITM and TPIU hold between them.
    private static let bufferByteCount: UInt64 = 12

    private var freeFromCycle: UInt64 = 0
    private var lastStampCycle: UInt64 = 0
    private var lastSynchronization: UInt64 = 0
    private var hasOverflown = false

    /// Whether a stimulus port takes a word now (FIFOREADY).
    func isReady(at cycle: UInt64, _ configuration: Configuration) -> Bool {
        let buffered = Self.bufferByteCount * Self.bitsPerByte * configuration.divisor
        return freeFromCycle <= cycle + buffered
    }

    /// The bytes that go out because of one packet; none where there is no room for it.
    mutating func send(
        _ packet: [UInt8], at cycle: UInt64, _ configuration: Configuration
    ) -> [UInt8] {
        guard isReady(at: cycle, configuration) else {
            hasOverflown = true
            return []
        }
        var bytes: [UInt8] = []
        if let tap = configuration.synchronizationTap, cycle >> tap != lastSynchronization >> tap {
            bytes += [0, 0, 0, 0, 0, 0x80]
            lastSynchronization = cycle
        }
        if hasOverflown { bytes.append(0x70) }
        hasOverflown = false
        bytes += packet
        if configuration.hasTimestamps { bytes += stamp(cycle) }
        freeFromCycle =
            max(freeFromCycle, cycle)
            + UInt64(bytes.count) * Self.bitsPerByte * configuration.divisor
        return bytes
    }

    /// Cycles since the last timestamp: in the header where they fit, seven bits a byte else, and
    /// not more than 28 bits of them (D4.2.3).
    private mutating func stamp(_ cycle: UInt64) -> [UInt8] {
        var ticks = min(cycle - min(cycle, lastStampCycle), 0xFFF_FFFF)
        lastStampCycle = cycle
        if (1...6).contains(ticks) { return [UInt8(ticks) << 4] }
        var bytes: [UInt8] = [0xC0]
        repeat {
            let isLast = ticks < 0x80
            bytes.append(UInt8(ticks & 0x7F) | (isLast ? 0 : 0x80))
            ticks >>= 7
        } while ticks != 0
        return bytes
    }

    /// A stimulus write of 1, 2 or 4 bytes (D4.2.6).
    static func stimulus(port: UInt32, _ value: UInt32, width: Int) -> [UInt8] {
        let size: UInt8 = width == 4 ? 3 : UInt8(width)
        return [UInt8(port << 3) | size]
            + (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }

    /// Exception trace (D4.3.2): 1 entered, 2 exited, 3 returned to.
    static func exception(_ number: UInt32, action: UInt8) -> [UInt8] {
        [0x0E, UInt8(number & 0xFF), action << 4 | UInt8(number >> 8 & 1)]
    }

    /// Periodic PC sample (D4.3.3); `nil`: the core sleeps.
    static func sample(_ programCounter: UInt32?) -> [UInt8] {
        guard let programCounter else { return [0x15, 0] }
        return [0x17] + (0..<4).map { UInt8(truncatingIfNeeded: programCounter >> (8 * $0)) }
    }
}
