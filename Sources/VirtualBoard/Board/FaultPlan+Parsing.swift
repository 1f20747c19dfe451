// The text of --fault: a name, and arguments in parentheses, as in `status(ENTER_SWD, 0x09, 1)`.

/// One entry of the vocabulary.
struct FaultEntry: Sendable {
    let name: String
    /// Its form and what it does, for whoever asked for one that there is not.
    let form: String
    /// One that is understood; docs/testing.md shows the same.
    let example: String
    /// `false`: these arguments are not understood.
    let apply: @Sendable (inout FaultPlan, [String]) -> Bool
}

extension FaultPlan {
    static let entries = probeEntries + wireEntries + firmwareEntries + chipEntries

    /// Every fault that is understood, a line each: its form and what it does.
    static var vocabulary: String {
        entries.map { "  \($0.form)" }.joined(separator: "\n")
    }

    init(_ texts: [String]) throws(BoardError) {
        for text in texts { try add(text) }
    }

    private mutating func add(_ text: String) throws(BoardError) {
        let (name, arguments) = try Self.split(text)
        let named = Self.entries.filter { $0.name == name }
        guard !named.isEmpty else {
            throw BoardError(
                "unknown fault '\(name)'; known are:\n\(Self.vocabulary)")
        }
        for entry in named {
            var changed = self
            guard entry.apply(&changed, arguments) else { continue }
            self = changed
            return
        }
        let forms = named.map { "  \($0.form)" }.joined(separator: "\n")
        throw BoardError("cannot understand fault '\(text)'; its form is:\n\(forms)")
    }

    private static func split(
        _ text: String
    ) throws(BoardError) -> (name: String, arguments: [String]) {
        guard let open = text.firstIndex(of: "(") else { return (trim(text[...]), []) }
        guard text.last == ")" else {
            throw BoardError("fault '\(text)' lacks its closing parenthesis")
        }
        let inside = text[text.index(after: open)...].dropLast()
        let arguments = inside.split(separator: ",", omittingEmptySubsequences: false).map(trim)
        return (trim(text[..<open]), arguments == [""] ? [] : arguments)
    }

    private static func trim(_ text: Substring) -> String {
        var rest = text
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }

    // MARK: - Arguments

    /// Decimal, or hexadecimal after 0x.
    static func number(_ text: String) -> UInt32? {
        text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text)
    }

    /// A number behind words and before a unit, as in `wakes every 100 ms` or `freq>1 MHz`.
    private static func quantity(_ text: String) -> (value: UInt64, unit: String)? {
        guard let start = text.firstIndex(where: \.isNumber) else { return nil }
        let digits = text[start...].prefix { $0.isNumber }
        let unit = trim(text[start...].dropFirst(digits.count))
        return UInt64(digits).map { ($0, unit) }
    }

    /// Nanoseconds of `300`, `300 ms`, `20us` or `stretch 1 s`; milliseconds are meant when
    /// nothing is said.
    static func duration(_ text: String) -> UInt64? {
        guard let (value, unit) = quantity(text), value <= 1_000_000 else { return nil }
        switch unit {
        case "us": return value * 1000
        case "", "ms": return value * 1_000_000
        case "s": return value * 1_000_000_000
        default: return nil
        }
    }

    /// Kilohertz of `950`, `freq>950 kHz` or `freq>8 MHz`.
    static func kilohertz(_ text: String) -> UInt64? {
        guard let (value, unit) = quantity(text), value <= 1_000_000 else { return nil }
        switch unit {
        case "", "kHz", "k": return value
        case "MHz", "M": return value * 1000
        default: return nil
        }
    }

    /// `2`: the second; `2/3`: three from the second on; `2/all`, `all`.
    static func occurrences(_ text: String) -> Occurrences? {
        if text == "all" { return Occurrences(first: 1, count: .max) }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first.flatMap(number), first > 0, parts.count <= 2 else {
            return nil
        }
        guard parts.count == 2 else { return Occurrences(first: Int(first), count: 1) }
        if parts[1] == "all" { return Occurrences(first: Int(first), count: .max) }
        return number(parts[1]).map { Occurrences(first: Int(first), count: Int($0)) }
    }

    /// `READMEM_32`, or `READMEM_32 0x1FF0F442` for that address only.
    private static func command(_ text: String) -> (name: String, address: UInt32?)? {
        let parts = text.split(separator: " ").map(String.init)
        guard let name = parts.first, CommandTable.rules.contains(where: { $0.name == name }),
            parts.count <= 2
        else { return nil }
        guard parts.count == 2 else { return (name, nil) }
        return number(parts[1]).map { (name, $0) }
    }

    mutating func add(_ command: String, _ action: Action, _ occurrences: Occurrences) -> Bool {
        guard let (name, address) = Self.command(command) else { return false }
        rules.append(
            Rule(command: name, address: address, action: action, occurrences: occurrences))
        return true
    }
}
