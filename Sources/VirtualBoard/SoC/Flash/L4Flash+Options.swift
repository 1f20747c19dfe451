// Option bytes (RM0351, 3.4; RM0456, 7.4): registers that are written, programmed by OPTSTRT and
// loaded by OBL_LAUNCH or power.

extension L4Flash {
    /// FLASH_OPTR in force.
    var optionControl: UInt32 { loaded[dialect.optionControl, default: 0] }

    var levelInForce: ReadProtection { Self.protection(optionControl, dialect) }

    /// RM0351, table 11; with TrustZone 0x55 is level 0.5, which keeps the debugger out of the
    /// Secure state only.
    private static func protection(_ word: UInt32, _ dialect: L4Dialect) -> ReadProtection {
        switch word & 0xFF {
        case 0xAA: .none
        case 0xCC: .level2
        case 0x55 where dialect.hasTrustZone && word.has(31): .none
        default: .level1
        }
    }

    func prepare(_ delivery: FlashDelivery) {
        let code: UInt32 = [0xAA, 0x11, 0xCC][delivery.protection.rawValue]
        var control = programmed[dialect.optionControl, default: 0] & ~0xFF | code
        if delivery.isWatchdogHardware { control &= ~(1 << 16) }
        // WWDG_SW (RM0351, 3.7.8).
        if delivery.isWindowWatchdogHardware { control &= ~(1 << 19) }
        if delivery.isSecureDebugClosed { control = control & ~0xFF | 0x55 }
        programmed[dialect.optionControl] = control
        let pages = delivery.writeProtectedSectors
        if pages != 0, let row = dialect.protections.first(where: { $0.bank == 0 }) {
            let (first, last) = (pages.trailingZeroBitCount, 31 - pages.leadingZeroBitCount)
            let rest = programmed[row.offset, default: 0] & 0x8000_0000
            programmed[row.offset] = rest | UInt32(first) | UInt32(last) << 16
        }
        if let range = delivery.executeOnly { prepareExecuteOnly(range) }
        loadOptions()
    }

    private func prepareExecuteOnly(_ range: Range<UInt32>) {
        guard let index = banks.firstIndex(where: { $0.contains(range.lowerBound) }),
            let row = dialect.executeOnly.first(where: { $0.bank == index })
        else { return }
        let steps = steps(of: range, in: banks[index], row.stepByteCount)
        programmed[row.first] = steps.first
        programmed[row.last] = steps.last
    }

    /// What power and OBL_LAUNCH do.
    func loadOptions() {
        loaded = programmed
        shadow = programmed
        if let area = description.options {
            let word = programmed[dialect.optionControl, default: 0]
            cells.store(word, at: area)
            cells.store(~word, at: area + 4)
        }
        if let swap = dialect.swap, (optionControl.has(swap.bit) == swap.isSet) != isSwapped {
            isSwapped.toggle()
            cells.swapHalves()
            onCodeChange?(description.base, cells.main.count)
        }
        setEmptyFlag()
        hideExecuteOnly()
    }

    /// Areas that begin before they end, in the banks where those lie now.
    func executeOnlyRanges(_ options: [UInt32: UInt32]) -> [Range<UInt32>] {
        dialect.executeOnly.compactMap { row in
            guard banks.indices.contains(row.bank) else { return nil }
            let bank = banks[place(ofBank: row.bank)]
            let first = options[row.first, default: 0] & row.mask
            let last = options[row.last, default: 0] & row.mask
            let end = bank.base + UInt32(bank.byteCount)
            let start = bank.base + first * row.stepByteCount
            guard first <= last, start < end else { return nil }
            return start..<min(bank.base + (last + 1) * row.stepByteCount, end)
        }
    }

    /// PCROP areas only grow, and PCROP_RDP stays, but for the step to level 0 with PCROP_RDP set
    /// (RM0351, 3.5.2).
    private func keepExecuteOnly() {
        for row in dialect.executeOnly {
            let keptBits = ~row.mask
            let old = (programmed[row.first, default: 0], programmed[row.last, default: 0])
            let new = (shadow[row.first, default: 0], shadow[row.last, default: 0])
            shadow[row.last] = new.1 | old.1 & 1 << 31
            guard old.0 & row.mask <= old.1 & row.mask else { continue }
            shadow[row.first] = new.0 & keptBits | min(old.0 & row.mask, new.0 & row.mask)
            shadow[row.last] =
                (new.1 | old.1 & 1 << 31) & keptBits | max(old.1 & row.mask, new.1 & row.mask)
        }
    }

    func writeOption(_ value: UInt32, _ offset: UInt32, by master: BusMaster) {
        guard let row = dialect.optionRegisters.first(where: { $0.offset == offset }) else {
            return
        }
        if timer.isBusy {
            illegal(.optionControlBusy)
            timer.stall(master)
        }
        guard !optionLock.isLocked else { return illegal(.optionControlLocked) }
        shadow[offset] = value & row.mask
    }

    /// OPTSTRT. Level 2 is for ever; from level 1 to 0 costs the whole flash.
    func programOptions() {
        guard !optionLock.isLocked else { return illegal(.optionControlLocked) }
        guard protection != .level2 else { return }
        statistics.optionPrograms += 1
        forgetChange()
        var duration = description.timing.options
        let wanted = shadow[dialect.optionControl, default: 0]
        let isLeaving = protection == .level1 && Self.protection(wanted, dialect) == .none
        let isWhole = dialect.executeOnly.first.map {
            (programmed[$0.last, default: 0] | shadow[$0.last, default: 0]).has(31)
        }
        if !isLeaving || isWhole == false { keepExecuteOnly() }
        if isLeaving {
            if isWhole == false, !executeOnly.isEmpty {
                eraseMainBesideExecuteOnly()
            } else {
                eraseMain()
            }
            duration += description.timing.massErase
        }
        // TZEN is cleared by the step to level 0 only (RM0456, 7.4.2).
        if isTrustZoneOn, !isLeaving {
            shadow[dialect.optionControl] = shadow[dialect.optionControl, default: 0] | 1 << 31
        }
        programmed = shadow
        operatingSide = 0
        timer.begin(duration)
    }

    /// OBL_LAUNCH resets the chip (RM0351, 3.4.2).
    func launchOptions() {
        guard !optionLock.isLocked else { return illegal(.optionControlLocked) }
        loadOptions()
        onResetRequest?()
    }

    /// Whether a page is between the bounds of one of its bank's protection registers.
    func isWriteProtected(page: Int, bank: Int) -> Bool {
        let mask: UInt32 = (1 << dialect.protectionBits) - 1
        if let place = sector(page, inBank: place(ofBank: bank)),
            isExecuteOnly(place.base, place.byteCount)
        {
            return true
        }
        return dialect.protections.contains { row in
            guard row.bank == bank || banks.count == 1 else { return false }
            let word = loaded[row.offset, default: 0]
            return Int(word & mask) <= page && page <= Int(word >> 16 & mask)
        }
    }

    func hasWriteProtection(bank: Int) -> Bool {
        banks[bank].sectors.indices.contains { isWriteProtected(page: $0, bank: bank) }
    }
}
