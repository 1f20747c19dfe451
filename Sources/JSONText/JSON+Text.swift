extension JSON: CustomStringConvertible {
    /// For people too: a line for each value, indented.
    public var description: String { text(indentation: "") }

    private func text(indentation: String) -> String {
        let inner = indentation + "  "
        func list(_ parts: [String], _ opening: String, _ closing: String) -> String {
            parts.isEmpty
                ? opening + closing
                : opening + "\n" + inner + parts.joined(separator: ",\n" + inner) + "\n"
                    + indentation + closing
        }
        return switch self {
        case .null, .bool, .number, .string: line
        case .array(let items): list(items.map { $0.text(indentation: inner) }, "[", "]")
        case .object(let members):
            list(
                members.map {
                    "\(Self.quoted($0.name)): \($0.value.text(indentation: inner))"
                }, "{", "}")
        }
    }

    /// On one line, for one of many.
    public var line: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let value): String(value)
        case .string(let text): Self.quoted(text)
        case .array(let items): "[" + items.map(\.line).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\(Self.quoted($0.name)):\($0.value.line)" }.joined(separator: ",")
                + "}"
        }
    }

    /// Escaped is what must be, and what would end a line or speak to a terminal: C1 controls, DEL,
    /// the line separators.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _
            where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                || (0x2028...0x2029).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
