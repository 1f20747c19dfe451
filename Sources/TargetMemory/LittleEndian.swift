// Little-endian numbers in byte arrays, as memory and probe replies have them.

extension Array where Element == UInt8 {
    /// The 16-bit number at `index`; two bytes must be there.
    public func halfword(at index: Int) -> UInt16 {
        UInt16(self[index]) | UInt16(self[index + 1]) << 8
    }

    /// The 32-bit number at `index`; four bytes must be there.
    public func word(at index: Int) -> UInt32 {
        UInt32(halfword(at: index)) | UInt32(halfword(at: index + 2)) << 16
    }

    /// The bytes four by four; a remainder is left out.
    public var littleEndianWords: [UInt32] {
        stride(from: 0, to: count - 3, by: 4).map { word(at: $0) }
    }
}

extension FixedWidthInteger {
    /// The number's bytes, the least significant first.
    public var littleEndianBytes: [UInt8] {
        (0..<(Self.bitWidth / 8)).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) }
    }
}
