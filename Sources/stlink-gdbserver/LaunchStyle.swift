import DebugSession

/// The server that a command line was written for: its options, its port, what it prints, and when
/// it ends. Found out from the name of the link that was started and from the options used.
struct LaunchStyle: Sendable {
    /// As `--personality` has it; for the ordinary style too.
    var personality: Personality
    /// The names of links by which it is meant.
    var programs: [String]
    var forms: [OptionForm]
    /// One-letter options may stand together behind one dash.
    var clusters = false
    /// A first word that is no option: pyOCD's subcommand.
    var commandWords: Set<String> = []
    /// Options that name a file with more options.
    var configurationFile: Set<String>?
    /// Options that no other style has.
    var marks: Set<String> = []
    var port: UInt16
    /// Ends when the debugger leaves.
    var endsWithClient: Bool
    /// But not when that spoke the extended protocol.
    var staysForExtended = false
    /// What its clients wait for, on the stream that they read; `%` is the port.
    var readyLine: String?
    /// What it prints when a debugger comes and goes, and in the end.
    var connectedLine: String?
    var leftLine: String?
    var endLine: String?
    /// The exit status after SIGINT and SIGTERM, where it is not 130 and 143.
    var interruptedStatus: Int32?
    var terminatedStatus: Int32?

    static let all = [own, stUtil, stLink, openOCD, pyOCD]

    static func of(program: String, words: [String]) -> LaunchStyle {
        let name = program.split(separator: "/").last.map(String.init) ?? program
        if let named = all.first(where: { $0.programs.contains(name) }), !named.isOwn {
            return named
        }
        if let first = words.first,
            let commanded = all.first(where: { $0.commandWords.contains(first) })
        {
            return commanded
        }
        // OpenOCD's `-c` is ST's configuration file: a command has a space in it, or is one.
        let names = words.map { $0.split(separator: "=").first.map(String.init) ?? $0 }
        for style in all where !style.marks.isDisjoint(with: names) { return style }
        if openOCDCommand(in: words) { return openOCD }
        return own
    }

    private var isOwn: Bool { programs == Self.own.programs }

    private static func openOCDCommand(in words: [String]) -> Bool {
        zip(words, words.dropFirst()).contains { option, value in
            switch option {
            case "-c": value.contains(" ") || value == "init" || value.hasPrefix("CD")
            case "-f": value.hasSuffix(".cfg") || value.hasSuffix(".tcl")
            default: false
            }
        }
    }

    /// What `stlink-gdbserver` is by itself: st-util's options and ours; it goes on when a
    /// debugger leaves.
    static let own = LaunchStyle(
        personality: .stUtil, programs: ["stlink-gdbserver"], forms: OptionForms.stUtil,
        clusters: true, port: 4242, endsWithClient: false)

    /// st-util ends with its client unless it was started with -m or the client said `!`; SIGTERM
    /// is success and SIGINT is not (stlink-org/stlink, `gdb-server.c`).
    static let stUtil = LaunchStyle(
        personality: .stUtil, programs: ["st-util"], forms: OptionForms.stUtil, clusters: true,
        port: 4242, endsWithClient: true, staysForExtended: true, interruptedStatus: 1,
        terminatedStatus: 0)

    /// ST-LINK_gdbserver (ST UM2576; lines as CubeIDE's users show them).
    static let stLink = LaunchStyle(
        personality: .stLink, programs: ["ST-LINK_gdbserver", "ST-LINK_gdbserver.exe"],
        forms: OptionForms.stLink, configurationFile: ["-c", "--config-file"],
        marks: [
            "-cp", "--stm32cubeprogrammer-path", "--port-number", "--swd", "-d", "-k",
            "--initialize-reset", "-e", "--persistent", "-i", "--serial-number", "-q",
            "--debuggers", "--apid", "-el", "--extload", "-ei", "--config-file",
            "--refresh-delay", "--log-level",
        ], port: 61234, endsWithClient: true,
        readyLine: "Waiting for debugger connection...",
        connectedLine: "Debugger connected", leftLine: "Debugger connection lost.",
        endLine: "Shutting down...")

    /// OpenOCD; clients wait for the line of `gdb_server.c`.
    static let openOCD = LaunchStyle(
        personality: .openOCD, programs: ["openocd"], forms: OptionForms.openOCD,
        marks: ["--file", "--search"], port: 3333, endsWithClient: false,
        readyLine: "Info : Listening on port % for gdb connections",
        connectedLine: "Info : accepting 'gdb' connection on tcp/%",
        leftLine: "Info : dropped 'gdb' connection")

    /// `pyocd gdbserver`.
    static let pyOCD = LaunchStyle(
        personality: .pyOCD, programs: ["pyocd"], forms: OptionForms.pyOCD,
        commandWords: ["gdbserver", "gdb"], port: 3333, endsWithClient: true,
        readyLine: "GDB server listening on port % (core 0)",
        connectedLine: "Client connected to port %!",
        leftLine: "Client disconnected from port %!")
}
