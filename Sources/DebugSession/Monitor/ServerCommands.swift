import TargetMemory

/// The server itself, and what others' scripts send by habit.
enum ServerCommands {
    static let table: [MonitorCommand] =
        [
            MonitorCommand(
                "help", "[NAME]", "List the commands, or explain one.", .server, .nothing,
                help),
            MonitorCommand("usage", "[NAME]", "The same.", .server, .nothing, of: "OpenOCD", help),
            MonitorCommand("?", "[NAME]", "The same.", .server, .nothing, of: "pyOCD", help),
            MonitorCommand(
                "version", "", "Tell the server's version and the chip.", .server, .nothing, version
            ),
            MonitorCommand(
                "targets", "[NAME]", "List the target and its state.", .server, .reading, targets),
            MonitorCommand(
                "target current", "", "Tell the target's name.", .server, .nothing, of: "OpenOCD",
                current),
            MonitorCommand(
                "target names", "", "The same.", .server, .nothing, of: "OpenOCD", current),
            MonitorCommand("echo", "[-n] TEXT...", "Print the text.", .server, .nothing, echo),
            MonitorCommand(
                "puts", "[-nonewline] TEXT...", "Print the text.", .server, .nothing,
                of: "OpenOCD", echo),
            MonitorCommand(
                "sleep", "MILLISECONDS [busy]", "Wait; nobody is served meanwhile.", .server,
                .setting, sleep),
            MonitorCommand(
                "capture", "COMMAND", "Do a command.", .server, .setting, of: "OpenOCD", capture),
            MonitorCommand(
                "catch", "COMMAND", "Do a command; 0, or 1 where it failed.", .server, .nothing,
                of: "OpenOCD", catching),
            MonitorCommand(
                "shutdown", "[error]", "End the server.", .server, .setting, shutdown),
            MonitorCommand("exit", "", "End the server.", .server, .setting, exit),
            MonitorCommand("quit", "", "End the server.", .server, .setting, of: "pyOCD", exit),
        ]
        + ports.map { name, text in
            MonitorCommand(
                name, "[NUMBER|disabled]", text, .server, .nothing, of: "OpenOCD", port)
        }
        + ignored.map { name, arguments, origin in
            MonitorCommand(
                name, arguments, "Nothing: it is so, or needs no doing.", .server, .nothing,
                of: origin, nothing)
        }

    private static let ports = [
        ("gdb_port", "Tell the port that debuggers come to."), ("gdb port", "The same."),
        ("telnet_port", "There is none."), ("tcl_port", "There is none."),
        ("telnet port", "There is none."), ("tcl port", "There is none."),
    ]

    /// What clients and scripts send by themselves (cortex-debug, PlatformIO, west, Eclipse CDT).
    private static let ignored = [
        ("init", "", "OpenOCD"), ("gdb_sync", "", "OpenOCD"), ("gdb sync", "", "OpenOCD"),
        ("gdb_memory_map", "[enable|disable]", "OpenOCD"),
        ("gdb memory_map", "[enable|disable]", "OpenOCD"),
        ("gdb_flash_program", "[enable|disable]", "OpenOCD"),
        ("gdb flash_program", "[enable|disable]", "OpenOCD"),
        ("gdb_report_data_abort", "[enable|disable]", "OpenOCD"),
        ("gdb report_data_abort", "[enable|disable]", "OpenOCD"),
        ("gdb_report_register_access_error", "[enable|disable]", "OpenOCD"),
        ("gdb_target_description", "[enable|disable]", "OpenOCD"),
        ("gdb target_description", "[enable|disable]", "OpenOCD"),
        ("gdb_max_connections", "[NUMBER]", "OpenOCD"), ("tcl_notifications", "on|off", "OpenOCD"),
        ("tcl_trace", "on|off", "OpenOCD"), ("tcl_notify", "WORD", "OpenOCD"),
        ("set_type", "WORD", "OpenOCD"), ("debug_level", "[NUMBER]", "OpenOCD"),
        ("log_output", "[FILE]", "OpenOCD"), ("transport select", "[NAME]", "OpenOCD"),
        ("interface", "[NAME]", "OpenOCD"), ("bindto", "ADDRESS", "OpenOCD"),
        ("noinit", "", "OpenOCD"), ("source", "FILE", "OpenOCD"), ("find", "FILE", "OpenOCD"),
        ("flushregs", "", "gdb"), ("core", "[NUMBER]", "pyOCD"),
        ("threads", "flush|enable|disable|status", "pyOCD"), ("initdp", "", "pyOCD"),
        ("makeap", "[PORT]", "pyOCD"), ("flushprobe", "", "pyOCD"),
        ("CDLiveWatchSetup", "", "cortex-debug"), ("CDRTOSConfigure", "NAME", "cortex-debug"),
    ]

    static func nothing(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String { "" }

    private static func help(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let words = arguments.all
        guard !words.isEmpty else { return MonitorDocument.help }
        if let text = MonitorDocument.help(of: words) { return text }
        let nearest = MonitorCommand.nearest(to: words).map { "; did you mean \"\($0)\"?" } ?? ""
        throw TargetFault(.unsupported, "there is no \(words.joined(separator: " "))\(nearest)")
    }

    private static func version(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        "\(session.serverVersion), debugging \(session.target.name)"
    }

    private static func targets(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        // Choosing the only one there is.
        if !arguments.isEmpty { return "" }
        let name = session.target.openOCDName
        func column(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        let tap = name.replacing(".cpu", with: ".cpu")
        return "    TargetName         Type       Endian TapName            State       \n"
            + "--  ------------------ ---------- ------ ------------------ ------------\n"
            + " 0* \(column(name, 18)) \(column("cortex_m", 10)) \(column("little", 6)) "
            + "\(column(tap, 18)) \(session.target.isRunning ? "running" : "halted")"
    }

    private static func current(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        session.target.openOCDName
    }

    private static func echo(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        _ = arguments.takes("-n") || arguments.takes("-nonewline")
        return arguments.all.joined(separator: " ")
    }

    private static func sleep(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let time = try arguments.number("time", in: 0...Limits.monitorPauseMillisecondsMax)
        _ = arguments.takes("busy")
        try arguments.end()
        try session.monitorHost().pause(milliseconds: time)
        return ""
    }

    private static func inner(_ name: String, _ arguments: MonitorArguments) -> [String] {
        MonitorCommand.find([name])?.0.inner(arguments.all) ?? []
    }

    private static func capture(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try session.runInner(inner("capture", arguments))
    }

    private static func catching(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        do throws(TargetFault) {
            _ = try session.runInner(inner("catch", arguments))
            return "0"
        } catch {
            guard error.cause != .probeLost else { throw error }
            return "1"
        }
    }

    private static func shutdown(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        _ = arguments.takes("error")
        try arguments.end()
        session.isShutdownAsked = true
        return "shutdown command invoked"
    }

    private static func exit(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try arguments.end()
        session.isShutdownAsked = true
        return ""
    }

    private static func port(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        // OpenOCD's configuration; the port was chosen when the server started.
        guard arguments.isEmpty else { return "" }
        return "\(session.monitoring.host?.debuggerPort ?? 0)"
    }
}
