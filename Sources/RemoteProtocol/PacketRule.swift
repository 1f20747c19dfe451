/// One packet: how it is recognised, what it is for, how its arguments are read.
public struct PacketRule: Sendable {
    public enum Name: Hashable, Sendable {
        /// The whole packet.
        case exactly(String)
        /// The packet's beginning; arguments follow at once.
        case prefix(String)

        /// The characters, without the distinction.
        public var text: String {
            switch self {
            case .exactly(let text), .prefix(let text): text
            }
        }
    }

    public var name: Name
    /// How the arguments are written, for the documentation; empty if there are none.
    public var arguments: String
    /// One sentence.
    public var summary: String
    /// The typed request; `nil` where the arguments name something that is not offered.
    public var parse: @Sendable (inout Fields) throws(Malformed) -> Request?

    init(
        _ name: Name, _ arguments: String = "", _ summary: String,
        parse: @escaping @Sendable (inout Fields) throws(Malformed) -> Request?
    ) {
        self.name = name
        self.arguments = arguments
        self.summary = summary
        self.parse = parse
    }

    /// A packet without arguments.
    init(_ text: String, _ summary: String, _ request: Request) {
        self.init(.exactly(text), "", summary) { (fields: inout Fields) throws(Malformed) in
            try fields.expectEnd()
            return request
        }
    }

    /// What follows the name if this is the packet's rule.
    func arguments(of packet: [UInt8]) -> ArraySlice<UInt8>? {
        switch name {
        case .exactly(let text):
            Array(text.utf8) == packet ? [] : nil
        case .prefix(let text):
            packet.starts(with: text.utf8) ? packet[text.utf8.count...] : nil
        }
    }
}
