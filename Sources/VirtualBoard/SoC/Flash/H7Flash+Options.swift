// Option bytes (RM0433, 4.4; RM0481, 7.4; RM0477, 5.4): pairs of registers, in force and wanted.

extension H7Flash {
    private static let rdp: [UInt32] = [0xAA, 0x00, 0xCC]
    /// Open, closed, locked (RM0481, table 70).
    private static let productStates: [UInt32] = [0xED, 0x72, 0x5C]
    /// Open and closed (RM0477, 5.9.21).
    private static let lifeStates: [UInt32] = [0xB4, 0x51, 0x51]

    var levelInForce: ReadProtection { protection(of: current[dialect.statusRow]) }

    private func protection(of word: UInt32) -> ReadProtection {
        switch dialect.levels {
        case .rdp:
            switch word.field(8, 8) {
            case 0xAA: .none
            case 0xCC: .level2
            default: .level1
            }
        case .productState:
            switch word.field(8, 8) {
            // Open, provisioning, iROT provisioned.
            case 0xED, 0x17, 0x2E: .none
            case 0x5C: .level2
            default: .level1
            }
        case .life: word.field(0, 8) == 0xB4 ? .none : .level1
        }
    }

    func prepare(_ delivery: FlashDelivery) {
        let level = delivery.protection.rawValue
        let row = dialect.statusRow
        switch dialect.levels {
        case .rdp: current[row] = current[row] & ~0xFF00 | Self.rdp[level] << 8
        case .productState:
            current[row] = current[row] & ~0xFF00 | Self.productStates[level] << 8
        case .life: current[row] = current[row] & ~0xFF | Self.lifeStates[level]
        }
        let watchdogs = dialect.watchdogs
        if delivery.isWatchdogHardware {
            current[watchdogs.row] &= ~(1 << watchdogs.independent)
        }
        if delivery.isWindowWatchdogHardware, let bit = watchdogs.window {
            current[watchdogs.row] &= ~(1 << bit)
        }
        for row in dialect.protectionRows.prefix(1) {
            current[row] &= ~delivery.writeProtectedSectors
        }
        wanted = current
    }

    func isWriteProtected(sector: Int, bank: Int) -> Bool {
        guard dialect.protectionRows.indices.contains(bank) else { return false }
        let bit = UInt32(sector / dialect.sectorsInGroup)
        return !current[dialect.protectionRows[bank]].has(bit)
    }

    func hasWriteProtection(bank: Int) -> Bool {
        banks[bank].sectors.indices.contains { isWriteProtected(sector: $0, bank: bank) }
    }

    func writeOption(_ value: UInt32, _ row: Int) {
        guard !optionLock.isLocked else { return illegal(.optionControlLocked) }
        if unitTimers.contains(where: \.isBusy) { illegal(.optionControlBusy) }
        wanted[row] = value & dialect.options[row].mask
        if isProgrammingOptions { programOptions() }
    }

    /// OPTSTART. Level 2 is for ever; from level 1 to 0 costs the whole flash.
    func programOptions() {
        guard protection != .level2 else { return }
        statistics.optionPrograms += 1
        var duration = description.timing.options
        if protection == .level1, protection(of: wanted[dialect.statusRow]) == .none {
            eraseMain()
            duration += description.timing.massErase
        }
        current = wanted
        unitTimers[0].begin(duration)
        if let bit = dialect.swapBit, current[dialect.statusRow].has(bit) != isSwapped {
            isSwapped.toggle()
            cells.swapHalves()
            onCodeChange?(description.base, cells.main.count)
        }
    }
}
