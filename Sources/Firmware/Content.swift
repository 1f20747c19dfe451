/// What a file is, judged by its first bytes.
enum Content {
    case elf, intelHex, sRecord, uf2, binary

    /// So much of a file is looked at.
    private static let sampleByteCount = 4096

    static func sniff(_ file: [UInt8], force: Bool = false) throws(FirmwareError) -> Content {
        guard !file.isEmpty else { throw FirmwareError(.notFirmware, "The file is empty.") }
        if file.starts(with: ELFFile.magic) { return .elf }
        if file.starts(with: UF2.magic) { return .uf2 }
        if !force, let name = foreign(file) {
            throw FirmwareError(.notFirmware, "This is \(name), not firmware.")
        }
        let sample = file.prefix(sampleByteCount)
        guard isText(sample) else { return .binary }
        let first = sample.drop { $0 <= 0x20 }
        let lead = Array(first.prefix(2))
        if lead.first == UInt8(ascii: ":") { return .intelHex }
        if lead.count == 2, lead[0] == UInt8(ascii: "S"), hexValue(lead[1]).map({ $0 < 10 }) == true
        {
            return .sRecord
        }
        if force { return .binary }
        let words = String(decoding: sample, as: UTF8.self)
        throw FirmwareError(
            .notFirmware,
            "This is \(textKind(words)), not firmware; it begins with "
                + "\(beginning(of: words)). Give the linked program (ELF), or a HEX, S-record, "
                + "UF2 or binary file made of it; --force writes what is there.")
    }

    /// The first line that says anything, in quotes and not too long.
    private static func beginning(of text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).first {
            $0.contains { !$0.isWhitespace }
        }
        let start = (line ?? "").drop(while: \.isWhitespace)
        return start.count > 40 ? "'\(start.prefix(40))...'" : "'\(start)'"
    }

    /// Without control characters, and in UTF-8 but for a few characters of older encodings: bytes
    /// above 0x7F alone, as of blank cells, are none.
    private static func isText(_ sample: ArraySlice<UInt8>) -> Bool {
        guard sample.allSatisfy(isText) else { return false }
        let characters = String(decoding: sample, as: UTF8.self).unicodeScalars
        let foreign = characters.count { $0 == "\u{FFFD}" }
        return foreign * oneStrangerIn <= characters.count
    }

    /// One character in so many may be no UTF-8.
    private static let oneStrangerIn = 4

    private static func isText(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || (0x09...0x0D).contains(byte)
    }

    /// Well-known files that start with a mark of their own.
    private static func foreign(_ file: [UInt8]) -> String? {
        let marks: [([UInt8], String)] = [
            (Array("!<arch>\n".utf8), "a library of object files"),
            (Array("PK".utf8) + [3, 4], "a ZIP archive"), ([0x1F, 0x8B], "a gzip archive"),
            (Array("DfuSe".utf8), "a DfuSe file (convert it to a binary first)"),
            ([0x89] + Array("PNG".utf8), "a picture"), (Array("%PDF".utf8), "a PDF document"),
            ([0xCF, 0xFA, 0xED, 0xFE], "a program for a Mac"),
            (Array("MZ".utf8), "a Windows program"),
        ]
        return marks.first { file.starts(with: $0.0) }?.1
    }

    private static func textKind(_ text: String) -> String {
        let start = text.lowercased()
        if start.contains("sections") && start.contains("memory") && start.contains("{") {
            return "a linker script"
        }
        if start.contains("memory configuration") || start.contains("linker script and memory map")
        {
            return "a linker's map file"
        }
        if start.contains("<html") || start.contains("<!doctype") { return "a web page" }
        if start.contains("#include") || start.contains("int main") { return "source code" }
        return "a text file"
    }
}

/// The value of one hexadecimal digit.
func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
}

/// The bytes of one line's hexadecimal digits; `nil` where something else is among them.
func hexBytes(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
    guard digits.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    var index = digits.startIndex
    while index < digits.endIndex {
        guard let high = hexValue(digits[index]), let low = hexValue(digits[index + 1]) else {
            return nil
        }
        bytes.append(high << 4 | low)
        index += 2
    }
    return bytes
}

/// The lines of a text, without line ends and white space around them, numbered from 1.
func numberedLines(_ file: [UInt8]) -> [(number: Int, text: ArraySlice<UInt8>)] {
    file.split(omittingEmptySubsequences: false) { $0 == 0x0A }.enumerated().compactMap {
        var text = $0.element.drop { $0 <= 0x20 }
        while let last = text.last, last <= 0x20 { text.removeLast() }
        return text.isEmpty ? nil : ($0.offset + 1, text)
    }
}
