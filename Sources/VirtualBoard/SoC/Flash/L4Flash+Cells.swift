// Erasing and programming (RM0351, 3.3.6 to 3.3.8; RM0456, 7.3.7 and 7.3.8).

extension L4Flash {
    // MARK: - Erase

    func startErase(_ side: Int) {
        let control = sides[side].control
        let isPage = control.has(Control.pageErase)
        let masses = [Control.massErase, Control.secondMassErase].map { control.has($0) }
        guard isPage != masses.contains(true), !control.has(Control.program),
            !control.has(Control.fastProgram)
        else { return refuse(.eraseSequence, side, Status.sequence) }
        guard !hasStaleFlags(side) else { return refuse(.staleFlags, side, Status.sequence) }
        if let error = beginCounted() { return fail(side, flag(of: error)) }
        if isPage {
            erasePage(side)
        } else {
            eraseBanks(masses, side)
        }
    }

    private func erasePage(_ side: Int) {
        let control = sides[side].control
        let chosen = dialect.bankBit.map { control.has($0) && banks.count > 1 ? 1 : 0 } ?? 0
        let bank = dialect.pagesFollowAddresses ? place(ofBank: chosen) : chosen
        let number = Int(control.field(Control.page, dialect.pageBits))
        guard let page = sector(number, inBank: place(ofBank: bank)) else {
            return refuse(.sectorNumber, side, Status.sequence)
        }
        guard isOwner(side, page: number, bank: bank) else {
            return refuse(.secureCells, side, Status.writeProtection)
        }
        guard !isWriteProtected(page: number, bank: bank) else {
            return refuse(.writeProtected, side, Status.writeProtection)
        }
        eraseSector(page.base, page.byteCount)
        begin(eraseNanoseconds ?? description.timing.erase, side, [place(ofBank: bank)])
    }

    private func eraseBanks(_ wanted: [Bool], _ side: Int) {
        let chosen = banks.indices.filter { banks.count == 1 ? true : wanted[$0] }
        let ownsAll = chosen.allSatisfy { bank in
            banks[bank].sectors.indices.allSatisfy { isOwner(side, page: $0, bank: bank) }
        }
        guard ownsAll else { return refuse(.secureCells, side, Status.writeProtection) }
        guard !chosen.contains(where: hasWriteProtection) else {
            return refuse(.writeProtected, side, Status.writeProtection)
        }
        statistics.massErases += 1
        for index in chosen { eraseCells(of: banks[place(ofBank: index)]) }
        begin(
            eraseNanoseconds ?? description.timing.massErase, side,
            Set(chosen.map(place(ofBank:))))
    }

    private func begin(_ duration: UInt64, _ side: Int, _ banks: Set<Int>) {
        operatingSide = side
        busyBanks = banks
        sides[side].control |= 1 << Control.start
        timer.begin(duration)
    }

    // MARK: - Program

    /// Pages are Secure by the watermarks of the options, or by a bit of FLASH_SECBBxRy
    /// (RM0438, 6.5; RM0456, 7.5), and each side changes its own.
    private func isOwner(_ side: Int, page: Int, bank: Int) -> Bool {
        (side == 1) == isSecure(page: page, bank: bank)
    }

    private func isSecure(page: Int, bank: Int) -> Bool {
        guard isTrustZoneOn else { return false }
        let mask: UInt32 = (1 << dialect.protectionBits) - 1
        let marks = loaded[bank == 0 ? 0x50 : 0x60, default: 0]
        if Int(marks & mask) <= page, page <= Int(marks >> 16 & mask) { return true }
        let word = blockSecurity[(bank == 0 ? 0x80 : 0xA0) + 4 * UInt32(page / 32), default: 0]
        return word.has(UInt32(page % 32))
    }

    func programCells(_ bytes: [UInt8], at address: UInt32, by master: BusMaster) {
        let side = isTrustZoneOn && cells.isMain(address) ? 1 : 0
        let isFast = isFast(side)
        if timer.isBusy {
            illegal(.writeBusy)
            timer.stall(master)
        }
        if let (kind, flag) = refusal(of: bytes.count, at: address, side) {
            pending = nil
            return refuse(kind, side, flag)
        }
        let unit = isFast ? UInt32(rowByteCount) : UInt32(dialect.unit)
        guard var begun = pending else {
            guard address % unit == 0 else {
                return refuse(.alignment, side, Status.alignment)
            }
            return collect((address, bytes), Int(unit), side)
        }
        guard address == begun.base &+ UInt32(begun.bytes.count) else {
            pending = nil
            return refuse(.alignment, side, isFast ? Status.fast : Status.alignment)
        }
        begun.bytes += bytes
        collect(begun, Int(unit), side)
    }

    private var rowByteCount: Int {
        isDual ? dialect.rowByteCount.dual : dialect.rowByteCount.single
    }

    /// Whole rows at once, where the chip has that.
    private func isFast(_ side: Int) -> Bool {
        sides[side].control.has(Control.fastProgram) && rowByteCount > 0
    }

    private func refusal(
        of width: Int, at address: UInt32, _ side: Int
    ) -> (kind: IllegalOperation, flag: UInt32)? {
        let control = sides[side].control
        if sides[side].lock.isLocked { return (.writeLocked, Status.sequence) }
        let isFast = isFast(side)
        if control.has(Control.program) == isFast { return (.writeWithoutPG, Status.sequence) }
        if control.has(Control.pageErase) || control.has(Control.massErase) {
            return (.massEraseWithPG, Status.sequence)
        }
        if hasStaleFlags(side) { return (.staleFlags, Status.sequence) }
        if width != 4 { return (.parallelism, Status.size) }
        guard cells.isMain(address) || cells.isOneTime(address) else {
            return (.writeOutside, Status.writeProtection)
        }
        if isTrustZoneOn, let place = sector(at: address),
            !isOwner(side, page: place.number, bank: self.place(ofBank: place.bank))
        {
            return (.secureCells, Status.writeProtection)
        }
        return nil
    }

    private func hasStaleFlags(_ side: Int) -> Bool { sides[side].status & Status.stale != 0 }

    /// Keeps a word until the unit or row is complete.
    private func collect(_ begun: (base: UInt32, bytes: [UInt8]), _ unit: Int, _ side: Int) {
        guard begun.bytes.count == unit else {
            pending = begun
            return
        }
        pending = nil
        if let error = beginCounted() { return fail(side, flag(of: error)) }
        let place = sector(at: begun.base)
        if let place, isWriteProtected(page: place.number, bank: self.place(ofBank: place.bank)) {
            return refuse(.writeProtected, side, Status.writeProtection)
        }
        let isBlank = isErased(begun.base, count: unit)
        guard isBlank || begun.bytes.allSatisfy({ $0 == 0 }) else {
            return refuse(.programmedTwice, side, Status.programming)
        }
        program(begun.bytes, at: begun.base)
        let isRow = unit > dialect.unit
        operatingSide = side
        busyBanks = place.map { [$0.bank] } ?? []
        timer.begin(isRow ? description.timing.fastRow : description.timing.program)
    }

    func abandon(_ side: Int) {
        guard pending != nil else { return }
        pending = nil
        illegal(.incompleteUnit)
    }

    // MARK: - Errors

    private func flag(of error: InjectedFlashError) -> UInt32 {
        switch error {
        case .writeProtection: Status.writeProtection
        case .alignment: Status.alignment
        case .parallelism: Status.size
        case .sequence: Status.sequence
        }
    }

    private func refuse(_ kind: IllegalOperation, _ side: Int, _ flag: UInt32) {
        illegal(kind)
        fail(side, flag)
    }

    /// OPERR joins only while error interrupts are enabled (RM0351, 3.7.5).
    private func fail(_ side: Int, _ flag: UInt32) {
        sides[side].status |= flag
        if sides[side].control.has(Control.errorInterrupt) {
            sides[side].status |= Status.operation
        }
        sides[side].control &= ~(1 << Control.start)
    }
}
