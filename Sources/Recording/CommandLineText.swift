/// A command line without what is private in it: names of options, numbers and known words.
public struct CommandLineText: Sendable {
    public private(set) var text = ""
    /// What was left out.
    private(set) var hidden: [String] = []

    private static let words: Set<String> = [
        "auto", "swd", "jtag", "st-util", "openocd", "pyocd", "st-link", "gdb", "stdout", "on",
        "off", "none", "normal", "attach", "under-reset",
    ]
    private static let programs: Set<String> = [
        "stlink", "stlink-gdbserver", "st-util", "openocd", "pyocd", "ST-LINK_gdbserver",
    ]
    private static let commands: Set<String> = [
        "list", "info", "doctor", "flash", "verify", "erase", "read", "write", "reset", "trace",
        "option-bytes", "unlock", "otp",
    ]
    /// What follows the address, the first word, is contents.
    private static let writing: Set<String> = ["write", "otp"]
    private static let serialOptions: Set<String> = [
        "--serial", "-i", "--serial-number", "--uid", "--serial=", "-c",
    ]
    /// An IPv4 address; a serial number is longer.
    private static let numberCharacterCount = 15
    private static let optionCharacterCount = 32

    public init(_ arguments: [String]) {
        let program = arguments.first?.split(separator: "/").last.map(String.init) ?? ""
        var shown = [Self.programs.contains(program) ? program : leftOut(program)]
        var previous = ""
        var command = ""
        for (index, word) in arguments.enumerated().dropFirst() {
            defer { previous = word }
            if word.hasPrefix("-"), word.count > 1 {
                shown.append(option(word))
            } else if index == 1, Self.commands.contains(word) {
                command = word
                shown.append(word)
            } else if Self.writing.contains(command), index > 2 {
                shown.append(leftOut(word))
            } else {
                shown.append(value(word, of: previous))
            }
        }
        text = shown.joined(separator: " ")
    }

    private mutating func option(_ word: String) -> String {
        if let equals = word.firstIndex(of: "=") {
            let name = option(String(word[..<equals]))
            return name + "=" + value(String(word[word.index(after: equals)...]), of: name)
        }
        if word.hasPrefix("--") {
            let name = word.dropFirst(2)
            let isName =
                name.count <= Self.optionCharacterCount
                && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
            return isName ? word : leftOut(word)
        }
        // `-u`, `-cp`; `-p4242`, `-v99`, `-ofile`: a letter and its value.
        if word.count <= 3, word.dropFirst().allSatisfy({ $0.isASCII && $0.isLetter }) {
            return word
        }
        return word.prefix(2) + value(String(word.dropFirst(2)), of: String(word.prefix(2)))
    }

    private mutating func value(_ word: String, of option: String) -> String {
        let isNumber =
            word.count <= Self.numberCharacterCount
            && (word.first?.isNumber == true || word == "*")
            && word.allSatisfy { $0.isHexDigit || "xXkKmM:.,-*".contains($0) }
            && !word.contains { $0 == "." && word.last?.isLetter == true }
        let isKnown = isNumber || Self.words.contains(word)
        return isKnown && !Self.serialOptions.contains(option) ? word : leftOut(word)
    }

    private mutating func leftOut(_ word: String) -> String {
        hidden.append(word)
        // Sentences may have the name without its folder.
        if let last = word.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last {
            hidden.append(String(last))
        }
        return "<left out>"
    }
}
