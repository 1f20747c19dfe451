import Foundation

/// What a tool says of itself with `--experimental-dump-help`, as a manual page (man-pages(7)).
struct ManualPage {
    private struct Dump: Decodable { var command: Command }

    private struct Command: Decodable {
        var commandName: String
        var abstract: String?
        var discussion: String?
        var arguments: [Argument]?
        var subcommands: [Command]?
        var shouldDisplay: Bool?
    }

    private struct Argument: Decodable {
        struct Name: Decodable {
            var kind: String
            var name: String

            var text: String { (kind == "long" ? "--" : "-") + name }
        }

        var kind: String
        var names: [Name]?
        var valueName: String?
        var abstract: String?
        var isOptional: Bool
        var isRepeating: Bool
        var shouldDisplay: Bool
        var defaultValue: String?
        var sectionTitle: String?
    }

    private let command: Command

    init(dump: String) throws {
        command = try JSONDecoder().decode(Dump.self, from: Data(dump.utf8)).command
    }

    var text: String {
        var lines = [
            ".\\\" Made from the tool's --help: RECORD=1 swift test --filter ManualTests",
            ".TH \(command.commandName.uppercased()) 1 \"\" swift-stlink \"User Commands\"",
            ".SH NAME",
            "\(Self.escaped(command.commandName)) \\- \(Self.escaped(command.abstract ?? ""))",
            ".SH SYNOPSIS", ".B \(Self.escaped(command.commandName))",
        ]
        let subcommands = (command.subcommands ?? []).filter {
            $0.shouldDisplay ?? true && $0.commandName != "help"
        }
        if subcommands.isEmpty {
            lines += Self.synopsis(command)
        } else {
            lines.append("\\fIcommand\\fR [\\fIoptions\\fR]")
        }
        lines += [".SH DESCRIPTION"] + Self.paragraphs(command.discussion)
        lines += [".SH OPTIONS"] + Self.options(command)
        if !subcommands.isEmpty {
            lines.append(".SH COMMANDS")
            for subcommand in subcommands {
                lines.append(".SS \(Self.escaped(subcommand.commandName))")
                lines.append(Self.escaped(subcommand.abstract ?? ""))
                lines += [".PP"] + Self.paragraphs(subcommand.discussion)
                lines += Self.options(subcommand)
            }
        }
        lines += [
            ".SH EXIT STATUS", "Told apart by number: see docs/exit-codes.md of swift-stlink.",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func synopsis(_ command: Command) -> [String] {
        shown(command).map { argument in
            let text = argument.kind == "positional" ? value(argument) : heading(argument)
            return argument.isOptional ? "[\(text)]" : text
        }
    }

    private static func shown(_ command: Command) -> [Argument] {
        (command.arguments ?? []).filter(\.shouldDisplay)
    }

    private static func value(_ argument: Argument) -> String {
        "\\fI\(escaped(argument.valueName ?? "value"))\\fR"
    }

    private static func heading(_ argument: Argument) -> String {
        guard argument.kind != "positional" else { return value(argument) }
        let names = (argument.names ?? []).map { "\\fB\(escaped($0.text))\\fR" }
            .joined(separator: ", ")
        return argument.kind == "option" ? "\(names) \(value(argument))" : names
    }

    private static func options(_ command: Command) -> [String] {
        var lines: [String] = []
        var section: String?
        for argument in shown(command) {
            if argument.sectionTitle != section, let title = argument.sectionTitle {
                lines += [".PP", "\(escaped(title)):"]
            }
            section = argument.sectionTitle
            lines += [".TP", heading(argument)]
            let standard = argument.defaultValue.map { " (default: \($0))" } ?? ""
            lines.append(escaped((argument.abstract ?? "") + standard))
        }
        return lines
    }

    /// Lines that begin with a space are examples, and stay lines.
    private static func paragraphs(_ text: String?) -> [String] {
        (text ?? "").split(separator: "\n", omittingEmptySubsequences: false).map { line in
            if line.isEmpty { return ".PP" }
            return (line.hasPrefix(" ") ? ".br\n" : "") + escaped(String(line))
        }
    }

    /// A hyphen is a minus sign to be copied; a dot or quote at a line's start is no request.
    private static func escaped(_ text: String) -> String {
        let plain = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
            .replacing("\n", with: " ")
        return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
    }
}
