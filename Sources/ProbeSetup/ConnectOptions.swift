public import STLink

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
    /// Which probe by its place; together with `serial` both must fit.
    public var probe: ProbeChoice.Place?
    public var wire: WireProtocol
    /// The fastest clock to use in kHz; `nil` finds the fastest that proves reliable.
    public var clockKHz: Int?
    public var mode: Mode
    /// The size of the flash, for chips that do not tell it.
    public var flashByteCount: Int?

    public init(
        serial: String? = nil, probe: ProbeChoice.Place? = nil, wire: WireProtocol = .swd,
        clockKHz: Int? = nil, mode: Mode = .normal, flashByteCount: Int? = nil
    ) {
        self.serial = serial
        self.probe = probe
        self.wire = wire
        self.clockKHz = clockKHz
        self.mode = mode
        self.flashByteCount = flashByteCount
    }
}

extension ConnectOptions {
    /// The probe that is meant.
    public var choice: ProbeChoice { ProbeChoice(serial: serial, place: probe) }

    /// The environment variable by which st-util's users name a probe: `BUS:ADDRESS`.
    public static let deviceVariable = "STLINK_DEVICE"

    /// A clock as people write it.
    public enum Clock: Hashable, Sendable {
        case automatic
        case kHz(Int)

        public var kHz: Int? { if case .kHz(let kHz) = self { kHz } else { nil } }
    }

    /// `auto`, or as `clockKHz` takes it; `nil` for anything else.
    public static func clock(_ text: String) -> Clock? {
        text.lowercased() == "auto" ? .automatic : clockKHz(text).map(Clock.kHz)
    }

    /// A clock in kHz as people write it: `1800k`, `1M`, `4000` (kHz); `nil` for anything else.
    public static func clockKHz(_ text: String) -> Int? {
        let isMega = text.hasSuffix("M") || text.hasSuffix("m")
        let hasUnit = isMega || text.hasSuffix("k") || text.hasSuffix("K")
        let digits = hasUnit ? text.dropLast() : text[...]
        guard let number = Int(digits), number > 0, number <= 100_000 else { return nil }
        return isMega ? number * 1000 : number
    }

    /// A size as people write it: `64k`, `1M`, `2G`, `65536`, `0x10000`; `nil` for anything else,
    /// and for what is larger than `max`, which is more than any memory of these chips unless said.
    public static func byteCount(_ text: String, max: Int = 256 << 20) -> Int? {
        let isHexadecimal = text.lowercased().hasPrefix("0x")
        let unit = isHexadecimal ? nil : text.last.map { $0.lowercased() }
        let shift = unit == "k" ? 10 : unit == "m" ? 20 : unit == "g" ? 30 : 0
        let digits = shift > 0 ? text.dropLast() : text.dropFirst(isHexadecimal ? 2 : 0)
        guard let number = Int(digits, radix: isHexadecimal ? 16 : 10), number > 0,
            number <= max >> shift
        else { return nil }
        return number << shift
    }
}
