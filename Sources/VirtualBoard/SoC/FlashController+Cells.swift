// Erasing and programming (RM0385, 3.3.6 to 3.3.8).

extension FlashController: CellWriter {
    // MARK: - Erase

    func startErase() {
        let isSector = control.has(Control.sectorErase)
        let isMass = control.has(Control.massErase)
        guard isSector != isMass else {
            illegal(.eraseSequence)
            return fail(Status.sequence)
        }
        if let flag = injectedError() { return fail(flag) }
        let parallelism = Int(control.field(8, 2))
        checkSupply(parallelism)
        if isMass {
            guard !options.hasWriteProtection else {
                illegal(.writeProtected)
                return fail(Status.writeProtection)
            }
            statistics.massErases += 1
            memory.eraseAll()
            onCodeChange?(FlashMemory.mainBase, FlashMemory.sectors.reduce(0, +))
            return beginOperation(
                eraseNanoseconds ?? Timing.Flash.massErase(parallelism: parallelism))
        }
        let number = Int(control.field(3, 4))
        guard let sector = FlashMemory.sector(number) else {
            illegal(.sectorNumber)
            return fail(Status.sequence)
        }
        guard !options.isWriteProtected(sector: number) else {
            illegal(.writeProtected)
            return fail(Status.writeProtection)
        }
        statistics.sectorErases += 1
        memory.erase(sector: number)
        onCodeChange?(sector.base, sector.byteCount)
        beginOperation(
            eraseNanoseconds
                ?? Timing.Flash.sectorErase(
                    byteCount: sector.byteCount, parallelism: parallelism))
    }

    // MARK: - Program

    func write(_ bytes: [UInt8], to address: UInt32, by master: BusMaster) throws(BusFault) {
        if isBusy {
            illegal(.writeBusy)
            stallUntilDone(master)
        }
        if let (kind, flag) = refusal(of: bytes.count, at: address) {
            illegal(kind)
            return fail(flag)
        }
        if control.has(Control.sectorErase) {
            statistics.count(tolerated: ToleratedOperation.programWithSER.rawValue)
        }
        if let flag = injectedError() { return fail(flag) }
        checkSupply(Int(control.field(8, 2)))
        program(bytes, at: address)
    }

    /// Counts an operation that is about to begin.
    private func injectedError() -> UInt32? {
        operationCount += 1
        return injectedErrors[operationCount]
    }

    private func refusal(
        of width: Int, at address: UInt32
    ) -> (kind: IllegalOperation, flag: UInt32)? {
        if controlLock.isLocked { return (.writeLocked, Status.sequence) }
        if !control.has(Control.program) { return (.writeWithoutPG, Status.sequence) }
        if control.has(Control.massErase) { return (.massEraseWithPG, Status.sequence) }
        guard memory.cell(at: address, width: width) != nil else {
            return (.writeOutside, Status.writeProtection)
        }
        let isProtected =
            memory.isMain(address)
            ? options.isWriteProtected(sector: FlashMemory.sectorNumber(of: address))
            : memory.isOneTimeLocked(address)
        if isProtected { return (.writeProtected, Status.writeProtection) }
        // A write must not cross a 128-bit row (RM0385, 3.3.8).
        if Int(address & 15) + width > 16 { return (.alignment, Status.alignment) }
        if width != 1 << Int(control.field(8, 2)) { return (.parallelism, Status.parallelism) }
        return nil
    }

    private func program(_ bytes: [UInt8], at address: UInt32) {
        guard let cell = memory.cell(at: address, width: bytes.count) else { return }
        var isRaising = false
        for (index, wanted) in bytes.enumerated() {
            let present = cell.load(fromByteOffset: index, as: UInt8.self)
            if wanted & ~present != 0 { isRaising = true }
            guard !weakAddresses.contains(address + UInt32(index)) else { continue }
            cell.storeBytes(of: present & wanted, toByteOffset: index, as: UInt8.self)
        }
        if isRaising { illegal(.zeroToOne) }
        statistics.count(programmedBits: 8 * bytes.count)
        beginOperation(Timing.Flash.programNanoseconds)
    }

    /// RM0385, table 6: x8 from 1.8 V, x16 from 2.1 V, x32 from 2.7 V, x64 with external VPP,
    /// which the board does not have.
    private func checkSupply(_ parallelism: Int) {
        let minimumMillivolts = [1700, 2100, 2700, Int.max][parallelism]
        if supplyMillivolts < minimumMillivolts { illegal(.supplyVoltage) }
    }

    /// Raises an error flag; OPERR joins only while error interrupts are enabled.
    private func fail(_ flag: UInt32) {
        status |= flag
        if control.has(Control.errorInterrupt) { status |= Status.operation }
        control = control.setting(Control.start, false)
    }
}
