/// Data Watchpoint and Trace unit: comparators and the cycle counter (DDI 0403E, C1.8). Data
/// trace, the other counters and CYCMATCH are not modelled.
struct DataWatch {
    struct Watchpoint: Equatable {
        /// The comparator whose MATCHED bit a hit sets.
        var comparator: Int
        var first: UInt32
        var last: UInt32
        var onRead: Bool
        var onWrite: Bool
        /// Only this value in an access of so many bytes.
        var value: (size: UInt32, value: UInt32)?

        static func == (left: Self, right: Self) -> Bool {
            left.comparator == right.comparator && left.first == right.first
                && left.last == right.last && left.onRead == right.onRead
                && left.onWrite == right.onWrite && left.value?.size == right.value?.size
                && left.value?.value == right.value?.value
        }
    }

    private struct Comparator {
        var value: UInt32 = 0
        var mask: UInt32 = 0
        var function: UInt32 = 0
        var isMatched = false

        var kind: UInt32 { function & 0xF }
        var comparesData: Bool { function & Bits.dataMatch != 0 }
        /// First and last address the comparator covers.
        var range: (UInt32, UInt32) {
            let covered = mask >= 32 ? UInt32.max : (1 << mask) - 1
            return (value & ~covered, value | covered)
        }
    }

    /// DWT_CTRL.EXCTRCENA; CYCCNTENA and PCSAMPLENA.
    static let exceptionTrace: UInt32 = 1 << 16
    static let sampling: UInt32 = 1 << 12 | 1 << 0

    private enum Bits {
        static let cycleCountEnable: UInt32 = 1 << 0
        static let controlWritable: UInt32 = 0x007F_1FFF
        static let dataMatch: UInt32 = 1 << 8
        static let linkOneEnabled: UInt32 = 1 << 9
        static let matched: UInt32 = 1 << 24
        static let functionWritable: UInt32 = 0x000F_FD2F
    }
    /// FUNCTION of an address comparator (C1.8.17).
    private enum Kind {
        static let instruction: UInt32 = 4
        static let read: UInt32 = 5
        static let write: UInt32 = 6
        static let access: UInt32 = 7
    }
    /// The comparator that can compare data values in Cortex-M3, M4 and M7.
    private static let dataComparator = 1

    private var control: UInt32 = 0
    private var cycleCount: UInt32 = 0
    private var lastCycle: UInt64 = 0
    private var comparators: [Comparator]
    /// DEMCR.TRCENA: without it nothing counts and nothing matches.
    var isTraceEnabled = false

    private let architecture: CoreArchitecture

    init(configuration: CoreConfiguration) {
        architecture = configuration.architecture
        comparators = Array(repeating: Comparator(), count: configuration.watchpoints)
    }

    mutating func count(toCycle cycle: UInt64) {
        if isTraceEnabled, control & Bits.cycleCountEnable != 0 {
            cycleCount &+= UInt32(truncatingIfNeeded: cycle - lastCycle)
        }
        lastCycle = cycle
    }

    var watchpoints: [Watchpoint] {
        guard isTraceEnabled else { return [] }
        return comparators.indices.compactMap { watchpoint(of: $0) }
    }

    private func watchpoint(of index: Int) -> Watchpoint? {
        let comparator = comparators[index]
        if architecture == .v8M { return modernWatchpoint(of: index) }
        guard (Kind.read...Kind.access).contains(comparator.kind) else { return nil }
        var (first, last) = comparator.range
        var value: (size: UInt32, value: UInt32)?
        if comparator.comparesData {
            value = (1 << (comparator.function >> 10 & 3), comparator.value)
            let linked = Int(comparator.function >> 12 & 0xF)
            let isLinked = linked != index && comparators.indices.contains(linked)
            (first, last) = isLinked ? comparators[linked].range : (0, UInt32.max)
        }
        return Watchpoint(
            comparator: index, first: first, last: last,
            onRead: comparator.kind != Kind.write, onWrite: comparator.kind != Kind.read,
            value: value)
    }

    /// Armv8-M (DDI 0553, DWT_FUNCTION): MATCH 4 to 6 with the size in DATAVSIZE, ACTION 1 for a
    /// debug event; a comparator with MATCH 7 behind it is the upper limit of a range.
    private func modernWatchpoint(of index: Int) -> Watchpoint? {
        let comparator = comparators[index]
        let match = comparator.function & 0xF
        guard (4...6).contains(match), comparator.function >> 4 & 3 == 1 else { return nil }
        let size: UInt32 = 1 << (comparator.function >> 10 & 3)
        var last = comparator.value &+ (size - 1)
        let next = index + 1
        if comparators.indices.contains(next), comparators[next].function & 0xF == 7 {
            last = comparators[next].value
        }
        return Watchpoint(
            comparator: index, first: comparator.value, last: last, onRead: match != 5,
            onWrite: match != 6, value: nil)
    }

    /// Comparators that match the address of an instruction.
    var instructionAddresses: [(comparator: Int, address: UInt32)] {
        guard isTraceEnabled else { return [] }
        return comparators.indices.compactMap { index in
            let function = comparators[index].function
            let isMatch =
                architecture == .v8M
                ? function & 0xF == 2 && function >> 4 & 3 == 1
                : comparators[index].kind == Kind.instruction
            return isMatch
                ? (index, comparators[index].value & ~1) : nil
        }
    }

    mutating func match(_ index: Int) { comparators[index].isMatched = true }

    /// `offset` from 0xE0001000; reading FUNCTIONn clears its MATCHED bit.
    mutating func read(_ offset: UInt32) -> UInt32 {
        switch offset {
        // NOCYCCNT, NOPRFCNT and so on in Armv6-M, which has DWT_PCSR and comparators only.
        case 0x00 where architecture == .v6M:
            return UInt32(comparators.count) << 28 | 0x0F00_0000
        case 0x00: return UInt32(comparators.count) << 28 | control
        case 0x04 where architecture == .v6M: return 0
        // DEVARCH: DWT of Armv8-M (DDI 0553).
        case 0xFBC where architecture == .v8M: return 0x4770_1A02
        case 0x04: return cycleCount
        case 0x20..<0x20 + 16 * UInt32(comparators.count):
            let index = Int(offset - 0x20) / 16
            switch offset & 0xF {
            case 0x0: return comparators[index].value
            case 0x4: return comparators[index].mask
            case 0x8:
                let isMatched = comparators[index].isMatched
                comparators[index].isMatched = false
                if architecture == .v8M {
                    // ID: data address, and from the second on its limits; instructions too.
                    let identity: UInt32 = index % 2 == 0 ? 0x0B : 0x1E
                    return comparators[index].function | identity << 27
                        | (isMatched ? Bits.matched : 0)
                }
                let hasLink = architecture == .v7M && index == Self.dataComparator
                let link = hasLink ? Bits.linkOneEnabled : 0
                return comparators[index].function | link | (isMatched ? Bits.matched : 0)
            default: return 0
            }
        default: return 0
        }
    }

    mutating func write(_ value: UInt32, to offset: UInt32) {
        switch offset {
        case 0x00: if architecture != .v6M { control = value & Bits.controlWritable }
        case 0x04: cycleCount = value
        case 0x20..<0x20 + 16 * UInt32(comparators.count):
            let index = Int(offset - 0x20) / 16
            switch offset & 0xF {
            case 0x0: comparators[index].value = value
            case 0x4: comparators[index].mask = value & 0x1F
            case 0x8 where architecture == .v8M:
                comparators[index].function = value & 0x0000_0C3F
            case 0x8:
                var function = value & Bits.functionWritable
                if index != Self.dataComparator { function &= ~Bits.dataMatch }
                comparators[index].function = function
            default: break
            }
        default: break
        }
    }

    mutating func powerOnReset() {
        (control, cycleCount, isTraceEnabled) = (0, 0, false)
        for index in comparators.indices { comparators[index] = Comparator() }
    }
}
