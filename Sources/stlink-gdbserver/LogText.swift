/// Text for the log that may hold what strangers have sent.
enum LogText {
    /// Control characters as `\x1b`, so that nobody's bytes become commands to a terminal; lines
    /// after the first one indented, so that none of them can be taken for another event.
    ///
    /// Nobody's bytes fill the log either: a text is cut, later where details are wanted.
    static func harmless(_ text: String, isDetail: Bool = false) -> String {
        let limit = isDetail ? detailByteCount : usualByteCount
        guard text.utf8.count > limit else { return withoutControls(text) }
        let kept = String(decoding: text.utf8.prefix(limit), as: UTF8.self)
        return withoutControls(kept) + "... (\(text.utf8.count - limit) bytes more)"
    }

    /// More than any sentence of ours has.
    static let usualByteCount = 1000
    static let detailByteCount = 8000

    private static func withoutControls(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { isControl($0) }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\n" {
                result.append(contentsOf: "\n    ".unicodeScalars)
            } else if isControl(scalar) {
                let digits = String(scalar.value, radix: 16)
                let text = "\\x" + (digits.count < 2 ? "0" : "") + digits
                result.append(contentsOf: text.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// C0, DEL and C1 (ECMA-48).
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
    }
}
