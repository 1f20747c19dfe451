import TestSupport
import Testing

/// The `stlink` tool as a shell sees it: through libusb, on the virtual board. One after the
/// other, as the machine would else be too busy for the tests with real time in them.
@Suite(.serialized) enum ShellTool {}

extension JSON {
    /// A member of an object in an object.
    subscript(_ outer: String, _ inner: String) -> JSON? { self[outer]?[inner] }

    var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The elements of an array; none of anything else.
    var items: [JSON] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }
}

extension Sim.Result {
    /// All bulk transfers in both directions.
    var transferCount: Int {
        let counts = stats["transfers"]?.counts ?? [:]
        return (counts["in"] ?? 0) + (counts["out"] ?? 0)
    }

    var sectorErases: Int? { stats["sectorErases"]?.int }
    var isUntouched: Bool {
        sectorErases == 0 && stats["massErases"]?.int == 0
            && stats["programmedByBits"]?.counts.isEmpty == true
    }
}
