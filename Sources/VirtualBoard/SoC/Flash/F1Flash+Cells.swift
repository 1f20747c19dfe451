// Erasing and programming (PM0075, 2.3.3 to 2.3.6; RM0091, 3.2.2).

extension F1Flash {
    // MARK: - Erase

    func startErase(_ index: Int) {
        let control = bankRegisters[index].control
        let kinds = [Control.pageErase, Control.massErase, Control.optionErase]
        guard kinds.filter({ control.has($0) }).count == 1, !control.has(Control.program) else {
            return refuse(.eraseSequence, index)
        }
        if let error = beginCounted() { return fail(error, index) }
        if control.has(Control.pageErase) {
            erasePage(index)
        } else if control.has(Control.massErase) {
            eraseBank(index)
        } else {
            eraseOptions(index)
        }
    }

    private func erasePage(_ index: Int) {
        let address = bankRegisters[index].address
        guard let sector = sector(at: address), bank(of: address) == index else {
            return refuse(.sectorNumber, index)
        }
        guard !isWriteProtected(sector.base) else {
            return refuse(.writeProtected, index, Status.writeProtection)
        }
        eraseSector(sector.base, sector.byteCount)
        begin(eraseNanoseconds ?? description.timing.erase, index)
    }

    private func eraseBank(_ index: Int) {
        let bank = banks[min(index, banks.count - 1)]
        guard loaded.writeProtection == UInt32.max else {
            return refuse(.writeProtected, index, Status.writeProtection)
        }
        statistics.massErases += 1
        eraseCells(of: bank)
        begin(eraseNanoseconds ?? description.timing.massErase, index)
    }

    private func eraseOptions(_ index: Int) {
        guard index == 0, isOptionOpen, let area = description.options else {
            return refuse(.optionControlLocked, index)
        }
        statistics.optionPrograms += 1
        forgetChange()
        cells.erase(area, count: 2 * F1Options.byteCount)
        begin(description.timing.options, index)
    }

    private func begin(_ duration: UInt64, _ index: Int) {
        endsWell[index] = true
        bankRegisters[index].control |= 1 << Control.start
        bankTimers[index].begin(duration)
    }

    // MARK: - Program

    func programCells(
        _ bytes: [UInt8], at address: UInt32, by master: BusMaster
    ) throws(BusFault) {
        let index = bank(of: address)
        if bankTimers[index].isBusy {
            illegal(.writeBusy)
            bankTimers[index].stall(master)
        }
        let control = bankRegisters[index].control
        if isOption(address) {
            guard control.has(Control.optionProgram) else { return refuse(.writeWithoutPG, index) }
            return try programOption(bytes, at: address)
        }
        guard !bankRegisters[index].lock.isLocked else { return refuse(.writeLocked, index) }
        guard control.has(Control.program) else { return refuse(.writeWithoutPG, index) }
        guard !control.has(Control.pageErase), !control.has(Control.massErase) else {
            return refuse(.massEraseWithPG, index)
        }
        // Anything but a half word is a bus error (PM0075, 2.3.3).
        guard bytes.count == 2 else {
            illegal(.parallelism)
            throw BusFault(address: address)
        }
        guard cells.isMain(address) else {
            return refuse(.writeOutside, index, Status.writeProtection)
        }
        guard !isWriteProtected(address) else {
            return refuse(.writeProtected, index, Status.writeProtection)
        }
        if let error = beginCounted() { return fail(error, index) }
        guard isErased(address, count: 2) || bytes == [0, 0] else {
            return refuse(.zeroToOne, index, Status.programming)
        }
        program(bytes, at: address)
        endsWell[index] = true
        bankTimers[index].begin(description.timing.program)
    }

    private func isOption(_ address: UInt32) -> Bool {
        guard let area = description.options else { return false }
        return address >= area && address - area < UInt32(2 * F1Options.byteCount)
    }

    /// The complement is computed by the interface. Opening a protected chip erases it first
    /// (PM0075, 2.4.1).
    private func programOption(_ bytes: [UInt8], at address: UInt32) throws(BusFault) {
        guard isOptionOpen else { return refuse(.optionControlLocked, 0) }
        guard bytes.count == 2 else {
            illegal(.parallelism)
            throw BusFault(address: address)
        }
        if let error = beginCounted() { return fail(error, 0) }
        guard isErased(address, count: 2) else {
            return refuse(.zeroToOne, 0, Status.programming)
        }
        statistics.optionPrograms += 1
        forgetChange()
        var duration = description.timing.program
        program([bytes[0], ~bytes[0]], at: address)
        if loaded.protection == .level1, address == description.options,
            options.protection == .none
        {
            eraseMain()
            duration += description.timing.massErase
        }
        endsWell[0] = true
        bankTimers[0].begin(duration)
    }

    // MARK: - Errors

    private func refuse(_ kind: IllegalOperation, _ index: Int, _ flag: UInt32 = 0) {
        illegal(kind)
        bankRegisters[index].status |= flag
        bankRegisters[index].control &= ~(1 << Control.start)
    }

    private func fail(_ error: InjectedFlashError, _ index: Int) {
        let flag =
            error == .writeProtection ? Status.writeProtection : Status.programming
        bankRegisters[index].status |= flag
        bankRegisters[index].control &= ~(1 << Control.start)
    }
}
