import TargetMemory

/// Every time limit of this module.
enum Limits {
    /// A halt request takes a few core cycles; a core that sleeps in deep power-down never obeys.
    static let haltMilliseconds = 500
    /// One instruction; a load may wait for a slow bus.
    static let stepMilliseconds = 200
    /// A step or a run is asked for so often where the request may not have arrived.
    static let requestCount = 8
    /// Before it is looked whether it has; twice as long after each further one.
    static let firstRequestPauseMilliseconds = 1
    /// From SYSRESETREQ or the rising NRST until the core answers again.
    static let resetMilliseconds = 1000
    /// How long NRST is held low; the reset filter of an STM32 wants 20 us.
    static let resetPulseMilliseconds = 10
    /// SYSRESETREQ is written so often where no reset is seen.
    static let resetRequestCount = 2
    /// From SYSRESETREQ or the rising NRST until S_RESET_ST must have been seen, where nothing
    /// holds the line low.
    static let resetObservationMilliseconds = 300
    /// A sleeping core is asked to halt so often; the probe itself repeats each for 255 ms.
    static let awakeTries = 8
    /// And so often where it has just been seen awake.
    static let awakeAgainTries = 24
    /// Between two polls of something that is not done yet.
    static let pollMilliseconds = 1
    /// DHCSR is asked so often for the end of a register transfer, which takes a few core cycles.
    static let registerPollCount = 10
    /// Polls that come without a pause, as most things are done by the second look.
    static let eagerPolls = 3
    /// The core's clock is measured anew, at most so often, where the measurement took longer than
    /// so many times what was asked for.
    static let clockMeasurementTries = 3
    static let clockMeasurementStretch = 4
}

/// Counts the time that a wait may still take.
struct Deadline {
    private let limit: Duration
    private var time = WakingTime()
    private var pausesLeft: Int
    private var polls = 0

    init(milliseconds: Int) {
        limit = .milliseconds(milliseconds)
        pausesLeft = milliseconds / Limits.pollMilliseconds
    }

    /// Pauses a little, longer after the first few polls; `false` once the time is over.
    mutating func wait(on pause: (Int) -> Void) -> Bool {
        polls += 1
        let elapsed = time.look()
        if polls <= Limits.eagerPolls { return true }
        // By the clock, and at the most the pauses made.
        pausesLeft -= 1
        guard pausesLeft >= 0, elapsed < limit else { return false }
        pause(Limits.pollMilliseconds)
        return true
    }
}
