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
        programmed[dialect.optionControl] = control
        let pages = delivery.writeProtectedSectors
        if pages != 0, let row = dialect.protections.first(where: { $0.bank == 0 }) {
            let (first, last) = (pages.trailingZeroBitCount, 31 - pages.leadingZeroBitCount)
            let rest = programmed[row.offset, default: 0] & 0x8000_0000
            programmed[row.offset] = rest | UInt32(first) | UInt32(last) << 16
        }
        loadOptions()
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
        var duration = description.timing.options
        let wanted = shadow[dialect.optionControl, default: 0]
        if protection == .level1, Self.protection(wanted, dialect) == .none {
            eraseMain()
            duration += description.timing.massErase
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
