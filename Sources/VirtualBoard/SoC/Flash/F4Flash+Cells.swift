// Erasing and programming (RM0385, 3.3.6 to 3.3.8; RM0090, 3.6).

extension F4Flash {
    // MARK: - Erase

    func startErase() {
        let isSector = control.has(Control.sectorErase)
        let isFirst = control.has(Control.massErase)
        let isSecond = control.has(Control.secondMassErase)
        guard isSector != (isFirst || isSecond) else {
            illegal(.eraseSequence)
            return fail(Status.sequence)
        }
        if let error = beginCounted() { return fail(flag(of: error)) }
        let parallelism = Int(control.field(8, 2))
        checkSupply(parallelism)
        if isSector {
            eraseSelected(parallelism)
        } else {
            eraseBanks([isFirst, isSecond], parallelism)
        }
    }

    private func eraseSelected(_ parallelism: Int) {
        guard let sector = selectedSector else {
            illegal(.sectorNumber)
            return fail(Status.sequence)
        }
        guard !isWriteProtected(sector: sector.number) else {
            illegal(.writeProtected)
            return fail(Status.writeProtection)
        }
        eraseSector(sector.base, sector.byteCount)
        timer.begin(
            eraseNanoseconds
                ?? Timing.Flash.sectorErase(
                    byteCount: sector.byteCount, parallelism: parallelism))
    }

    /// With one bank MER stands for all of it.
    private func eraseBanks(_ wanted: [Bool], _ parallelism: Int) {
        let chosen = banks.indices.filter { wanted[$0] }
        guard !chosen.isEmpty else {
            illegal(.eraseSequence)
            return fail(Status.sequence)
        }
        guard !chosen.contains(where: hasWriteProtection) else {
            illegal(.writeProtected)
            return fail(Status.writeProtection)
        }
        statistics.massErases += 1
        for index in chosen { eraseCells(of: banks[index]) }
        timer.begin(eraseNanoseconds ?? Timing.Flash.massErase(parallelism: parallelism))
    }

    // MARK: - Program

    func programCells(_ bytes: [UInt8], at address: UInt32, by master: BusMaster) {
        if timer.isBusy {
            illegal(.writeBusy)
            timer.stall(master)
        }
        if let (kind, flag) = refusal(of: bytes.count, at: address) {
            illegal(kind)
            return fail(flag)
        }
        if control.has(Control.sectorErase) {
            statistics.count(tolerated: ToleratedOperation.programWithSER.rawValue)
        }
        if let error = beginCounted() { return fail(flag(of: error)) }
        checkSupply(Int(control.field(8, 2)))
        if !program(bytes, at: address) { illegal(.zeroToOne) }
        timer.begin(Timing.Flash.programNanoseconds)
    }

    private func refusal(
        of width: Int, at address: UInt32
    ) -> (kind: IllegalOperation, flag: UInt32)? {
        if controlLock.isLocked { return (.writeLocked, Status.sequence) }
        if !control.has(Control.program) { return (.writeWithoutPG, Status.sequence) }
        if control.has(Control.massErase) || control.has(Control.secondMassErase) {
            return (.massEraseWithPG, Status.sequence)
        }
        let last = address &+ UInt32(width) &- 1
        let isMain = cells.isMain(address) && cells.isMain(last)
        guard isMain || cells.isOneTime(address) && cells.isOneTime(last) else {
            return (.writeOutside, Status.writeProtection)
        }
        let number = sector(at: address).map { $0.bank == 0 ? $0.number : 12 + $0.number }
        let isProtected =
            isMain
            ? number.map(isWriteProtected) ?? false : cells.isOneTimeLocked(address)
        if isProtected { return (.writeProtected, Status.writeProtection) }
        // A write must not cross a 128-bit row (RM0385, 3.3.8).
        if Int(address & 15) + width > 16 { return (.alignment, Status.alignment) }
        if width != 1 << Int(control.field(8, 2)) { return (.parallelism, Status.parallelism) }
        return nil
    }

    /// RM0385, table 6: x8 from 1.8 V, x16 from 2.1 V, x32 from 2.7 V, x64 with external VPP,
    /// which the board does not have.
    private func checkSupply(_ parallelism: Int) {
        let minimumMillivolts = [1700, 2100, 2700, Int.max][parallelism]
        if supplyMillivolts < minimumMillivolts { illegal(.supplyVoltage) }
    }

    private func flag(of error: InjectedFlashError) -> UInt32 {
        switch error {
        case .writeProtection: Status.writeProtection
        case .alignment: Status.alignment
        case .parallelism: Status.parallelism
        case .sequence: Status.sequence
        }
    }

    /// Raises an error flag; OPERR joins only while error interrupts are enabled.
    private func fail(_ flag: UInt32) {
        status |= flag
        if control.has(Control.errorInterrupt) { status |= Status.operation }
        control = control.setting(Control.start, false)
    }
}
