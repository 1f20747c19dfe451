// Erasing and programming (RM0367, 3.3.4; RM0038, 3.3.3 and 3.3.4).

extension L1Flash {
    func writeCells(_ bytes: [UInt8], at address: UInt32, by master: BusMaster) {
        if timer.isBusy {
            illegal(.writeBusy)
            timer.stall(master)
        }
        if let area = description.options, address >= area,
            Int(address - area) < optionByteCount
        {
            return programOption(bytes, at: address)
        }
        if cells.isEEPROM(address) { return writeEEPROM(bytes, at: address) }
        guard cells.isMain(address) else {
            return refuse(.writeOutside, Status.writeProtection)
        }
        guard !programLock.isLocked else { return refuse(.writeLocked, Status.writeProtection) }
        guard bytes.count == 4 else { return refuse(.parallelism, Status.size) }
        guard address & 3 == 0 else { return refuse(.alignment, Status.alignment) }
        guard !isWriteProtected(address) else {
            return refuse(.writeProtected, Status.writeProtection)
        }
        if control.has(Control.erase) { return erasePage(at: address) }
        if control.has(Control.halfPage) { return collect(bytes, at: address) }
        commit(bytes, at: address)
    }

    // MARK: - Program memory

    /// ERASE and PROG, and a word written into the page.
    private func erasePage(at address: UInt32) {
        guard control.has(Control.program) else {
            return refuse(.eraseSequence, Status.alignment)
        }
        guard let page = sector(at: address) else {
            return refuse(.sectorNumber, Status.writeProtection)
        }
        if let error = beginCounted() { return fail(error) }
        eraseSector(page.base, page.byteCount)
        timer.begin(eraseNanoseconds ?? description.timing.erase)
    }

    /// FPRG and PROG: all words of an aligned half page, in order.
    private func collect(_ bytes: [UInt8], at address: UInt32) {
        guard control.has(Control.program) else {
            return refuse(.writeWithoutPG, Status.alignment)
        }
        let size = dialect.halfPageByteCount
        guard var begun = pending else {
            guard Int(address) % size == 0 else { return refuse(.alignment, Status.alignment) }
            pending = (address, bytes)
            return
        }
        guard address == begun.base &+ UInt32(begun.bytes.count) else {
            pending = nil
            return refuse(.alignment, Status.alignment)
        }
        begun.bytes += bytes
        pending = begun
        guard begun.bytes.count == size else { return }
        pending = nil
        commit(begun.bytes, at: begun.base)
    }

    /// A word that is not erased: L0 refuses it, L1 takes what bits there are.
    private func commit(_ bytes: [UInt8], at address: UInt32) {
        if let error = beginCounted() { return fail(error) }
        if !isErased(address, count: bytes.count) {
            illegal(.programmedTwice)
            if let flag = dialect.notZeroFlag { return status |= 1 << flag }
        }
        program(bytes, at: address)
        timer.begin(description.timing.program)
    }

    // MARK: - Data EEPROM

    /// Bytes, half words and words, erased first where that is needed.
    private func writeEEPROM(_ bytes: [UInt8], at address: UInt32) {
        guard !eepromLock.isLocked else { return refuse(.writeLocked, Status.writeProtection) }
        guard Int(address) % bytes.count == 0 else {
            return refuse(.alignment, Status.alignment)
        }
        if let error = beginCounted() { return fail(error) }
        let isErase = control.has(Control.erase)
        if isErase, !control.has(Control.data) {
            return refuse(.eraseSequence, Status.alignment)
        }
        cells.erase(address, count: bytes.count)
        if !isErase { program(bytes, at: address) }
        timer.begin(isErase ? description.timing.erase : description.timing.program)
    }

    // MARK: - Option bytes

    /// A word whose upper half has to be the complement of the lower; erased by the write itself.
    private func programOption(_ bytes: [UInt8], at address: UInt32) {
        guard !optionLock.isLocked else {
            return refuse(.optionControlLocked, Status.writeProtection)
        }
        guard bytes.count == 4 else { return refuse(.parallelism, Status.size) }
        guard protection != .level2 else {
            return refuse(.writeProtected, Status.writeProtection)
        }
        if let error = beginCounted() { return fail(error) }
        statistics.optionPrograms += 1
        forgetChange()
        var duration = description.timing.options
        let half = UInt32(bytes[0]) | UInt32(bytes[1]) << 8
        if address == description.options, protection == .level1,
            Self.protection(half) == .none
        {
            eraseMain()
            if let eeprom = description.eeprom {
                cells.erase(eeprom.lowerBound, count: eeprom.count)
            }
            duration += description.timing.massErase
        }
        // The mode ends with the step to level 0 only, and its areas with it.
        let isRegression = duration > description.timing.options
        guard address == description.options || !isExecuteOnlyMode || wasRegressed else {
            return refuse(.writeProtected, Status.writeProtection)
        }
        if address == description.options, isExecuteOnlyMode, bytes[1] & 1 == 0, !isRegression {
            return refuse(.writeProtected, Status.writeProtection)
        }
        if isRegression { wasRegressed = true }
        cells.erase(address, count: 4)
        program(bytes, at: address)
        timer.begin(duration)
    }

    // MARK: - Errors

    private func refuse(_ kind: IllegalOperation, _ flag: UInt32) {
        illegal(kind)
        status |= flag
    }

    private func fail(_ error: InjectedFlashError) {
        switch error {
        case .writeProtection: status |= Status.writeProtection
        case .alignment, .sequence: status |= Status.alignment
        case .parallelism: status |= Status.size
        }
    }
}
