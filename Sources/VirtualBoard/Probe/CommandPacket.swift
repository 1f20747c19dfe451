/// The sixteen bytes of a command; what was not sent reads as zero.
struct CommandPacket {
    static let byteCount = 16

    let bytes: [UInt8]

    init(_ sent: [UInt8]) {
        let padding = [UInt8](repeating: 0, count: max(0, Self.byteCount - sent.count))
        bytes = Array(sent.prefix(Self.byteCount)) + padding
    }

    subscript(offset: Int) -> UInt8 { bytes[offset] }

    func half(_ offset: Int) -> UInt16 {
        UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
    }

    func word(_ offset: Int) -> UInt32 {
        UInt32(half(offset)) | UInt32(half(offset + 2)) << 16
    }

    /// Layout of memory commands: address at 2, byte count at 6.
    var address: UInt32 { word(2) }
    var dataByteCount: Int { Int(half(6)) }
}

extension [UInt8] {
    mutating func append(word: UInt32) {
        for shift in [UInt32(0), 8, 16, 24] { append(UInt8(truncatingIfNeeded: word >> shift)) }
    }

    mutating func append(half: UInt16) {
        append(UInt8(truncatingIfNeeded: half))
        append(UInt8(truncatingIfNeeded: half >> 8))
    }

    /// Little-endian value of the bytes from `offset` on.
    func value(at offset: Int, width: Int) -> UInt32 {
        var value: UInt32 = 0
        for index in (0..<width).reversed() { value = value << 8 | UInt32(self[offset + index]) }
        return value
    }
}
