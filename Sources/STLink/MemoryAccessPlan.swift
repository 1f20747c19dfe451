import TargetMemory

/// How a request of any address and length is cut into memory commands.
struct MemoryAccessPlan {
    /// One memory command.
    struct Piece: Hashable, Sendable {
        var address: Address
        var width: AccessWidth
        var byteCount: Int
    }

    enum Direction: Hashable, Sendable { case reading, writing }

    var byteLimit: Int
    var hasHalfwords: Bool

    init(_ dialect: Dialect) {
        byteLimit =
            dialect.has(.wideByteAccess)
            ? Limits.wideByteCommandByteCount : Limits.byteCommandByteCount
        hasHalfwords = dialect.has(.halfwordAccess)
    }

    /// Whether the request has to be one access of 16 bits and the firmware has none. Elsewhere two
    /// bytes do as well: in RAM, and for reading where code is.
    func needsHalfword(_ address: Address, byteCount: Int, _ direction: Direction) -> Bool {
        guard byteCount == 2, address.isAligned(to: 2), !hasHalfwords else { return false }
        switch direction {
        case .reading: return MemoryMap.isDevice(address)
        case .writing: return !MemoryMap.isRAM(address)
        }
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
