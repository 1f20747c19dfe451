import Dispatch

/// Counts what may happen thousands of times a second, for a log that says so now and then.
struct Tally {
    private var count = 0
    private var saidNanoseconds: UInt64?

    /// How often it has happened since the log said so last; `nil`: the log is to be silent.
    mutating func happened(
        atNanoseconds now: UInt64 = DispatchTime.now().uptimeNanoseconds
    ) -> Int? {
        count += 1
        let pause = UInt64(Limits.tallySeconds) * 1_000_000_000
        if let saidNanoseconds, now < saidNanoseconds + pause { return nil }
        saidNanoseconds = now
        defer { count = 0 }
        return count
    }
}
