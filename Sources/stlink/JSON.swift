/// A JSON document (RFC 8259), written with its keys in the order given.
enum JSON {
    case null
    case bool(Bool)
    case number(Int)
    case string(String)
    case array([JSON])
    case object([(String, JSON)])

    /// The string or null.
    static func string(orNull text: String?) -> JSON { text.map(JSON.string) ?? .null }
    static func number(orNull value: Int?) -> JSON { value.map(JSON.number) ?? .null }
}

extension JSON: CustomStringConvertible {
    var description: String { text(indentation: "") }

    private func text(indentation: String) -> String {
        let inner = indentation + "  "
        func list(_ parts: [String], _ opening: String, _ closing: String) -> String {
            parts.isEmpty
                ? opening + closing
                : opening + "\n" + inner + parts.joined(separator: ",\n" + inner) + "\n"
                    + indentation + closing
        }
        switch self {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .number(let value): return String(value)
        case .string(let text): return Self.quoted(text)
        case .array(let items):
            return list(items.map { $0.text(indentation: inner) }, "[", "]")
        case .object(let members):
            return list(
                members.map { "\(Self.quoted($0)): \($1.text(indentation: inner))" }, "{", "}")
        }
    }

    /// The document on one line, for one of many.
    var line: String {
        switch self {
        case .null, .bool, .number, .string: description
        case .array(let items): "[" + items.map(\.line).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\(Self.quoted($0)):\($1.line)" }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
