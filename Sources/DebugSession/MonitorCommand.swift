import TargetMemory

/// One `monitor` command: what is typed, what it is for, what it does.
struct MonitorCommand: Sendable {
    /// One or more words.
    var name: String
    var summary: String
    /// Whether the core is touched; a client that has detached is attached again for these.
    var needsTarget = true
    /// Changes neither the target nor the session: for clients that only look on, too.
    var isReadOnly = false
    /// Whether words may follow the name.
    var takesArguments = false
    /// Not listed by `help`: another server's word for the same.
    var isAlias = false
    /// The text for the user, without the last line's end.
    var run: @Sendable (inout Session, _ arguments: [String]) throws(TargetFault) -> String

    static func words(of line: String) -> [String] {
        line.split { $0 == " " || $0 == "\t" || $0 == "\n" }.map(String.init)
    }

    static func named(in line: String) -> MonitorCommand? { find(words(of: line))?.0 }

    /// The command with the most words that `words` begins with, and what follows it.
    static func find(_ words: [String]) -> (MonitorCommand, [String])? {
        var best: (command: MonitorCommand, wordCount: Int)?
        for command in all {
            let name = command.name.split(separator: " ")
            guard words.count >= name.count, zip(words, name).allSatisfy({ $0 == $1 }) else {
                continue
            }
            if name.count > best?.wordCount ?? 0 { best = (command, name.count) }
        }
        // An argument that no command takes is a word we do not know, not one to ignore.
        guard let best, best.command.takesArguments || words.count == best.wordCount else {
            return nil
        }
        return (best.command, Array(words.dropFirst(best.wordCount)))
    }

    static let all: [MonitorCommand] =
        running + reporting + failures + compatible + semihosting

    private static let running = [
        MonitorCommand(name: "reset", summary: "Reset and halt before the first instruction.") {
            (session: inout Session, _: [String]) throws(TargetFault) in
            try session.monitorReset(.halt)
        },
        MonitorCommand(name: "reset halt", summary: "The same.") {
            (session: inout Session, _: [String]) throws(TargetFault) in
            try session.monitorReset(.halt)
        },
        MonitorCommand(name: "reset init", summary: "The same.") {
            (session: inout Session, _: [String]) throws(TargetFault) in
            try session.monitorReset(.halt)
        },
        MonitorCommand(name: "reset run", summary: "Reset and let the program run.") {
            (session: inout Session, _: [String]) throws(TargetFault) in
            try session.monitorReset(.run)
        },
        MonitorCommand(name: "halt", summary: "Halt the core.") {
            (session: inout Session, _: [String]) throws(TargetFault) in
            try session.monitorHalt()
        },
        MonitorCommand(name: "resume", summary: "Let the program run on.") {
            (session: inout Session, _: [String]) throws(TargetFault) in
            try session.monitorResume()
        },
        MonitorCommand(name: "jtag_reset", summary: "Reset and halt.", isAlias: true) {
            (session: inout Session, _: [String]) throws(TargetFault) in
            try session.monitorReset(.halt)
        },
        MonitorCommand(name: "go", summary: "Let the program run on.", isAlias: true) {
            (session: inout Session, _: [String]) throws(TargetFault) in
            try session.monitorResume()
        },
    ]

    private static let reporting = [
        MonitorCommand(
            name: "info", summary: "Tell about the probe, the target and the last load.",
            needsTarget: false
        ) { (session: inout Session, _: [String]) throws(TargetFault) in
            let last = session.lastFlashReport.map { ["last load: \($0)"] } ?? []
            return (session.target.facts() + last).joined(separator: "\n")
        },
        MonitorCommand(
            name: "version", summary: "Tell the server's version and the chip.", needsTarget: false
        ) { (session: inout Session, _: [String]) throws(TargetFault) in
            "\(session.serverVersion), debugging \(session.target.name)"
        },
        MonitorCommand(
            name: "help", summary: "List the commands.", needsTarget: false, takesArguments: true
        ) { (_: inout Session, _: [String]) throws(TargetFault) in
            help
        },
    ]

    /// What other servers' users and tools send by themselves.
    private static let compatible = [
        MonitorCommand(
            name: "init", summary: "Nothing: the server is ready.", needsTarget: false,
            isAlias: true
        ) { (_: inout Session, _: [String]) throws(TargetFault) in "" },
        MonitorCommand(
            name: "gdb_sync", summary: "Nothing: nothing is out of step.", needsTarget: false,
            isAlias: true
        ) { (_: inout Session, _: [String]) throws(TargetFault) in "" },
    ]

    static var help: String {
        let listed = all.filter { !$0.isAlias }
        let width = listed.map(\.name.count).max() ?? 0
        return listed.map { command in
            command.name + String(repeating: " ", count: width + 2 - command.name.count)
                + command.summary
        }.joined(separator: "\n")
    }
}
