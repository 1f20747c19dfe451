// Erasing and programming (RM0433, 4.3.8 to 4.3.10; RM0481, 7.3.6 to 7.3.8).

extension H7Flash {
    /// The unit that rules an address, and the bank it is in.
    private func owner(of address: UInt32) -> (unit: Int, bank: Int)? {
        guard let place = sector(at: address) else { return nil }
        let bank = self.place(ofBank: place.bank)
        if case .bank = dialect.scope { return (place.bank, bank) }
        return (isTrustZoneOn ? 1 : 0, bank)
    }

    /// Main flash answers at its Secure address, and the Secure unit takes what is written there.
    private var isTrustZoneOn: Bool { dialect.hasSecureUnit && description.isSecure }

    /// By the watermarks of the options or a bit of FLASH_SECBBxRy (RM0481, 7.5).
    private func isSecure(sector: Int, bank: Int) -> Bool {
        guard isTrustZoneOn else { return false }
        let marks = current[dialect.watermarkRows[bank]]
        if Int(marks.field(0, 7)) <= sector, sector <= Int(marks.field(16, 7)) { return true }
        return blockSecurity[[bank, sector / 32], default: 0].has(UInt32(sector % 32))
    }

    private func isOwner(_ unit: Int, sector: Int, bank: Int) -> Bool {
        guard case .bit = dialect.scope else { return true }
        return (unit == 1) == isSecure(sector: sector, bank: bank)
    }

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
        if let error = beginCounted() { return fail(error, index) }
        if isSector {
            eraseSelected(index)
        } else {
            eraseBanks(isMass ? Array(banks.indices) : [selectedBank(index)], index)
        }
    }

    /// The cells that the registers are for, or BKSEL. The register sets change places with the
    /// banks (RM0433, 4.3.13); BKSEL means the cells (RM0481, 7.3.11).
    private func selectedBank(_ index: Int) -> Int {
        switch dialect.scope {
        case .bank: place(ofBank: index)
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
        guard isOwner(index, sector: number, bank: bank) else {
            return refuse(.secureCells, index, Status.writeProtection)
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
        let ownsAll = chosen.allSatisfy { bank in
            banks[bank].sectors.indices.allSatisfy { isOwner(index, sector: $0, bank: bank) }
        }
        guard ownsAll else { return refuse(.secureCells, index, Status.writeProtection) }
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
        if cells.isOneTime(address) { return writeOneTime(bytes, at: address) }
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
        guard let sector = sector(at: address) else { return nil }
        if !isOwner(index, sector: sector.number, bank: bank) {
            return (.secureCells, Status.writeProtection)
        }
        if isWriteProtected(sector: sector.number, bank: bank) {
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

    /// One-time cells: half words, once. H5 takes them with PG (RM0481, 7.3.9), H7A, H7B and H7RS
    /// with PG_OTP (RM0455, 4.3.11; RM0477, 5.3.10).
    private func writeOneTime(_ bytes: [UInt8], at address: UInt32) {
        if unitTimers[0].isBusy { unitTimers[0].stall(.debugger) }
        let isOpen =
            dialect.oneTimeLockRow != nil
            ? !units[0].lock.isLocked && units[0].control.has(Control.program)
            : !optionLock.isLocked && optionBits.has(5)
        guard isOpen else { return refuse(.writeWithoutPG, 0, Status.sequence) }
        guard bytes.count == 2 else { return refuse(.parallelism, 0, Status.strobe) }
        let block = ((description.oneTime?.lowerBound).map { address - $0 } ?? 0) / 64
        if let row = dialect.oneTimeLockRow, current[row].has(block) {
            return refuse(.writeProtected, 0, Status.writeProtection)
        }
        guard isErased(address, count: 2) else {
            return refuse(.programmedTwice, 0, Status.writeProtection)
        }
        program(bytes, at: address)
        unitTimers[0].begin(description.timing.program)
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
