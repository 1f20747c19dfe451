import ArgumentParser
import TargetMemory

/// `--width 8|16|32`
struct WidthOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Bits of each access: 8, 16 or 32, and no other is made; for registers that care.",
            valueName: "bits"),
        transform: { text in
            guard let bits = Int(text), let width = AccessWidth(rawValue: bits / 8),
                bits.isMultiple(of: 8)
            else { throw ValidationError("give the width as 8, 16 or 32") }
            return width
        })
    var width: AccessWidth?

    /// Whole cells only.
    static func check(_ width: AccessWidth, address: UInt32, byteCount: Int) throws {
        let size = width.rawValue
        guard Address(address).isAligned(to: size), byteCount.isMultiple(of: size) else {
            throw ValidationError(
                "\(8 * size)-bit accesses: address and count must be multiples of \(size)")
        }
    }
}

extension AccessWidth {
    /// Little-endian cells of this width.
    func values(_ bytes: [UInt8]) -> [UInt32] {
        stride(from: 0, to: bytes.count - rawValue + 1, by: rawValue).map { index in
            switch self {
            case .byte: UInt32(bytes[index])
            case .halfword: UInt32(bytes.halfword(at: index))
            case .word: bytes.word(at: index)
            }
        }
    }

    /// The cell's bytes; `nil` where the value does not fit.
    func bytes(_ value: UInt32) -> [UInt8]? {
        let all = value.littleEndianBytes
        guard all.dropFirst(rawValue).allSatisfy({ $0 == 0 }) else { return nil }
        return Array(all.prefix(rawValue))
    }
}
