import ArgumentParser
import DebugSession
import GDBServer
import HostFiles
import Logging
import ProbeSetup
import STLink
import ToolOptions

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The options, and how they become a running server.
struct GDBServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stlink-gdbserver",
        abstract: "Debug an STM32 through an ST-Link with gdb or lldb.",
        usage: "stlink-gdbserver [<options>]",
        discussion: """
            Then, in gdb: target extended-remote :4242

            All options of st-util are understood, abbreviated and clustered as it takes them; \
            those of ST-LINK_gdbserver, openocd and `pyocd gdbserver` too, where the program is \
            started by a link of that name or with options that only they have. Unknown options \
            are warned of and left out. When a debugger leaves, the server goes on and lets go of \
            the probe, for other programs to use, until the next one comes. The exit status tells \
            failures apart: see docs/exit-codes.md.
            """,
        version: Version.text)

    @Option(
        name: [.customShort("p"), .customLong("port")],
        help: ArgumentHelp(
            "The TCP port; 0 finds a free one. Also: --listen_port. (default: 4242; in other "
                + "servers' stead theirs)", valueName: "port"),
        transform: { try Self.port($0) })
    var chosenPort: UInt16?

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
        help: "Attach to the running program without a reset. Also: --hot-plug, --attach.")
    var noReset = false

    @Flag(
        help: ArgumentHelp(
            "As --no-reset, and let the program run on when a debugger arrives; it shows where "
                + "the program was, and continue waits for it."))
    var attachRunning = false

    @Flag(
        name: [.customShort("u"), .customLong("connect-under-reset")],
        help: "Reset while connecting, for firmware that turns the debug pins off or sleeps.")
    var connectUnderReset = false

    @Option(
        name: [.customShort("F"), .customLong("freq")],
        help: ArgumentHelp(
            "The fastest clock to use: 1800k, 4M; a bare number is in kHz; auto finds the "
                + "fastest that proves reliable.",
            valueName: "clock"),
        transform: { try ConnectOptions.Clock(argument: $0) })
    var freq: ConnectOptions.Clock = .automatic

    @Option(
        help: ArgumentHelp("The wires to the target: swd or jtag.", valueName: "wires"),
        transform: { try WireProtocol(argument: $0) })
    var interface: WireProtocol = .swd

    @Option(help: "The probe's serial number or its first digits (needed with several probes).")
    var serial: String?

    @Option(
        help: ArgumentHelp(
            "The probe's place: its number in `stlink list` from 1 on, BUS:ADDRESS, or BUS-PORTS "
                + "such as 1-4.2. STLINK_DEVICE=BUS:ADDRESS in the environment does the same.",
            valueName: "place"),
        transform: { try ProbeChoice.Place(argument: $0) })
    var probe: ProbeChoice.Place?

    @Option(
        help: ArgumentHelp(
            "The size of the flash, such as 64k, for chips that do not tell it.",
            valueName: "size"),
        transform: { try ConnectOptions.flashByteCount(argument: $0) })
    var flashSize: Int?

    @Option(
        help: ArgumentHelp(
            "A flash loader for a memory beside the chip's own flash, a CMSIS .FLM or an ST "
                + ".stldr: `load` programs that memory, too. May be given several times.",
            valueName: "file"))
    var loader: [String] = []

    @Flag(help: "`load` keeps bytes outside of the program that share a sector with it.")
    var preserve = false

    @Option(
        help: ArgumentHelp(
            "Whose manners `monitor` commands have: st-util, openocd, pyocd or st-link; mainly "
                + "whether `monitor reset` halts. By itself as the link's name and the options "
                + "suggest.", valueName: "name"),
        transform: { try Self.personality($0) })
    var personality: Personality?

    @Flag(help: "`monitor reset` halts, whatever the personality.")
    var halt = false

    @Option(help: ArgumentHelp("Write the log into this file, too.", valueName: "file"))
    var logFile: String?

    @Flag(help: "List the probes' serial numbers and end.")
    var listProbes = false

    @Option(help: .hidden)
    var launchedAs: String?

    @OptionGroup(title: "Network") var network: NetworkArguments
    @OptionGroup(title: "RTT and SWO") var services: ServiceArguments
    @OptionGroup(title: "Semihosting") var semihosting: SemihostingArguments
    @OptionGroup(title: "Bug reports") var recording: RecordOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "How much to log, 0 to 99: 50 is usual, -v alone means 75, 90 and more shows every "
                + "packet.", valueName: "level"))
    var verbose = 50

    func validate() throws {
        if serial == "" { throw ValidationError("--serial is empty: give its first digits") }
    }

    func run() async throws {
        if listProbes {
            try Self.printProbes()
            return
        }
        let file = try logFile.map { try TextFile.descriptor(appendingTo: $0) }
        let output = LogOutput(file: file)
        LoggingSystem.bootstrap { LineLogHandler(label: $0, output: output) }
        var logger = Logger(label: "stlink-gdbserver")
        logger.logLevel = logLevel
        let status = await Serving(command: self, logger: logger).run()
        output.finish()
        throw ExitCode(status)
    }

    var connectOptions: ConnectOptions {
        let mode: ConnectOptions.Mode =
            connectUnderReset ? .underReset : noReset || attachRunning ? .hotPlug : .normal
        return ConnectOptions(
            serial: serial, probe: probe, wire: interface, clockKHz: freq.kHz, mode: mode,
            flashByteCount: flashSize)
    }

    var serverConfiguration: ServerConfiguration {
        var configuration = ServerConfiguration(
            hosts: network.hosts, port: port,
            endsWithClient: once || style.endsWithClient && !multi,
            serverVersion: "stlink-gdbserver \(Version.text)",
            letsProgramRun: attachRunning)
        configuration.allowed = network.allowed
        configuration.staysForExtended = !once && style.staysForExtended
        var personality = personality ?? style.personality
        if halt { personality.plainReset = .halt }
        configuration.monitoring = MonitorOptions(
            personality: personality, startCommands: services.startCommands)
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

    /// The server that is stood in for.
    var style: LaunchStyle {
        guard let launchedAs else { return .own }
        return LaunchStyle.all.first { $0.programs.contains(launchedAs) } ?? .own
    }

    var port: UInt16 { chosenPort ?? style.port }

    private static func personality(_ text: String) throws -> Personality {
        guard let personality = Personality.named(text.lowercased()) else {
            let names = Personality.all.map(\.name).joined(separator: ", ")
            throw ValidationError("give the personality as one of \(names)")
        }
        return personality
    }

    private static func printProbes() throws {
        do throws(ProbeError) {
            for probe in try ProbeSetup.listProbes() {
                let serial = probe.serial ?? "unknown"
                StandardOutput.write(
                    Array("\(probe.model.name), serial \(serial)\n".utf8))
            }
        } catch {
            StandardError.write("stlink-gdbserver: \(error.message)\n")
            throw ExitCode(error.status.rawValue)
        }
    }
}
