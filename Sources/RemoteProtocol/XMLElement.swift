/// An element of the small XML documents that gdb reads.
public struct XMLElement: Sendable {
    public enum Content: Sendable {
        case none
        case text(String)
        case elements([XMLElement])
    }

    public var name: String
    public var attributes: [(name: String, value: String)]
    public var content: Content

    public init(
        _ name: String, _ attributes: [(name: String, value: String)] = [],
        _ content: Content = .none
    ) {
        self.name = name
        self.attributes = attributes
        self.content = content
    }

    /// The document with this element as its root.
    public func document(type: String) -> String {
        "<?xml version=\"1.0\"?>\n<!DOCTYPE \(type)>\n" + text(indent: "")
    }

    private func text(indent: String) -> String {
        let opening =
            indent + "<" + name
            + attributes.map { " \($0.name)=\"\(Self.escaped($0.value))\"" }.joined()
        return switch content {
        case .none: opening + "/>\n"
        case .text(let text): opening + ">\(Self.escaped(text))</\(name)>\n"
        case .elements(let children):
            opening + ">\n" + children.map { $0.text(indent: indent + "  ") }.joined()
                + indent + "</\(name)>\n"
        }
    }

    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "<": "&lt;"
            case ">": "&gt;"
            case "&": "&amp;"
            case "\"": "&quot;"
            default: String(character)
            }
        }.joined()
    }
}
