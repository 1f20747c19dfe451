public import TargetMemory

extension Link: MemoryAccess {
    public func read(_ address: Address, count: Int) throws(TargetFault) -> [UInt8] {
        if count == 4, address.isAligned(to: 4) {
            return try readWord(address).littleEndianBytes
        }
        return try perform(reading(count, from: address)).flatMap(\.bytes)
    }

    public func write(_ bytes: [UInt8], to address: Address) throws(TargetFault) {
        _ = try perform(writing(bytes, to: address))
    }

    public func readWord(_ address: Address) throws(TargetFault) -> UInt32 {
        try checkAligned(address)
        return try perform([dialect.readWord(address)])[0].bytes.word(at: 0)
    }

    public func writeWord(_ value: UInt32, to address: Address) throws(TargetFault) {
        try checkAligned(address)
        _ = try perform([dialect.writeWord(address, value)])
    }

    func reading(
        _ byteCount: Int, from address: Address, port: UInt8 = 0
    ) throws(TargetFault) -> [Command] {
        let plan = MemoryAccessPlan(dialect)
        if plan.needsHalfword(address, byteCount: byteCount, .reading) {
            throw lacking(.halfwordAccess, at: address)
        }
        return plan.pieces(address, byteCount: byteCount).map { piece in
            .readMemory(piece.address, piece.width, byteCount: piece.byteCount, port: port)
        }
    }

    func writing(
        _ bytes: [UInt8], to address: Address, port: UInt8 = 0
    ) throws(TargetFault) -> [Command] {
        if bytes.count == 4, address.isAligned(to: 4), port == 0 {
            return [dialect.writeWord(address, bytes.word(at: 0))]
        }
        let plan = MemoryAccessPlan(dialect)
        if plan.needsHalfword(address, byteCount: bytes.count, .writing) {
            throw lacking(.halfwordAccess, at: address)
        }
        return plan.pieces(address, byteCount: bytes.count).map { piece in
            let offset = piece.address - address
            return .writeMemory(
                Array(bytes[offset..<(offset + piece.byteCount)]), to: piece.address, piece.width,
                port: port)
        }
    }

    func checkAligned(_ address: Address) throws(TargetFault) {
        guard address.isAligned(to: 4) else {
            throw TargetFault(
                .access, at: address, "\(address) is not the address of a 32-bit register")
        }
    }
}
