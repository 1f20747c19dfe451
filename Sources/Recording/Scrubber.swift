/// Takes serial numbers, paths and what an option's value has given away out of sentences.
struct Scrubber: Sendable {
    private var secrets: [(text: String, name: String)] = []

    /// What is shorter might be a word of any sentence.
    private static let characterCountMin = 4

    mutating func hide(_ text: String, as name: String) {
        guard text.count >= Self.characterCountMin, !secrets.contains(where: { $0.text == text })
        else { return }
        secrets.append((text, name))
        secrets.sort { $0.text.count > $1.text.count }
    }

    func clean(_ text: String) -> String {
        let clean = secrets.reduce(text) { $0.replacing($1.text, with: $1.name) }
        guard clean.contains("/") || clean.contains("\\") else { return clean }
        return clean.split(separator: " ", omittingEmptySubsequences: false)
            .map { Self.withoutPath($0) }.joined(separator: " ")
    }

    private static let opening: Set<Character> = ["'", "\"", "(", "`", "=", "@"]

    private static func withoutPath(_ word: Substring) -> String {
        let head = word.prefix { opening.contains($0) }
        let rest = word.dropFirst(head.count)
        let isPath =
            ["/", "~/", "./", "../"].contains { rest.hasPrefix($0) } && rest.count > 1
            || rest.dropFirst(1).hasPrefix(":\\")
        guard isPath else { return String(word) }
        let tail = rest.reversed().prefix { "'\"),.:;`".contains($0) }.reversed()
        return head + "<path>" + String(tail)
    }
}

/// A command line without what is private in it.
public struct CommandLineText: Sendable {
    public private(set) var text = ""
    /// What was left out.
    private(set) var hidden: [String] = []

    private static let words: Set<String> = [
        "auto", "swd", "jtag", "st-util", "openocd", "pyocd", "st-link", "gdb", "stdout", "on",
        "off", "none", "normal", "attach", "under-reset",
    ]
    private static let serialOptions: Set<String> = [
        "--serial", "-i", "--serial-number", "--uid", "--serial=", "-c",
    ]
    /// An IPv4 address; a serial number is longer.
    private static let numberCharacterCount = 15

    public init(_ arguments: [String]) {
        let program = arguments.first?.split(separator: "/").last.map(String.init) ?? ""
        var shown = [program]
        var previous = ""
        for (index, word) in arguments.enumerated().dropFirst() {
            defer { previous = word }
            if word.hasPrefix("-"), word.count > 1 {
                shown.append(option(word))
            } else if index == 1, word.allSatisfy({ $0.isLowercase || $0 == "-" }) {
                shown.append(word)
            } else {
                shown.append(value(word, of: previous))
            }
        }
        text = shown.joined(separator: " ")
    }

    private mutating func option(_ word: String) -> String {
        if let equals = word.firstIndex(of: "=") {
            let name = word[..<equals]
            return name + "=" + value(String(word[word.index(after: equals)...]), of: String(name))
        }
        // `-p4242`, `-v99`: a letter and its value.
        guard !word.hasPrefix("--"), word.count > 2, word.dropFirst(2).first?.isNumber == true
        else { return word }
        return word.prefix(2) + value(String(word.dropFirst(2)), of: String(word.prefix(2)))
    }

    private mutating func value(_ word: String, of option: String) -> String {
        let isNumber =
            word.count <= Self.numberCharacterCount
            && (word.first?.isNumber == true || word == "*")
            && word.allSatisfy { $0.isHexDigit || "xXkKmM:.,-*".contains($0) }
            && !word.contains { $0 == "." && word.last?.isLetter == true }
        if !Self.serialOptions.contains(option), isNumber || Self.words.contains(word) {
            return word
        }
        hidden.append(word)
        return "<left out>"
    }
}
