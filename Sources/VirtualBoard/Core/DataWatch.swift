/// Data Watchpoint and Trace unit: comparators and the cycle counter (DDI 0403E, C1.8). Trace
/// packets, the other counters and CYCMATCH are not modelled.
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

    init(comparatorCount: Int) {
        comparators = Array(repeating: Comparator(), count: comparatorCount)
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

    /// Comparators that match the address of an instruction.
    var instructionAddresses: [(comparator: Int, address: UInt32)] {
        guard isTraceEnabled else { return [] }
        return comparators.indices.compactMap { index in
            comparators[index].kind == Kind.instruction
                ? (index, comparators[index].value & ~1) : nil
        }
    }

    mutating func match(_ index: Int) { comparators[index].isMatched = true }

    /// `offset` from 0xE0001000; reading FUNCTIONn clears its MATCHED bit.
    mutating func read(_ offset: UInt32) -> UInt32 {
        switch offset {
        case 0x00: return UInt32(comparators.count) << 28 | control
        case 0x04: return cycleCount
        case 0x20..<0x20 + 16 * UInt32(comparators.count):
            let index = Int(offset - 0x20) / 16
            switch offset & 0xF {
            case 0x0: return comparators[index].value
            case 0x4: return comparators[index].mask
            case 0x8:
                let isMatched = comparators[index].isMatched
                comparators[index].isMatched = false
                let link = index == Self.dataComparator ? Bits.linkOneEnabled : 0
                return comparators[index].function | link | (isMatched ? Bits.matched : 0)
            default: return 0
            }
        default: return 0
        }
    }

    mutating func write(_ value: UInt32, to offset: UInt32) {
        switch offset {
        case 0x00: control = value & Bits.controlWritable
        case 0x04: cycleCount = value
        case 0x20..<0x20 + 16 * UInt32(comparators.count):
            let index = Int(offset - 0x20) / 16
            switch offset & 0xF {
            case 0x0: comparators[index].value = value
            case 0x4: comparators[index].mask = value & 0x1F
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
