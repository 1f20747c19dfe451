/// Time that has passed while this process was awake to see it; what time limits count.
///
/// A laptop that is suspended, a process that is stopped, a machine that has no time for us: when
/// it goes on, the clock has leapt over any limit, although nobody has looked whether what was
/// waited for is done. So what passes between two looks counts for one short step at most, and
/// after a leap there is as much patience left as before it. The wall clock plays no part.
public struct WakingTime {
    /// As much as counts between two looks. Longer than any pause between two polls, so that
    /// limits hold as they are named; a link that takes longer for each poll stretches them.
    public static let stepMax = Duration.milliseconds(100)

    private var last: ContinuousClock.Instant
    private var counted = Duration.zero

    public init(at start: ContinuousClock.Instant = .now) { last = start }

    /// What has passed since the beginning, with this look and all before it.
    public mutating func look(at now: ContinuousClock.Instant = .now) -> Duration {
        counted += min(max(now - last, .zero), Self.stepMax)
        last = now
        return counted
    }
}
