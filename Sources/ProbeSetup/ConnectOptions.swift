/// What the user says about the probe and the way to the target; the same for every tool.
public struct ConnectOptions: Hashable, Sendable {
    public enum Mode: Hashable, Sendable {
        /// Connect, then reset and halt the core.
        case normal
        /// NRST is low while connecting, so that firmware which turns the debug pins off or sleeps
        /// never gets to run; the core halts at its first instruction.
        case underReset
        /// Connect to what is running and leave it running.
        case hotPlug
    }

    /// The serial or its first digits; `nil` where there is only one probe.
    public var serial: String?
    /// The fastest SWD clock to use in kHz; `nil` leaves the choice to the link.
    public var clockKHz: Int?
    public var mode: Mode

    public init(serial: String? = nil, clockKHz: Int? = nil, mode: Mode = .normal) {
        self.serial = serial
        self.clockKHz = clockKHz
        self.mode = mode
    }
}

extension ConnectOptions {
    /// A clock as people write it: `1800k`, `1M`, `4000` (kHz); `nil` for anything else.
    public static func clockKHz(_ text: String) -> Int? {
        let isMega = text.hasSuffix("M") || text.hasSuffix("m")
        let hasUnit = isMega || text.hasSuffix("k") || text.hasSuffix("K")
        let digits = hasUnit ? text.dropLast() : text[...]
        guard let number = Int(digits), number > 0, number <= 100_000 else { return nil }
        return isMega ? number * 1000 : number
    }
}
