import TargetMemory

/// The words behind a command's name, taken one by one; what is wrong with them is said with how
/// the command is to be written.
struct MonitorArguments {
    private let usage: String
    private var rest: ArraySlice<String>

    init(_ words: some Sequence<String>, of command: MonitorCommand) {
        usage = command.usage
        rest = Array(words)[...]
    }

    /// Words as OpenOCD's Tcl takes them apart: by white space, but not inside quotes or braces.
    static func words(of line: String) -> [String] {
        var words: [String] = []
        var word: String?
        var isQuoted = false
        var depth = 0
        for character in line {
            switch character {
            case "\"" where depth == 0:
                isQuoted.toggle()
                word = word ?? ""
            case "{" where !isQuoted && (depth > 0 || word == nil):
                if depth > 0 { word?.append(character) } else { word = "" }
                depth += 1
            case "}" where depth > 0:
                depth -= 1
                if depth > 0 { word?.append(character) }
            case let space where space.isWhitespace && !isQuoted && depth == 0:
                if let done = word { words.append(done) }
                word = nil
            default:
                word = word ?? ""
                word?.append(character)
            }
        }
        if let done = word { words.append(done) }
        return words
    }

    var isEmpty: Bool { rest.isEmpty }
    var all: [String] { Array(rest) }

    func failure(_ what: String) -> TargetFault {
        TargetFault(.unsupported, "\(what); it is `\(usage)`")
    }

    mutating func word(_ what: String) throws(TargetFault) -> String {
        guard let word = rest.popFirst() else { throw failure("the \(what) is missing") }
        return word
    }

    mutating func optionalWord() -> String? { rest.popFirst() }

    /// Whether the next word is this one; it is taken if so.
    mutating func takes(_ word: String) -> Bool {
        guard rest.first?.lowercased() == word else { return false }
        rest.removeFirst()
        return true
    }

    /// One of some words.
    mutating func choice<Value>(
        _ choices: [(String, Value)], standard: Value? = nil
    ) throws(TargetFault) -> Value {
        guard let word = rest.popFirst() else {
            if let standard { return standard }
            throw failure("a word is missing")
        }
        guard let found = choices.first(where: { $0.0 == word.lowercased() }) else {
            throw failure("\"\(word)\" is none of \(choices.map(\.0).joined(separator: ", "))")
        }
        return found.1
    }

    /// on/off in all the words that servers take for it.
    mutating func isOn() throws(TargetFault) -> Bool {
        let words: [(String, Bool)] = [
            ("on", true), ("off", false), ("enable", true), ("disable", false), ("1", true),
            ("0", false), ("yes", true), ("no", false), ("true", true), ("false", false),
        ]
        return try choice(words)
    }

    /// Decimal, or with 0x, 0o or 0b in front.
    static func number(_ text: String) -> Int? {
        let lower = text.lowercased().replacing("_", with: "")
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where lower.hasPrefix(prefix) {
            return Int(lower.dropFirst(2), radix: radix)
        }
        return Int(lower)
    }

    mutating func number(
        _ what: String, in range: ClosedRange<Int>, standard: Int? = nil
    ) throws(TargetFault) -> Int {
        guard let text = rest.first else {
            if let standard { return standard }
            throw failure("the \(what) is missing")
        }
        guard let number = Self.number(text) else {
            throw failure("\"\(text)\" is no number for the \(what)")
        }
        guard range.contains(number) else {
            throw failure("the \(what) \(text) is not in \(range.lowerBound)...\(range.upperBound)")
        }
        rest.removeFirst()
        return number
    }

    mutating func address(_ what: String = "address") throws(TargetFault) -> Address {
        Address(UInt32(try number(what, in: 0...Int(UInt32.max))))
    }

    mutating func value(_ what: String = "value") throws(TargetFault) -> UInt32 {
        UInt32(truncatingIfNeeded: try number(what, in: Int(Int32.min)...Int(UInt32.max)))
    }

    /// Nothing may follow; called before anything is done.
    func end() throws(TargetFault) {
        if let word = rest.first { throw failure("\"\(word)\" is too much") }
    }
}
