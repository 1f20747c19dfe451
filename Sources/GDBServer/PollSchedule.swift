/// When a running core is asked whether it has stopped.
///
/// Steps over a line end within a millisecond, so the first questions come at once; a program that
/// runs for long is asked less often, yet seldom enough late that nobody notices. Ctrl-C does not
/// wait for a question.
struct PollSchedule {
    private var askedCount = 0

    /// Until the next question, in microseconds.
    mutating func nextIntervalMicroseconds() -> Int {
        askedCount += 1
        switch askedCount {
        case ...1: return 0
        case ...10: return 500
        case ...50: return 2_000
        // Five seconds on nobody waits for the next line.
        case ...1_000: return 5_000
        default: return 20_000
        }
    }

    /// Another run begins.
    mutating func restart() { askedCount = 0 }
}
