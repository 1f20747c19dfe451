import TargetMemory

/// Time since something began: by the clock, as far as we were awake, and at the least the pauses
/// made since.
struct Stopwatch {
    private var time = WakingTime()
    private var pausedMilliseconds = 0

    mutating func microseconds() -> Int {
        max(time.look().microseconds, pausedMilliseconds * 1000)
    }

    mutating func note(pauseMilliseconds: Int) { pausedMilliseconds += pauseMilliseconds }
}

extension Duration {
    var microseconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
    }
}
