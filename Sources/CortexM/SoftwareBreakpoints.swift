public import TargetMemory

/// BKPT instructions in RAM, in place of the program's own halfwords while the core runs.
struct SoftwareBreakpoints {
    /// BKPT #0 (Armv7-M ARM, A7.7.17).
    private static let instruction: [UInt8] = [0x00, 0xBE]

    private var wanted: Set<Address> = []
    /// The program's bytes under each BKPT that is in memory.
    private var originals: [Address: [UInt8]] = [:]
    /// There was a reset: the program may have copied its code over them.
    private var isDoubtful = false

    var hasPlaced: Bool { !originals.isEmpty }

    func isPlaced(at address: Address) -> Bool { originals[address] != nil }

    func isWanted(at address: Address) -> Bool { wanted.contains(address) }
    mutating func doubt() { isDoubtful = hasPlaced }
    mutating func want(_ address: Address) { wanted.insert(address) }
    mutating func unwant(_ address: Address) { wanted.remove(address) }

    mutating func synchronize(with core: Core) throws(TargetFault) {
        if isDoubtful {
            isDoubtful = false
            for address in originals.keys.sorted() where try !isInMemory(address, core) {
                originals[address] = nil
            }
        }
        for address in originals.keys.sorted() where !wanted.contains(address) {
            try lift(at: address, from: core)
        }
        for address in wanted.sorted() where originals[address] == nil {
            let original = try core.access.read(address, count: 2)
            try core.patchCode(Self.instruction, at: address)
            originals[address] = original
        }
    }

    mutating func lift(at address: Address, from core: Core) throws(TargetFault) {
        guard let original = originals[address] else { return }
        // What the program has written there since is not to be undone.
        if try isInMemory(address, core) { try core.patchCode(original, at: address) }
        originals[address] = nil
    }

    private func isInMemory(_ address: Address, _ core: Core) throws(TargetFault) -> Bool {
        try core.access.read(address, count: 2) == Self.instruction
    }

    mutating func removeAll(from core: Core) throws(TargetFault) {
        wanted.removeAll()
        try suspend(from: core)
    }

    /// Out of memory, but still wanted: back with the next `synchronize`.
    mutating func suspend(from core: Core) throws(TargetFault) {
        for address in originals.keys.sorted() { try lift(at: address, from: core) }
    }

    /// Takes out what overlaps a region that is about to be written.
    mutating func lift(overlapping region: Region, from core: Core) throws(TargetFault) {
        for address in originals.keys.sorted()
        where Region(base: address, byteCount: 2).overlaps(region) {
            try lift(at: address, from: core)
        }
    }

    /// Memory as the program has it.
    func hide(in bytes: inout [UInt8], from start: Address) {
        for (address, original) in originals {
            let place = address - start
            let isThere = Self.instruction.indices.allSatisfy { index in
                !bytes.indices.contains(place + index)
                    || bytes[place + index] == Self.instruction[index]
            }
            guard isThere else { continue }
            for (offset, byte) in original.enumerated() {
                let index = address - start + offset
                if bytes.indices.contains(index) { bytes[index] = byte }
            }
        }
    }
}

extension Core {
    /// Asks for a BKPT at an address in RAM.
    public func insertSoftwareBreakpoint(at address: Address) { softwareBreakpoints.want(address) }

    public func removeSoftwareBreakpoint(at address: Address) {
        softwareBreakpoints.unwant(address)
    }

    /// Replaces BKPT instructions of ours in bytes read from `start` on by the program's own.
    public func hideBreakpoints(in bytes: inout [UInt8], from start: Address) {
        softwareBreakpoints.hide(in: &bytes, from: start)
    }

    /// To be called before memory is written by others; breakpoints there come back by themselves.
    public func liftBreakpoints(overlapping region: Region) throws(TargetFault) {
        try softwareBreakpoints.lift(overlapping: region, from: self)
    }

    /// Writes code into RAM so that a core with caches fetches it (Armv7-M ARM, B2.2.7): dirty
    /// data that lies around it goes first, then the new bytes, then stale instructions.
    func patchCode(_ bytes: [UInt8], at address: Address) throws(TargetFault) {
        let cache: CCR? = cpuid.part == .cortexM7 ? try access.fetch(CCR.self) : nil
        if cache?.isDataCacheOn == true {
            try access.writeWord(address.rawValue, to: CacheMaintenance.cleanAndInvalidate)
        }
        try access.write(bytes, to: address)
        if cache?.isDataCacheOn == true {
            try access.writeWord(address.rawValue, to: CacheMaintenance.cleanToUnification)
        }
        if cache?.isInstructionCacheOn == true {
            try access.writeWord(0, to: CacheMaintenance.invalidateInstructions)
        }
    }
}
