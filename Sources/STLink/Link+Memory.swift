public import TargetMemory

extension Link: MemoryAccess {
    public func read(_ address: Address, count: Int) throws(TargetFault) -> [UInt8] {
        if count == 4, address.isAligned(to: 4) {
            return try readWord(address).littleEndianBytes
        }
        let pieces = MemoryAccessPlan(capabilities).pieces(address, byteCount: count)
        let commands = pieces.map { piece in
            Command.readMemory(piece.address, piece.width, byteCount: piece.byteCount)
        }
        return try perform(commands).flatMap(\.bytes)
    }

    public func write(_ bytes: [UInt8], to address: Address) throws(TargetFault) {
        _ = try perform(writing(bytes, to: address))
    }

    public func readWord(_ address: Address) throws(TargetFault) -> UInt32 {
        try checkAligned(address)
        return try perform([.readDebugRegister(address)])[0].bytes.word(at: 4)
    }

    public func writeWord(_ value: UInt32, to address: Address) throws(TargetFault) {
        try checkAligned(address)
        _ = try perform([.writeDebugRegister(address, value)])
    }

    func writing(_ bytes: [UInt8], to address: Address) -> [Command] {
        if bytes.count == 4, address.isAligned(to: 4) {
            return [.writeDebugRegister(address, bytes.word(at: 0))]
        }
        let plan = MemoryAccessPlan(capabilities)
        return plan.pieces(address, byteCount: bytes.count).map { piece in
            let offset = piece.address - address
            return .writeMemory(
                Array(bytes[offset..<(offset + piece.byteCount)]), to: piece.address, piece.width)
        }
    }

    private func checkAligned(_ address: Address) throws(TargetFault) {
        guard address.isAligned(to: 4) else {
            throw TargetFault(
                .access, at: address, "\(address) is not the address of a 32-bit register")
        }
    }
}
