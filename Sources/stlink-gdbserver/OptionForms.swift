import DebugSession

/// Every option of every server that is stood in for.
enum OptionForms {
    /// Options of our own, which every style takes by their long names.
    static let own: [OptionForm] =
        [
            "--port", "--listen", "--allow", "--port-file", "--freq", "--interface", "--serial",
            "--probe", "--flash-size", "--semihosting-console", "--semihosting-files",
            "--semihosting-arguments", "--personality", "--command", "--rtt-port",
            "--rtt-address", "--swo-port", "--swo-file", "--cpu-clock", "--swo-clock",
            "--swo-clock-div", "--log-file", "--loader", "--record", "--record-limit",
            "--generate-completion-script",
        ].map { .same($0, as: $0, takes: .value) }
        + [
            "--help", "--version", "--multi", "--once", "--no-reset", "--attach-running",
            "--connect-under-reset", "--semihosting", "--exit-on-semihosting", "--halt",
            "--list-probes", "--preserve", "--record-firmware", "--experimental-dump-help",
        ].map { .same($0, as: $0) } + [
            .same("--verbose", as: "--verbose", takes: .optionalValue("75"))
        ]

    /// st-util 1.7 to 1.9 (`gdb-server.c`), and what it had before.
    static let stUtil: [OptionForm] =
        [
            .same("-h", as: "--help"), .same("-V", as: "--version"),
            // A bare -v means 75: all that is of interest when something fails, packets left out.
            .same("-v", as: "--verbose", takes: .optionalValue("75")),
            .same("-p", "--listen_port", "--listen-port", as: "--port", takes: .value),
            .same("-m", as: "--multi"), .same("-n", "--hot-plug", "--attach", as: "--no-reset"),
            .same("-u", as: "--connect-under-reset"), .same("-F", as: "--freq", takes: .value),
            .ignored("-1", "--stlinkv1", because: modelIsFound),
            .ignored("-s", "--stlink_version", takes: .value, because: modelIsFound),
        ] + own

    private static let modelIsFound = "the probe's model is found out by itself"

    /// ST-LINK_gdbserver of CubeIDE and CubeCLT (ST UM2576, and its --help as users show it).
    static let stLink: [OptionForm] =
        [
            .same("-h", as: "--help"), .same("-V", as: "--version"),
            .same("-p", "--port-number", as: "--port", takes: .value),
            // It would take JTAG without this; SWD works on the same wires.
            .means("-d", "--swd", words: ["--interface=swd"]),
            .means("--jtag", words: ["--interface=jtag"]),
            .means("-e", "--persistent", words: ["--multi"]),
            .means("-g", "--attach", words: ["--no-reset"]),
            .means("-k", "--initialize-reset", words: ["--connect-under-reset"]),
            .same("-i", "--serial-number", as: "--serial", takes: .value),
            .same("-q", "--debuggers", as: "--list-probes"),
            .reading("-m", "--apid") { port in
                port == "0" || port == "1"
                    ? .init()
                    : .init(
                        warning: "ignored '-m \(port)': the first core that answers is debugged")
            },
            .granted("-cp", "--stm32cubeprogrammer-path", takes: .value),
            .granted("-s", "--verify"), .granted("--incremental"),
            .ignored(
                "--erase-all", because: "load erases what it must; `monitor erase` erases all"),
            .same("-a", as: "--cpu-clock", takes: .value),
            .same("-b", as: "--swo-clock-div", takes: .value),
            .same("-z", as: "--swo-port", takes: .value),
            .reading("--semihosting") { level in
                ["0", "off", "none", "disable", "disabled"].contains(level)
                    ? .init() : .init(arguments: ["--semihosting"])
            },
            .same("--semihost-console-port", as: "--semihosting-console", takes: .value),
            .granted("-r", "--refresh-delay", takes: .value), .granted("-t", "--shared"),
            .same("--frequency", as: "--freq", takes: .value),
            .granted("--pend-halt-timeout", takes: .value),
            .granted("--target-sel", takes: .value), .granted("--pcm-pm-force", takes: .value),
            .granted("--memory-map", takes: .value), .granted("--temp-path", takes: .value),
            .granted("--preserve-temps"),
            .same("-el", "--extload", as: "--loader", takes: .value),
            .granted("-ei", "--extload_init", "--external-init"),
            .ignored(
                "--ext-memory-loaders", because: "name the loader's file with --extload FILE"),
            .same("-f", as: "--log-file", takes: .value),
            .reading("-l", "--log-level") { .init(arguments: ["--verbose=\(level($0))"]) },
            .means("-v", words: ["--verbose=75"]),
        ] + others(than: ["--semihosting"])

    /// ST's levels 0 to 31, as bits: 0 nothing, 1 what happens, all of them every packet.
    private static func level(_ text: String) -> Int {
        switch Int(text) ?? 1 {
        case ..<1: 0
        case 1: 50
        case ..<16: 75
        default: 99
        }
    }

    /// OpenOCD (its manual, "Running").
    static let openOCD: [OptionForm] =
        [
            .same("-h", as: "--help"), .same("-v", as: "--version"),
            .granted("-f", "--file", takes: .value), .granted("-s", "--search", takes: .value),
            .reading("-c", "--command") { openOCDCommand($0) },
            .reading("-d", "--debug", takes: .optionalValue("3")) { text in
                .init(arguments: ["--verbose=\(openOCDLevel(text))"])
            },
            .same("-l", "--log_output", as: "--log-file", takes: .value),
            .ignored("-p", "--pipe", because: "a debugger comes by TCP"),
        ] + others(than: ["--command"])

    /// OpenOCD's 0 and 1 are errors and warnings, 2 is usual, from 3 on it prints packets.
    private static func openOCDLevel(_ text: String) -> Int {
        switch Int(text) ?? 3 {
        case ..<2: 0
        case 2: 50
        default: 99
        }
    }

    /// Commands that are about the server become its options; others wait for the debugger.
    private static func openOCDCommand(_ text: String) -> OptionForm.Result {
        var result = OptionForm.Result()
        for command in text.split(separator: ";") {
            let words = command.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let last = words.last else { continue }
            switch words.dropLast().joined(separator: " ") {
            case "gdb_port", "gdb port": result.arguments.append("--port=\(last)")
            case "adapter serial", "hla_serial": result.arguments.append("--serial=\(last)")
            case "adapter speed", "adapter_khz": result.arguments.append("--freq=\(last)")
            case "bindto": result.arguments.append("--listen=\(last)")
            case "transport select":
                let wire = last.hasSuffix("jtag") ? "jtag" : "swd"
                result.arguments.append("--interface=\(wire)")
            case "tcl_port", "telnet_port", "tcl port", "telnet port": continue
            default: result.arguments.append("--command=\(words.joined(separator: " "))")
            }
        }
        return result
    }

    /// `pyocd gdbserver` (`pyocd/subcommands/gdbserver_cmd.py`).
    private static let pyOCDOwn: [OptionForm] = [
        .same("-h", as: "--help"), .same("-V", as: "--version"),
        .same("-p", "--port-number", as: "--port", takes: .value),
        .granted("-T", "--telnet-port", takes: .value),
        .granted("-R", "--probe-server-port", takes: .value),
        .granted("-r", "--probe-server"),
        .granted("-t", "--target", takes: .value), .granted("-b", "--board", takes: .value),
        .granted("--pack", takes: .value), .granted("-j", "--project", takes: .value),
        .granted("--dir", takes: .value), .granted("--config", takes: .value),
        .granted("--script", takes: .value), .granted("--user-script", takes: .value),
        .granted("--no-config"), .granted("--core", takes: .value),
        .granted("-e", "--erase", takes: .value), .granted("--trust-crc"),
        .granted("-W", "--no-wait"), .granted("-bh", "--soft-bkpt-as-hard"),
        .means("-q", "-Q", "--quiet", words: ["--verbose=0"]), .granted("--elf", takes: .value),
        .granted("-L", "--log-level", takes: .value),
        .same("-u", "--uid", as: "--serial", takes: .value),
        .reading("-f", "--frequency") { .init(arguments: ["--freq=\(kiloHertz($0))"]) },
        .reading("-M", "--connect") { mode in
            switch mode {
            case "attach": .init(arguments: ["--no-reset"])
            case "under-reset": .init(arguments: ["--connect-under-reset"])
            default: .init()
            }
        },
        .reading("-O", "--option") { pyOCDOption($0) },
        .means("--persist", words: ["--multi"]),
        .means("--allow-remote", words: ["--listen=*"]),
        .same("-S", as: "--semihosting"),
        .reading("-c", "--gdb-command") { .init(arguments: ["--command=\($0)"]) },
        .reading("-C", "--vector-catch") { letters in
            .init(arguments: ["--command=set vector-catch \(letters)"])
        },
        .means(
            "--step-into-interrupts", words: ["--command=set step-into-interrupts on"]),
        .granted("--reset-run"), .means("-v", words: ["--verbose=75"]),
    ]

    /// Where both have a name, pyOCD's meaning counts.
    static let pyOCD: [OptionForm] =
        pyOCDOwn + others(than: ["--probe"]) + [
            .same("--probe", as: "--serial", takes: .value)
        ]

    private static func others(than names: Set<String>) -> [OptionForm] {
        own.filter { names.isDisjoint(with: $0.names) }
    }

    /// pyOCD takes Hz, and k and m behind a number.
    private static func kiloHertz(_ text: String) -> String {
        guard let hertz = Int(text) else { return text }
        return "\(max(1, hertz / 1000))"
    }

    private static func pyOCDOption(_ text: String) -> OptionForm.Result {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return .init() }
        switch parts[0] {
        case "swv_raw_port": return .init(arguments: ["--swo-port=\(parts[1])"])
        case "swv_system_clock": return .init(arguments: ["--cpu-clock=\(parts[1])"])
        case "swv_clock": return .init(arguments: ["--swo-clock=\(parts[1])"])
        case "serve_local_only" where ["0", "false", "no", "off"].contains(parts[1].lowercased()):
            return .init(arguments: ["--listen=*"])
        case "frequency": return .init(arguments: ["--freq=\(kiloHertz(parts[1]))"])
        case "connect_mode" where parts[1] == "attach":
            return .init(arguments: ["--no-reset"])
        case "connect_mode" where parts[1] == "under-reset":
            return .init(arguments: ["--connect-under-reset"])
        default: return .init()
        }
    }
}
