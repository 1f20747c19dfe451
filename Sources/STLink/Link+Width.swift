public import TargetMemory

/// Memory in accesses of one width, for registers that care.
extension Link {
    /// Reads `count` bytes in accesses of just this width. Address and count must be multiples
    /// of it.
    public func read(
        _ address: Address, count: Int, width: AccessWidth
    ) throws(TargetFault) -> [UInt8] {
        try checkWidth(width, address, byteCount: count)
        let commands = cut(count, width).map { offset, byteCount in
            Command.readMemory(address + offset, width, byteCount: byteCount)
        }
        return try perform(commands).flatMap(\.bytes)
    }

    /// Writes the bytes in accesses of just this width. Address and count must be multiples of it.
    public func write(
        _ bytes: [UInt8], to address: Address, width: AccessWidth
    ) throws(TargetFault) {
        try checkWidth(width, address, byteCount: bytes.count)
        let commands = cut(bytes.count, width).map { offset, byteCount in
            Command.writeMemory(
                Array(bytes[offset..<(offset + byteCount)]), to: address + offset, width)
        }
        _ = try perform(commands)
    }

    private func cut(_ byteCount: Int, _ width: AccessWidth) -> [(offset: Int, byteCount: Int)] {
        let limit =
            width == .byte
            ? (capabilities.contains(.wideByteAccess)
                ? Limits.wideByteCommandByteCount : Limits.byteCommandByteCount)
            : Limits.memoryCommandByteCount
        return stride(from: 0, to: byteCount, by: limit).map { ($0, min(limit, byteCount - $0)) }
    }

    private func checkWidth(
        _ width: AccessWidth, _ address: Address, byteCount: Int
    ) throws(TargetFault) {
        let size = width.rawValue
        guard address.isAligned(to: size), byteCount.isMultiple(of: size) else {
            throw TargetFault(
                .access, at: address,
                "\(byteCount) bytes at \(address) are not whole \(8 * size)-bit cells: address and "
                    + "count must be multiples of \(size)")
        }
        if width == .halfword { try require(.halfwordAccess, at: address) }
    }
}
