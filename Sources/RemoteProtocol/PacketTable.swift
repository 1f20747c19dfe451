/// Every packet that is understood: dispatch, `docs/protocol.md` and the tests read this table.
///
/// No row may hide another one (a test compares all pairs), so the order means nothing to the
/// dispatch; it is the order of the documentation.
public enum PacketTable {
    /// Rows that belong together, under one heading.
    public struct Section: Sendable {
        public var title: String
        public var rules: [PacketRule]
    }

    public static let sections = [
        Section(title: "Session", rules: session),
        Section(title: "Registers", rules: registers),
        Section(title: "Memory", rules: memory),
        Section(title: "Run control", rules: runControl),
        Section(title: "Breakpoints and watchpoints", rules: points),
        Section(title: "Flash", rules: flash),
        Section(title: "Files", rules: files),
        Section(title: "Threads", rules: threads),
        Section(title: "Queries", rules: queries),
        Section(title: "LLDB's own", rules: lldb),
    ]

    public static let rules = sections.flatMap(\.rules)

    /// Rows by the first character, so that a packet is compared with few.
    private static let index = Dictionary(grouping: rules) { $0.name.text.utf8.first ?? 0 }

    static func match(_ packet: [UInt8]) -> (PacketRule, ArraySlice<UInt8>)? {
        guard let first = packet.first else { return nil }
        for rule in index[first] ?? [] {
            if let arguments = rule.arguments(of: packet) { return (rule, arguments) }
        }
        return nil
    }
}
