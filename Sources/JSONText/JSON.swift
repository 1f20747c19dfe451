/// A JSON value (RFC 8259) without fractions, the members of its objects in the order given.
public enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Int)
    case string(String)
    case array([JSON])
    case object([Member])

    /// One name of an object and what stands there.
    public struct Member: Hashable, Sendable {
        public var name: String
        public var value: JSON

        public init(name: String, value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// Why a text is none, and at which byte of it.
    public struct Failure: Error, Hashable {
        public var reason: String
        public var offset: Int
    }

    public static func object(_ members: [(String, JSON)]) -> JSON {
        .object(members.map(Member.init))
    }

    /// Without the members that are `nil`.
    public static func object(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        .object(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })
    }

    /// The string or null.
    public static func string(orNull text: String?) -> JSON { text.map(JSON.string) ?? .null }
    public static func number(orNull value: Int?) -> JSON { value.map(JSON.number) ?? .null }

    /// An object's member; `nil` where there is none.
    public subscript(_ name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    public var number: Int? { if case .number(let value) = self { value } else { nil } }
    public var string: String? { if case .string(let text) = self { text } else { nil } }
    public var array: [JSON]? { if case .array(let items) = self { items } else { nil } }
}
