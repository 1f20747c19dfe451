import ArgumentParser
import ProbeSetup
import STLink

/// How to say it: JSON or words, more words or fewer.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print the result as one JSON document.")
    var json = false

    @Flag(name: .shortAndLong, help: "Also print what is only of interest when something fails.")
    var verbose = false

    var terminal: Terminal { Terminal(isJSON: json, isVerbose: verbose) }
}

/// Which probe, and how to reach the target.
struct ConnectionOptions: ParsableArguments {
    @Option(help: "The probe's serial number or its first digits (needed with several probes).")
    var serial: String?

    @Option(
        help: ArgumentHelp(
            "The fastest SWD clock to use: 1800k, 4M; a bare number is in kHz.",
            valueName: "clock"),
        transform: { text in
            guard let kHz = ConnectOptions.clockKHz(text) else {
                throw ValidationError("give the clock as 950k, 4M or a number in kHz")
            }
            return kHz
        })
    var freq: Int?

    @Flag(
        name: [.customShort("u"), .long],
        help: "Hold the reset line low while connecting, for firmware that locks the pins.")
    var connectUnderReset = false

    @Flag(
        name: [.customShort("n"), .customLong("hot-plug")],
        help: "Connect to the running target without a reset.")
    var hotPlug = false

    func validate() throws {
        if connectUnderReset, hotPlug {
            throw ValidationError("--connect-under-reset and --hot-plug exclude each other")
        }
    }

    var options: ConnectOptions {
        let mode: ConnectOptions.Mode =
            connectUnderReset ? .underReset : hotPlug ? .hotPlug : .normal
        return ConnectOptions(serial: serial, clockKHz: freq, mode: mode)
    }

    /// For what only looks: the target goes on running unless the user wants it held in reset.
    var attaching: ConnectOptions {
        var options = options
        if options.mode == .normal { options.mode = .hotPlug }
        return options
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
