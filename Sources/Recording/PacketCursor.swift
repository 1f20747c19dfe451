/// Reads a packet from its beginning.
struct PacketCursor {
    private(set) var rest: ArraySlice<UInt8>

    init(_ packet: [UInt8]) { rest = packet[...] }

    /// How much has been read.
    var offset: Int { rest.startIndex }
    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }

    /// A number of at most 64 bits, in hexadecimal.
    mutating func number() -> UInt64? {
        let digits = rest.prefix { $0.isHexDigit }
        guard digits.count <= 16,
            let number = UInt64(String(decoding: digits, as: UTF8.self), radix: 16)
        else { return nil }
        rest = rest.dropFirst(digits.count)
        return number
    }
}

extension UInt8 {
    var isHexDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    var isLetter: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: false
        }
    }
}
