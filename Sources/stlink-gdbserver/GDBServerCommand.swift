import ArgumentParser
import GDBServer
import Logging
import ProbeSetup
import STLink

/// The options, and how they become a running server.
struct GDBServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stlink-gdbserver",
        abstract: "Debug an STM32 through an ST-Link with gdb or lldb.",
        usage: "stlink-gdbserver [<options>]",
        discussion: """
            Then, in gdb: target extended-remote :4242

            All options of st-util 1.8 are understood, abbreviated and clustered as it takes \
            them. When a debugger leaves, the server goes on and lets go of the probe, for other \
            programs to use, until the next one comes. The exit status tells failures apart: see \
            docs/exit-codes.md.
            """,
        version: Version.text)

    @Option(
        name: [.customShort("p"), .customLong("port")],
        help: ArgumentHelp(
            "The TCP port; 0 finds a free one. Also: --listen_port.", valueName: "port"),
        transform: { try Self.port($0) })
    var port: UInt16 = 4242

    @Option(
        help: ArgumentHelp(
            "An address to listen at instead of this machine's loopback; * is every address. "
                + "May be given several times. There is no password: whoever reaches the port "
                + "has the target.", valueName: "address"))
    var listen: [String] = []

    @Option(help: ArgumentHelp("Write the port into this file once it is open.", valueName: "file"))
    var portFile: String?

    @Flag(help: "End when the debugger leaves, as st-util does without --multi.")
    var once = false

    @Flag(
        name: .shortAndLong,
        help: "Go on when the debugger leaves. This is what happens anyway.")
    var multi = false

    @Flag(
        name: [.customShort("n"), .customLong("no-reset")],
        help: "Do not reset the target. This is what happens anyway. Also: --hot-plug.")
    var noReset = false

    @Flag(
        name: [.customShort("u"), .customLong("connect-under-reset")],
        help: "Reset while connecting, for firmware that turns the debug pins off or sleeps.")
    var connectUnderReset = false

    @Option(
        name: [.customShort("F"), .customLong("freq")],
        help: ArgumentHelp(
            "The fastest SWD clock to use: 1800k, 4M; a bare number is in kHz.",
            valueName: "clock"),
        transform: { try Self.clock($0) })
    var freq: Int?

    @Option(help: "The probe's serial number or its first digits (needed with several probes).")
    var serial: String?

    @OptionGroup(title: "Semihosting") var semihosting: SemihostingArguments

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "How much to log, 0 to 99: 50 is usual, -v alone means 75, 90 and more shows every "
                + "packet.", valueName: "level"))
    var verbose = 50

    func validate() throws {
        if noReset, connectUnderReset {
            throw ValidationError("--no-reset and --connect-under-reset exclude each other")
        }
    }

    func run() async throws {
        StandardError.outliveReader()
        LoggingSystem.bootstrap { LineLogHandler(label: $0) }
        var logger = Logger(label: "stlink-gdbserver")
        logger.logLevel = logLevel
        let status = await Serving(command: self, logger: logger).run()
        throw ExitCode(status)
    }

    var connectOptions: ConnectOptions {
        ConnectOptions(
            serial: serial, clockKHz: freq, mode: connectUnderReset ? .underReset : .hotPlug)
    }

    var serverConfiguration: ServerConfiguration {
        var configuration = ServerConfiguration(
            hosts: listen.isEmpty ? ServerConfiguration.loopback : listen, port: port,
            endsWithClient: once, serverVersion: "stlink-gdbserver \(Version.text)")
        configuration.semihosting = semihosting.options
        configuration.semihostingConsole = semihosting.semihostingConsole
        configuration.semihostingFolder = semihosting.folder
        return configuration
    }

    private var logLevel: Logger.Level {
        switch verbose {
        case ..<25: .warning
        case ..<51: .info
        case ..<90: .debug
        default: .trace
        }
    }

    /// Decimal, or hexadecimal after `0x` as st-util's `%i` takes it.
    private static func port(_ text: String) throws -> UInt16 {
        let isHexadecimal = text.hasPrefix("0x") || text.hasPrefix("0X")
        let number = isHexadecimal ? UInt16(text.dropFirst(2), radix: 16) : UInt16(text)
        guard let number else { throw ValidationError("give the port as a number up to 65535") }
        return number
    }

    private static func clock(_ text: String) throws -> Int {
        guard let kHz = ConnectOptions.clockKHz(text) else {
            throw ValidationError("give the clock as 950k, 4M or a number in kHz")
        }
        return kHz
    }
}
