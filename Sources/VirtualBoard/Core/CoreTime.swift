/// Core cycles and the board's nanoseconds. Within one segment the core clock is constant.
struct CoreTime {
    private static let nanosecondsPerSecond: UInt64 = 1_000_000_000

    /// Cycles beyond the instructions executed: sleep, exception entry, skipped instructions.
    var extraCycles: UInt64 = 0
    private(set) var hertz: UInt64 = 1
    private var segmentStart: UInt64 = 0
    private var segmentCycle: UInt64 = 0
    /// What a segment has left of its last cycle, in billionths of a cycle.
    private var credit: UInt64 = 0

    mutating func begin(at instant: UInt64, cycle: UInt64, hertz: UInt64) {
        segmentStart = instant
        segmentCycle = cycle
        self.hertz = max(1, hertz)
    }

    /// The board's time when the core has reached that cycle.
    func instant(ofCycle cycle: UInt64) -> UInt64 {
        let billionths = (cycle - segmentCycle) * Self.nanosecondsPerSecond
        return segmentStart + (billionths > credit ? (billionths - credit) / hertz : 0)
    }

    /// Whole cycles from there to the instant.
    func cycles(from cycle: UInt64, to instant: UInt64) -> UInt64 {
        // A core that the bus held may be past it.
        guard instant > segmentStart else { return 0 }
        let whole = ((instant - segmentStart) * hertz + credit) / Self.nanosecondsPerSecond
        let used = cycle - segmentCycle
        return whole > used ? whole - used : 0
    }

    /// Ends the segment at an instant that no whole cycle ends at; the next one gets the rest.
    mutating func end(at instant: UInt64, cycle: UInt64) {
        guard instant > segmentStart else { return }
        let total = (instant - segmentStart) * hertz + credit
        let used = (cycle - segmentCycle) * Self.nanosecondsPerSecond
        credit = total > used ? (total - used) % Self.nanosecondsPerSecond : 0
        segmentStart = instant
        segmentCycle = cycle
    }

    mutating func forgetCredit() { credit = 0 }
}
