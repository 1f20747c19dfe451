/// Every bound of connecting, in one place.
enum Limits {
    /// The first clock that is tried where nobody asked for one: the ST-LINK/V2's fastest.
    static let firstClockKHz = 4000
    /// Slower clocks than this are only tried where they were asked for.
    static let slowestClockKHz = 100
    /// Rungs of one kind at most.
    static let rungCount = 8
    /// Clocks that are tried under reset: the wanted one, and the fastest not above each of these.
    static let underResetClocksKHz = [950, 480, 100]
    /// Without a supply that could be one, only the first clock and one not above this are tried.
    static let unpoweredClockKHz = 480
    /// CPUID is read so often to see whether a clock holds, once it is in doubt.
    static let readBackCount = 32
    /// Words of RAM that go to the target and back to measure a clock's errors.
    static let marginByteCount = 4096
    /// Questions to the probe itself, to see whether USB is reliable.
    static let questionCount = 32
    /// A supply may move by so much between readings.
    static let voltageSpreadMillivolts = 200
    /// Between two looks for a reset that nobody asked for.
    static let resetWatchMilliseconds = 100
    /// How often a doctor's look is repeated to see whether a value moves.
    static let sampleCount = 3
    /// Signals to end that come so soon after the first are the same wish, sent twice.
    static let sameSignal = Duration.seconds(1)
    /// 96 bits (the chips' manuals, "Device electronic signature").
    static let uniqueIDByteCount = 12
}
