/// When clients that look on have their turn beside the debugger, whose requests come first.
///
/// A debugger works in bursts: many packets with next to nothing between them. Within a burst the
/// others wait, but not for ever: their own time limits are two seconds or so.
struct OnlookerSchedule {
    private var heardNanoseconds: UInt64?
    private var servedNanoseconds: UInt64 = 0

    /// The debugger has been answered.
    mutating func debuggerWasServed(atNanoseconds now: UInt64) { heardNanoseconds = now }

    /// Nobody debugs any more.
    mutating func debuggerLeft() { heardNanoseconds = nil }

    /// Nanoseconds until another client may have its turn; 0: it has it now.
    /// A debugger that has packets waiting is not quiet, however long the last one took.
    mutating func wait(
        atNanoseconds now: UInt64, isDebuggerWaiting: Bool = false
    ) -> UInt64 {
        guard let heardNanoseconds else { return 0 }
        let quiet = heardNanoseconds + UInt64(Limits.quietMilliseconds) * 1_000_000
        let patience = servedNanoseconds + UInt64(Limits.patienceMilliseconds) * 1_000_000
        let due = isDebuggerWaiting ? patience : min(quiet, patience)
        guard now >= due else { return due - now }
        servedNanoseconds = now
        return 0
    }
}
