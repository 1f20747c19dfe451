import TargetMemory

/// Sixteen bytes a line with their address, as cells of one width, and with the characters of
/// those that are such.
struct HexDump: CustomStringConvertible {
    var bytes: [UInt8]
    var base: Address
    var width = AccessWidth.byte

    private static let lineByteCount = 16

    var description: String {
        stride(from: 0, to: bytes.count, by: Self.lineByteCount).map { offset in
            let end = min(offset + Self.lineByteCount, bytes.count)
            return line(Array(bytes[offset..<end]), at: base + offset)
        }.joined(separator: "\n")
    }

    private func line(_ part: [UInt8], at address: Address) -> String {
        let digitCount = 2 * width.rawValue
        let cells = width.values(part).map { String($0.hex.suffix(digitCount)) }
        let digits = cells.joined(separator: " ")
        let fullWidth = Self.lineByteCount / width.rawValue * (digitCount + 1) - 1
        let padding = String(repeating: " ", count: max(0, fullWidth - digits.count))
        let text = part.map { (0x20...0x7E).contains($0) ? String(UnicodeScalar($0)) : "." }
        return "\(address)  \(digits)\(padding)  \(text.joined())"
    }
}
