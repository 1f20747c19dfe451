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
        if let range = delivery.executeOnly,
            let index = banks.firstIndex(where: { $0.contains(range.lowerBound) }),
            dialect.executeOnlyRows.indices.contains(index)
        {
            let steps = steps(of: range, in: banks[index], 256)
            current[dialect.executeOnlyRows[index]] = steps.first | steps.last << 16
        }
        wanted = current
        hideExecuteOnly()
    }

    var executeOnlyRanges: [Range<UInt32>] {
        dialect.executeOnlyRows.enumerated().compactMap { index, row in
            guard banks.indices.contains(index) else { return nil }
            let bank = banks[place(ofBank: index)]
            let (first, last) = (current[row].field(0, 12), current[row].field(16, 12))
            guard first <= last else { return nil }
            return bank.base + 256 * first..<bank.base + 256 * (last + 1)
        }
    }

    /// Areas only grow, but for the step to level 0 with DMEP.
    private func keepExecuteOnly(_ isLeaving: Bool) {
        for row in dialect.executeOnlyRows {
            let old = current[row]
            guard old.field(0, 12) <= old.field(16, 12) else { continue }
            if isLeaving, old.has(31) || wanted[row].has(31) { continue }
            let first = min(old.field(0, 12), wanted[row].field(0, 12))
            let last = max(old.field(16, 12), wanted[row].field(16, 12))
            wanted[row] = wanted[row] & 1 << 31 | old & 1 << 31 | first | last << 16
        }
    }

    func isWriteProtected(sector: Int, bank: Int) -> Bool {
        if let place = self.sector(sector, inBank: place(ofBank: bank)),
            isExecuteOnly(place.base, place.byteCount)
        {
            return true
        }
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
        forgetChange()
        var duration = description.timing.options
        let isLeaving =
            protection == .level1 && protection(of: wanted[dialect.statusRow]) == .none
        // Life cycles go forward; back only by debug authentication (RM0481, 4; RM0477, 4).
        if dialect.levels != .rdp, protection != .none,
            wanted[dialect.statusRow] != current[dialect.statusRow]
        {
            isChangeRefused = true
            return
        }
        keepExecuteOnly(isLeaving)
        if isLeaving {
            let isPartial = dialect.executeOnlyRows.contains {
                current[$0].field(0, 12) <= current[$0].field(16, 12) && !current[$0].has(31)
                    && !wanted[$0].has(31)
            }
            if isPartial { eraseMainBesideExecuteOnly() } else { eraseMain() }
            duration += description.timing.massErase
        }
        for row in dialect.oneTimeLockRow.map({ [$0] }) ?? [] { wanted[row] |= current[row] }
        current = wanted
        hideExecuteOnly()
        unitTimers[0].begin(duration)
    }

    /// SWAP_BANK takes effect with the next reset (RM0433, 4.3.12; RM0481, 7.3.11).
    func swapBanks() {
        guard let bit = dialect.swapBit, current[dialect.statusRow].has(bit) != isSwapped else {
            return
        }
        isSwapped.toggle()
        cells.swapHalves()
        onCodeChange?(description.base, cells.main.count)
    }
}
