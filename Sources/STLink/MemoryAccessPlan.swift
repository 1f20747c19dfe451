import TargetMemory

/// How a request of any address and length is cut into memory commands.
struct MemoryAccessPlan {
    /// One memory command.
    struct Piece: Hashable, Sendable {
        var address: Address
        var width: AccessWidth
        var byteCount: Int
    }

    var byteLimit: Int
    var hasHalfwords: Bool

    init(_ capabilities: Set<Capability>) {
        byteLimit =
            capabilities.contains(.wideByteAccess)
            ? Limits.wideByteCommandByteCount : Limits.byteCommandByteCount
        hasHalfwords = capabilities.contains(.halfwordAccess)
    }

    /// A lone aligned half-word or word is one access of that width; otherwise bytes to the first
    /// word border, words, bytes. Firmware without half-words reads and writes them as bytes.
    func pieces(_ address: Address, byteCount: Int) -> [Piece] {
        if byteCount == 2, address.isAligned(to: 2), hasHalfwords {
            return [Piece(address: address, width: .halfword, byteCount: 2)]
        }
        let head = min(byteCount, Int((4 - address.rawValue % 4) % 4))
        let words = (byteCount - head) / 4 * 4
        return cut(address, head, .byte, limit: byteLimit)
            + cut(address + head, words, .word, limit: Limits.memoryCommandByteCount)
            + cut(address + (head + words), byteCount - head - words, .byte, limit: byteLimit)
    }

    private func cut(
        _ address: Address, _ byteCount: Int, _ width: AccessWidth, limit: Int
    ) -> [Piece] {
        stride(from: 0, to: byteCount, by: limit).map { offset in
            Piece(
                address: address + offset, width: width,
                byteCount: min(limit, byteCount - offset))
        }
    }
}
