public import TargetMemory

extension Link: MemoryAccess {
    public func read(_ address: Address, count: Int) throws(TargetFault) -> [UInt8] {
        try perform(reading(count, from: address, port: openCorePort())).flatMap(\.bytes)
    }

    public func write(_ bytes: [UInt8], to address: Address) throws(TargetFault) {
        _ = try perform(writing(bytes, to: address, port: openCorePort()))
    }

    public func readWord(_ address: Address) throws(TargetFault) -> UInt32 {
        try checkAligned(address)
        return try perform(reading(4, from: address, port: openCorePort()))[0].bytes.word(at: 0)
    }

    public func writeWord(_ value: UInt32, to address: Address) throws(TargetFault) {
        try checkAligned(address)
        _ = try perform(writing(value.littleEndianBytes, to: address, port: openCorePort()))
    }

    /// Makes memory and core accesses go through another access port than the first; registers of
    /// the core are then reached only through its memory. `readAccessPort` tells what is there.
    public func useCore(behind port: UInt8) throws(TargetFault) {
        if port != 0 {
            try require(.memoryThroughPort)
            try openPort(port)
        }
        corePort = port
        noteReentry()
    }

    /// The port that memory is reached through; entering debug mode anew has closed it.
    func openCorePort() throws(TargetFault) -> UInt8 {
        if corePort != 0 { try openPort(corePort) }
        return corePort
    }

    /// A lone word is one command of its own where the first port is meant.
    func reading(
        _ byteCount: Int, from address: Address, port: UInt8
    ) throws(TargetFault) -> [Command] {
        if byteCount == 4, address.isAligned(to: 4), port == 0 {
            return [dialect.readWord(address)]
        }
        let plan = MemoryAccessPlan(dialect)
        if plan.needsHalfword(address, byteCount: byteCount, .reading) {
            throw lacking(.halfwordAccess, at: address)
        }
        return plan.pieces(address, byteCount: byteCount).map { piece in
            .readMemory(piece.address, piece.width, byteCount: piece.byteCount, port: port)
        }
    }

    func writing(
        _ bytes: [UInt8], to address: Address, port: UInt8
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
