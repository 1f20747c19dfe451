import ArgumentParser
import ProbeSetup
import STLink
import ToolOptions

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How to say it: JSON or words, more words or fewer.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print the result as one JSON document.")
    var json = false

    @Flag(name: .shortAndLong, help: "Also print what is only of interest when something fails.")
    var verbose = false

    var terminal: Terminal { Terminal(isJSON: json, isVerbose: verbose) }
}

/// Which probe, and how to reach the target; the same names as the GDB server's.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The probe's serial number or its first digits, as `stlink list` shows them.",
            valueName: "serial"))
    var serial: String?

    @Option(
        help: ArgumentHelp(
            "The probe's place: its number in `stlink list`, BUS-PORTS such as 1-4.2, or "
                + "BUS:ADDRESS. STLINK_DEVICE=BUS:ADDRESS in the environment does the same.",
            valueName: "place"), transform: { try ProbeChoice.Place(argument: $0) })
    var probe: ProbeChoice.Place?

    @Option(
        name: [.customShort("F"), .long],
        help: ArgumentHelp(
            "The fastest clock to use: 1800k, 4M; a bare number is in kHz; auto finds the fastest "
                + "that proves reliable.", valueName: "clock"),
        transform: { try ConnectOptions.Clock(argument: $0) })
    var freq: ConnectOptions.Clock = .automatic

    @Option(
        help: ArgumentHelp("The wires to the target: swd or jtag.", valueName: "wires"),
        transform: { try WireProtocol(argument: $0) })
    var interface: WireProtocol = .swd

    @Flag(
        name: [.customShort("u"), .long],
        help: "Hold the reset line low while connecting, for firmware that locks the pins.")
    var connectUnderReset = false

    @Flag(
        name: [.customShort("n"), .customLong("hot-plug")],
        help: "Connect to the running target without a reset.")
    var hotPlug = false

    @Option(
        help: ArgumentHelp(
            "The size of the flash, such as 64k, for chips that do not tell it.",
            valueName: "size"), transform: { try ConnectOptions.flashByteCount(argument: $0) })
    var flashSize: Int?

    @OptionGroup var recording: RecordOptions

    func validate() throws {
        if connectUnderReset, hotPlug {
            throw ValidationError("--connect-under-reset and --hot-plug exclude each other")
        }
        // As of a script whose variable is empty: it would match any probe.
        if serial == "" { throw ValidationError("--serial is empty: give its first digits") }
        if probe == nil, serial == nil, let text = Self.environment,
            ProbeChoice.Place(text) == nil
        {
            throw ValidationError(
                "\(ConnectOptions.deviceVariable)=\(text) is no place of a probe: BUS:ADDRESS")
        }
    }

    var options: ConnectOptions {
        let mode: ConnectOptions.Mode =
            connectUnderReset ? .underReset : hotPlug ? .hotPlug : .normal
        return ConnectOptions(
            serial: serial, probe: place, wire: interface,
            clockKHz: freq.kHz, mode: mode, flashByteCount: flashSize)
    }

    /// For what only looks: the target goes on running unless the user wants it held in reset.
    var attaching: ConnectOptions {
        var options = options
        if options.mode == .normal { options.mode = .hotPlug }
        return options
    }
}

extension ConnectionOptions {
    /// The place that was given, or what STLINK_DEVICE says to who says nothing else.
    private var place: ProbeChoice.Place? {
        probe ?? (serial == nil ? Self.environment.flatMap(ProbeChoice.Place.init) : nil)
    }

    /// STLINK_DEVICE=BUS:ADDRESS, as st-util's users name a probe.
    fileprivate static var environment: String? {
        getenv(ConnectOptions.deviceVariable).map { String(cString: $0) }.flatMap {
            $0.isEmpty ? nil : $0
        }
    }
}

/// A number with an optional 0x.
func number(_ text: String) throws -> UInt32 {
    let isHex = text.hasPrefix("0x") || text.hasPrefix("0X")
    guard let value = isHex ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text) else {
        throw ValidationError("'\(text)' is not a number such as 0x08000000 or 4096")
    }
    return value
}
