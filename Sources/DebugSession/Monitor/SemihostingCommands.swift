import TargetMemory

/// Semihosting, in st-util's, pyOCD's and OpenOCD's words.
enum SemihostingCommands {
    static let table: [MonitorCommand] = [
        MonitorCommand(
            "semihosting", "[enable|disable]",
            "Serve a program's semihosting calls, or stop at them.", .semihosting, .setting,
            switching),
        MonitorCommand(
            "arm semihosting", "[enable|disable]", "The same.", .semihosting, .setting,
            of: "OpenOCD", switching),
        MonitorCommand(
            "semihosting files", "[enable|disable]",
            "Semihosting's files are gdb's, by its File-I/O; or in the server's folder.",
            .semihosting, .setting, files),
        MonitorCommand(
            "arm semihosting_fileio", "[enable|disable]", "The same.", .semihosting, .setting,
            of: "OpenOCD", files),
        MonitorCommand(
            "semihosting arguments", "WORD...", "What the program gets as its command line.",
            .semihosting, .setting, commandLine),
        MonitorCommand(
            "arm semihosting_cmdline", "WORD...", "The same.", .semihosting, .setting,
            of: "OpenOCD", commandLine),
        MonitorCommand(
            "semihosting ioclient", "NUMBER",
            "Nothing: the console is where --semihosting-console has it.", .semihosting, .setting,
            of: "J-Link", ServerCommands.nothing),
        MonitorCommand(
            "arm semihosting_resexit", "[enable|disable]",
            "Nothing: an exit is told to the debugger.", .semihosting, .setting, of: "OpenOCD",
            ServerCommands.nothing),
    ]

    private static func switching(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        if !arguments.isEmpty {
            let isOn = try arguments.isOn()
            try arguments.end()
            session.semihosting.options.isEnabled = isOn
        }
        return "semihosting is \(session.semihosting.options.isEnabled ? "enabled" : "disabled")"
    }

    private static func files(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        if !arguments.isEmpty {
            let isOn = try arguments.isOn()
            try arguments.end()
            session.semihosting.options.usesDebuggersFiles = isOn
        }
        return session.semihosting.options.usesDebuggersFiles
            ? "files are gdb's" : "files are the server's"
    }

    private static func commandLine(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        session.semihosting.options.commandLine = arguments.all.joined(separator: " ")
        return ""
    }
}
