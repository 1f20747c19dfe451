// Erasing and programming (RM0433, 4.3.8 to 4.3.10; RM0481, 7.3.6 to 7.3.8).

extension H7Flash {
    /// The unit that rules an address, and the bank it is in.
    private func owner(of address: UInt32) -> (unit: Int, bank: Int)? {
        guard let place = sector(at: address) else { return nil }
        let bank = self.place(ofBank: place.bank)
        if case .bank = dialect.scope { return (bank, bank) }
        return (isSecureFlash ? 1 : 0, bank)
    }

    /// All cells of a chip with TrustZone are Secure here.
    private var isSecureFlash: Bool { dialect.hasSecureUnit && description.isSecure }

    // MARK: - Erase

    func startErase(_ index: Int) {
        let control = units[index].control
        let isSector = control.has(Control.sectorErase)
        let isBank = control.has(Control.bankErase)
        let isMass = dialect.massBit.map { control.has($0) } ?? false
        guard [isSector, isBank, isMass].filter({ $0 }).count == 1,
            !control.has(Control.program)
        else { return refuse(.eraseSequence, index, Status.sequence) }
        guard units[index].status & Status.errors == 0 else {
            return refuse(.staleFlags, index, Status.sequence)
        }
        if case .bit = dialect.scope, isSecureFlash != (index == 1) {
            return refuse(.secureCells, index, Status.writeProtection)
        }
        if let error = beginCounted() { return fail(error, index) }
        if isSector {
            eraseSelected(index)
        } else {
            eraseBanks(isMass ? Array(banks.indices) : [selectedBank(index)], index)
        }
    }

    /// Bank by its number of registers or by BKSEL.
    private func selectedBank(_ index: Int) -> Int {
        switch dialect.scope {
        case .bank: index
        case .bit(let bit): units[index].control.has(bit) ? 1 : 0
        case .all: 0
        }
    }

    private func eraseSelected(_ index: Int) {
        let number = Int(units[index].control.field(dialect.sectorBit, dialect.sectorBits))
        let bank = selectedBank(index)
        guard let sector = sector(number, inBank: place(ofBank: bank)) else {
            return refuse(.sectorNumber, index, Status.sequence)
        }
        guard !isWriteProtected(sector: number, bank: bank) else {
            return refuse(.writeProtected, index, Status.writeProtection)
        }
        eraseSector(sector.base, sector.byteCount)
        begin(eraseNanoseconds ?? description.timing.erase, index)
    }

    private func eraseBanks(_ chosen: [Int], _ index: Int) {
        guard chosen.allSatisfy(banks.indices.contains) else {
            return refuse(.sectorNumber, index, Status.sequence)
        }
        guard !chosen.contains(where: hasWriteProtection) else {
            return refuse(.writeProtected, index, Status.writeProtection)
        }
        statistics.massErases += 1
        for bank in chosen { eraseCells(of: banks[place(ofBank: bank)]) }
        begin(eraseNanoseconds ?? description.timing.massErase, index)
    }

    /// MER in FLASH_OPTCR: both banks at once (RM0433, 4.3.10).
    func eraseAllBanks() { eraseBanks(Array(banks.indices), 0) }

    private func begin(_ duration: UInt64, _ index: Int) {
        units[index].control |= 1 << dialect.startBit
        units[index].isErasing = true
        unitTimers[index].begin(duration)
    }

    // MARK: - Program

    func writeCells(_ bytes: [UInt8], at address: UInt32, by master: BusMaster) {
        guard let (index, bank) = owner(of: address) else { return illegal(.writeOutside) }
        // The write queue takes data while the last word is programmed; an erase holds the bus.
        if unitTimers[index].isBusy {
            if units[index].isErasing { illegal(.writeBusy) }
            unitTimers[index].stall(master)
        }
        if let (kind, flag) = refusal(at: address, index, bank) {
            units[index].buffer = nil
            return refuse(kind, index, flag)
        }
        collect(bytes, at: address, index)
    }

    private func refusal(
        at address: UInt32, _ index: Int, _ bank: Int
    ) -> (kind: IllegalOperation, flag: UInt32)? {
        let control = units[index].control
        if units[index].lock.isLocked { return (.writeLocked, Status.sequence) }
        if !control.has(Control.program) { return (.writeWithoutPG, Status.sequence) }
        if control.has(Control.sectorErase) || control.has(Control.bankErase) {
            return (.massEraseWithPG, Status.sequence)
        }
        if units[index].status & Status.errors != 0 { return (.staleFlags, Status.sequence) }
        if let sector = sector(at: address), isWriteProtected(sector: sector.number, bank: bank) {
            return (.writeProtected, Status.writeProtection)
        }
        return nil
    }

    private func collect(_ bytes: [UInt8], at address: UInt32, _ index: Int) {
        let size = dialect.wordByteCount
        let base = address & ~UInt32(size - 1)
        var buffer = units[index].buffer ?? (base, [UInt8?](repeating: nil, count: size))
        let start = Int(address - base)
        guard buffer.base == base, start + bytes.count <= size else {
            units[index].buffer = nil
            return refuse(.alignment, index, 1 << dialect.inconsistencyBit)
        }
        for (offset, byte) in bytes.enumerated() {
            guard buffer.bytes[start + offset] == nil else {
                units[index].buffer = nil
                return refuse(.bytesWrittenTwice, index, Status.strobe)
            }
            buffer.bytes[start + offset] = byte
        }
        units[index].buffer = buffer
        if !buffer.bytes.contains(nil) { commit(index) }
    }

    /// FW: what was not written is programmed as it is when erased.
    func forceWrite(_ index: Int) {
        guard units[index].buffer != nil else { return }
        commit(index)
    }

    private func commit(_ index: Int) {
        guard let buffer = units[index].buffer else { return }
        units[index].buffer = nil
        if let error = beginCounted() { return fail(error, index) }
        // The cells have error correction over the whole word (RM0433, 4.3.9).
        if !isErased(buffer.base, count: buffer.bytes.count) { illegal(.programmedTwice) }
        program(buffer.bytes.map { $0 ?? 0xFF }, at: buffer.base)
        unitTimers[index].begin(description.timing.program)
    }

    // MARK: - Errors

    private func refuse(_ kind: IllegalOperation, _ index: Int, _ flag: UInt32) {
        illegal(kind)
        units[index].status |= flag
    }

    private func fail(_ error: InjectedFlashError, _ index: Int) {
        switch error {
        case .writeProtection: units[index].status |= Status.writeProtection
        case .alignment: units[index].status |= 1 << dialect.inconsistencyBit
        case .parallelism: units[index].status |= Status.strobe
        case .sequence: units[index].status |= Status.sequence
        }
    }
}
