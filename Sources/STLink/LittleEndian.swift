/// Little-endian numbers in the bytes of commands and replies.
extension Array where Element == UInt8 {
    func halfword(at index: Int) -> UInt16 {
        UInt16(self[index]) | UInt16(self[index + 1]) << 8
    }

    func word(at index: Int) -> UInt32 {
        UInt32(halfword(at: index)) | UInt32(halfword(at: index + 2)) << 16
    }
}

extension FixedWidthInteger {
    /// The number's bytes, the least significant first.
    var littleEndianBytes: [UInt8] {
        (0..<(Self.bitWidth / 8)).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) }
    }
}

extension FixedWidthInteger {
    /// Upper-case hexadecimal with leading zeros to `digitCount`.
    func hex(digitCount: Int) -> String {
        let digits = String(self, radix: 16, uppercase: true)
        return String(repeating: "0", count: Swift.max(0, digitCount - digits.count)) + digits
    }
}
