import TargetMemory

extension MonitorCommand {
    /// Semihosting, in st-util's, pyOCD's and OpenOCD's words.
    static let semihosting: [MonitorCommand] =
        switching("semihosting", isAlias: false) + switching("arm semihosting", isAlias: true)
        + files("semihosting files", isAlias: false)
        + files("arm semihosting_fileio", isAlias: true)
        + commandLine("semihosting arguments", isAlias: false)
        + commandLine("arm semihosting_cmdline", isAlias: true)

    private static func switching(_ name: String, isAlias: Bool) -> [MonitorCommand] {
        [("enable", true), ("disable", false)].map { word, isEnabled in
            MonitorCommand(
                name: "\(name) \(word)",
                summary: isEnabled
                    ? "Serve a program's semihosting calls." : "Stop at semihosting calls.",
                needsTarget: false, isAlias: isAlias
            ) { (session: inout Session, _: [String]) throws(TargetFault) in
                session.semihosting.options.isEnabled = isEnabled
                return "semihosting is \(isEnabled ? "enabled" : "disabled")"
            }
        }
    }

    private static func files(_ name: String, isAlias: Bool) -> [MonitorCommand] {
        [("enable", true), ("disable", false)].map { word, isGDBs in
            MonitorCommand(
                name: "\(name) \(word)",
                summary: isGDBs
                    ? "Semihosting's files are gdb's, by its File-I/O."
                    : "Semihosting's files are in the server's folder.",
                needsTarget: false, isAlias: isAlias
            ) { (session: inout Session, _: [String]) throws(TargetFault) in
                session.semihosting.options.usesDebuggersFiles = isGDBs
                return isGDBs ? "files are gdb's" : "files are the server's"
            }
        }
    }

    private static func commandLine(_ name: String, isAlias: Bool) -> [MonitorCommand] {
        [
            MonitorCommand(
                name: name, summary: "What the program gets as its command line.",
                needsTarget: false, takesArguments: true, isAlias: isAlias
            ) { (session: inout Session, words: [String]) throws(TargetFault) in
                session.semihosting.options.commandLine = words.joined(separator: " ")
                return ""
            }
        ]
    }
}
