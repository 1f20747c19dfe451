/// The table as people read it: `monitor help`, and docs/monitor.md.
public enum MonitorDocument {
    /// Every command, by group.
    public static var text: String {
        let resets = Personality.all.map {
            "`\($0.name)` \($0.plainReset == .halt ? "halts" : "runs")"
        }.joined(separator: ", ")
        var lines = """
            # Monitor commands

            Made from the table that the server answers from: `RECORD=1 swift test --filter
            MonitorDocumentTests` writes it again.

            In gdb: `monitor COMMAND`; in LLDB: `process plugin packet monitor COMMAND`. Words are
            taken apart at spaces; quotes and braces keep them together. Numbers are decimal, or
            hexadecimal after `0x`. A command that fails prints why and ends in an error, so that a
            script stops there; so does one that is not known, with the name that is nearest.

            What `reset` leaves behind when nothing else is said is the personality's
            (`--personality`): \(resets).
            `st-link` halts, too, when the server was started with `--halt`.

            The column "from" names the server whose users and tools send it; without one it is our
            own or everybody's. Files are those in the folder of `--semihosting-files`, and no
            others.
            """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for group in MonitorCommand.Group.allCases {
            lines += ["", "## \(group.rawValue)", "", "| command | what it does | from |"]
            lines.append("| --- | --- | --- |")
            for command in MonitorCommand.all where command.group == group {
                let usage = command.usage.replacing("|", with: "\\|")
                let summary = command.summary.replacing("|", with: "\\|")
                lines.append("| `\(usage)` | \(summary) | \(command.origin ?? "") |")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// `monitor help`.
    static var help: String {
        var lines: [String] = []
        for group in MonitorCommand.Group.allCases {
            let commands = MonitorCommand.all.filter { $0.group == group && $0.origin == nil }
            guard !commands.isEmpty else { continue }
            lines.append("\(group.rawValue):")
            let width = min(28, commands.map(\.usage.count).max() ?? 0)
            for command in commands {
                let gap = command.usage.count > width ? 1 : width + 2 - command.usage.count
                lines.append(
                    "  \(command.usage)" + String(repeating: " ", count: gap) + command.summary)
            }
        }
        lines.append("`help NAME` explains one; other servers' names are in docs/monitor.md.")
        return lines.joined(separator: "\n")
    }

    /// `monitor help NAME`: every command that begins so.
    static func help(of words: [String]) -> String? {
        let name = words.joined(separator: " ").lowercased()
        let found = MonitorCommand.all.filter {
            $0.name.lowercased() == name || $0.name.lowercased().hasPrefix(name + " ")
        }
        guard !found.isEmpty else { return nil }
        return found.map { command in
            let origin = command.origin.map { " (\($0)'s name for it)" } ?? ""
            return "\(command.usage)\n    \(command.summary)\(origin)"
        }.joined(separator: "\n")
    }
}
