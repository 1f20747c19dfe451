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
        guard clean.contains(where: { $0 == "/" || $0 == "\\" }) else { return clean }
        return Self.withoutPaths(Array(clean))
    }

    private static let closing: [Character: Character] = [
        "'": "'", "\"": "\"", "`": "`", "{": "}", "(": ")", "[": "]",
    ]
    /// Where a name begins or ends inside of a word.
    private static let delimiters: Set<Character> = [
        "'", "\"", "`", "{", "}", "(", ")", "[", "]", "<", ">", "=", ",", ";", "|", "@", "*",
    ]

    private static func withoutPaths(_ text: [Character]) -> String {
        var result = ""
        var index = 0
        while index < text.count {
            if let end = quotedEnd(text, index) {
                result += "\(text[index])<path>\(text[end])"
                index = end + 1
                continue
            }
            guard isInside(text[index]) else {
                result.append(text[index])
                index += 1
                continue
            }
            var end = index
            // `\ ` is a space in a name.
            while end < text.count, isInside(text[end]) || end > 0 && text[end - 1] == "\\" {
                end += 1
            }
            result += name(text[index..<end])
            index = end
        }
        return result
    }

    private static func isInside(_ character: Character) -> Bool {
        !character.isWhitespace && !delimiters.contains(character)
    }

    /// Where the quotation ends that begins here and has a path in it, with whatever spaces.
    private static func quotedEnd(_ text: [Character], _ start: Int) -> Int? {
        guard let wanted = closing[text[start]],
            start == 0 || !text[start - 1].isLetter && !text[start - 1].isNumber,
            let end = text[(start + 1)...].firstIndex(of: wanted), end > start + 1
        else { return nil }
        let words = text[(start + 1)..<end].split { !isInside($0) }
        return words.contains(where: isPath) ? end : nil
    }

    private static func name(_ word: ArraySlice<Character>) -> String {
        guard isPath(word) else { return String(word) }
        return "<path>" + String(word.reversed().prefix { ".:".contains($0) }.reversed())
    }

    /// Whatever has a slash and is neither a fraction nor one of the names that have one.
    private static func isPath(_ word: ArraySlice<Character>) -> Bool {
        guard word.contains(where: { $0 == "/" || $0 == "\\" }), word.count > 1 else {
            return false
        }
        let text = String(word).trimmingEnd(".:")
        if known.contains(text) || ["ST-LINK/V", "ST-Link/V"].contains(where: text.hasPrefix) {
            return text.contains { $0 == "\\" } || text.filter { $0 == "/" }.count > 1
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return !parts.allSatisfy { isNumber($0) || isChip($0) }
    }

    private static let known: Set<String> = [
        "I/O", "File-I/O", "KiB/s", "H7R/S", "ERSERR/PGSERR",
    ]

    private static func isNumber(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.count <= 10 && text.allSatisfy { $0.isASCII && $0.isNumber }
    }

    /// `STM32F74x`, `F75x`, `G4Ax`: how the chips' families are written.
    private static func isChip(_ text: Substring) -> Bool {
        let line = text.hasPrefix("STM32") ? text.dropFirst(5) : text
        return (3...6).contains(line.count) && line.first?.isUppercase == true
            && line.contains(where: \.isNumber)
            && line.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "x") }
    }
}

extension String {
    fileprivate func trimmingEnd(_ characters: String) -> String {
        String(dropLast(reversed().prefix { characters.contains($0) }.count))
    }
}
