/// Rows in aligned columns, with a heading that stands out on a screen.
struct TextTable {
    var heading: [String]
    var rows: [[String]] = []

    /// Between two columns.
    private static let gap = "  "

    /// One line each; nothing at the end of a line.
    func text(isScreen: Bool) -> String {
        let all = [heading] + rows
        let widths = heading.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.enumerated().map { index, row in
            var line = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }.joined(separator: Self.gap)
            while line.last == " " { line.removeLast() }
            return index == 0 ? Style.bold.on(line, isScreen: isScreen) : line
        }.joined(separator: "\n")
    }
}

/// Facts under one another: a label, then one or more lines.
struct FactSheet {
    private var facts: [(label: String, lines: [String])] = []

    mutating func add(_ label: String, _ lines: [String]) {
        if !lines.isEmpty { facts.append((label, lines)) }
    }

    mutating func add(_ label: String, _ line: String) { add(label, [line]) }

    func text(isScreen: Bool) -> String {
        let width = facts.map(\.label.count).max() ?? 0
        return facts.flatMap { label, lines in
            lines.enumerated().map { index, line in
                let name = index == 0 ? label : ""
                let padding = String(repeating: " ", count: width - name.count + 2)
                return Style.bold.on(name, isScreen: isScreen) + padding + line
            }
        }.joined(separator: "\n")
    }
}

/// How a word is set off on a screen (ECMA-48 SGR).
enum Style: String {
    case bold = "1"
    case red = "31"
    case green = "32"
    case yellow = "33"

    func on(_ text: String, isScreen: Bool) -> String {
        isScreen && !text.isEmpty ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
    }
}
