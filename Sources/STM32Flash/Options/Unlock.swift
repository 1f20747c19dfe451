import CortexM
import STM32
public import TargetMemory

extension FlashSession {
    /// Takes write protection off all sectors, and read protection and PCROP off the chip, which
    /// erases it: refused unless `allowingErase`. Never called but by somebody who asked for just
    /// that.
    ///
    /// After an erase the flash is looked at. What can be undone by ST's debug authentication only,
    /// and RDP level 2, are refused in words.
    public func unlock(allowingErase: Bool) throws(TargetFault) -> OptionReport {
        let device = try chip()
        let before = try optionBytes()
        let state = try ProtectionState.read(identity, from: core.access)
        let kind = state.readout?.kind ?? .open
        if let readout = state.readout, kind != .open {
            guard kind != .permanent, device.protection.readout?.isOpenedByOptions == true else {
                throw Self.refusal(of: readout, device)
            }
            try refusePassword(device, readout)
        }
        let isErasing = kind != .open || !state.areas.isEmpty
        if isErasing, !allowingErase {
            let what = kind != .open ? state.readout?.name ?? "" : state.areas[0].name
            throw TargetFault(
                .flash,
                "Taking \(what) away erases the whole chip. Nothing was written; ask for it "
                    + "explicitly if that is what you want (--erase-the-whole-chip).")
        }
        try core.haltNow()
        // Such areas go with a step from level 1 to 0, and only if they were told to.
        if !state.areas.isEmpty {
            var changes = wholeEraseChanges(device)
            if kind == .open, let change = closingChange(device) { changes.append(change) }
            try step(changes, device)
        }
        var changes = try unprotecting(state, device)
        if isErasing, let opening = openingChange(device) { changes.insert(opening, at: 0) }
        guard !changes.isEmpty else {
            throw TargetFault(
                .unsupported, "Nothing is known that could be unlocked on \(device.name).")
        }
        let words = try optionWords(changes, device)
        try OptionProgrammer(access: core.access, device: device).write(words)
        var report = try report(after: words, before: before)
        if isErasing { try noteErased(&report) }
        return report
    }

    /// One change on the way, loaded.
    private func step(_ changes: [OptionChange], _ device: Device) throws(TargetFault) {
        guard !changes.isEmpty else { return }
        let words = try optionWords(changes, device)
        try OptionProgrammer(access: core.access, device: device).write(words)
        try core.haltNow()
        try core.resetAndHalt()
    }

    /// OEM1LOCK and its kin (RM0456 7.6.2): without the key the chip stays as it is.
    private func refusePassword(
        _ device: Device, _ readout: ReadoutProtection.State
    ) throws(TargetFault) {
        let bit = device.flash.layout.options.passwordLock
        guard bit != 0 else { return }
        let status = try core.access.readWord(
            device.flash.registers + device.flash.layout.status)
        guard status & bit != 0 else { return }
        throw TargetFault(
            .unsupported,
            "\(readout.name) of this chip is locked by a password (OEM1LOCK): only who knows the "
                + "OEM1 key takes it away, with ST's tools. Nothing was written.")
    }

    private func name(of field: RegisterField, _ device: Device) -> String? {
        device.optionRegisters.lazy.compactMap { register in
            register.address == field.address
                ? register.fields.first { $0.mask & field.mask == field.mask }
                    .map { "\(register.name).\($0.name)" } : nil
        }.first
    }

    /// What takes the read protection away.
    private func openingChange(_ device: Device) -> OptionChange? {
        guard let readout = device.protection.readout else { return nil }
        if let name = name(of: readout.field, device) {
            return readout.states.first { $0.value.kind == .open }.map {
                OptionChange(name, $0.key)
            }
        }
        return readoutRegister(device).map { OptionChange($0, UInt32(Self.openByte(device))) }
    }

    /// Level 1, as any byte that means neither 0 nor 2 does.
    private func closingChange(_ device: Device) -> OptionChange? {
        guard let readout = device.protection.readout else { return nil }
        let name = name(of: readout.field, device) ?? readoutRegister(device)
        return name.map { OptionChange($0, 0xBB) }
    }

    /// F0, F1, F3, L0 and L1 show a decoded level; the byte itself is in option memory.
    private func readoutRegister(_ device: Device) -> String? {
        device.optionRegisters.first { register in
            register.fields.contains { $0.name == Self.readoutByte }
        }.map { "\($0.name).\(Self.readoutByte)" }
    }

    /// What makes the step to level 0 erase PCROP areas too (RM0351 3.5.2, RM0433 4.5.4).
    private func wholeEraseChanges(_ device: Device) -> [OptionChange] {
        device.optionRegisters.flatMap { register in
            register.fields.filter { ["PCROP_RDP", "DMEP"].contains($0.name) }.map {
                OptionChange("\(register.name).\($0.name)", 1)
            }
        }
    }

    /// What takes write protection and areas away.
    private func unprotecting(
        _ state: ProtectionState, _ device: Device
    ) throws(TargetFault) -> [OptionChange] {
        var changes: [OptionChange] = []
        for rule in device.protection.write { changes += try unprotecting(rule, device) }
        if state.areas.contains(where: \.isByMode) {
            changes += device.optionRegisters.flatMap { register in
                register.fields.filter { ["SPRMOD", "WPRMOD"].contains($0.name) }.map {
                    OptionChange("\(register.name).\($0.name)", 0)
                }
            }
        }
        guard !state.areas.isEmpty else { return changes }
        for area in device.protection.areas { changes += emptying(area, device) }
        if let sectors = device.protection.pcropSectors, let name = name(of: sectors.field, device)
        {
            changes.append(OptionChange(name, 0))
        }
        return changes
    }

    private func unprotecting(
        _ rule: WriteProtection, _ device: Device
    ) throws(TargetFault) -> [OptionChange] {
        switch rule {
        case .bits(let bits):
            if let name = name(of: bits.field, device) {
                guard bits.isActiveLow else { return [OptionChange(name, 0)] }
                // Bits of sectors that this size does not have stay as they are.
                let (register, field) = try Self.find(name, device)
                let word = try optionReader.word(register) | bits.field.mask
                return [
                    OptionChange(
                        name, RegisterField(register.address, mask: field.mask).value(in: word))
                ]
            }
            // In option memory the same bits come in bytes or half-words.
            return device.optionRegisters.flatMap { register in
                register.fields.filter { $0.name.hasPrefix("WRP") }.map {
                    OptionChange(
                        "\(register.name).\($0.name)", bits.isActiveLow ? $0.valueMax : 0)
                }
            }
        case .range(let area): return emptying(area, device)
        }
    }

    /// From the last to the first: no sector at all.
    private func emptying(_ area: ProtectedArea, _ device: Device) -> [OptionChange] {
        [
            name(of: area.first, device).map { OptionChange($0, area.first.value(in: .max)) },
            name(of: area.last, device).map { OptionChange($0, 0) },
        ].compactMap(\.self)
    }

    /// Looks at the flash after what erases it: a chip that only seems open is not.
    func noteErased(_ report: inout OptionReport) throws(TargetFault) {
        guard let device = identity.device, !report.isPowerCycleNeeded else { return }
        for region in identity.flashRegions {
            guard try isBlank(region, device.flash.erasedByte) else {
                throw TargetFault(
                    .flash, at: region.base,
                    "The protection is gone, but the flash is not blank: power the chip off and "
                        + "on, then erase it.")
            }
        }
        report.isErased = true
        report.notes.append("The whole chip was erased; the flash is blank.")
    }

    private func isBlank(_ region: Region, _ erased: UInt8) throws(TargetFault) -> Bool {
        if let found = try checksum(of: region) {
            return found == GDBChecksum([UInt8](repeating: erased, count: region.byteCount)).value
        }
        for offset in stride(from: 0, to: region.byteCount, by: Limits.readBackChunkBytes) {
            let count = min(Limits.readBackChunkBytes, region.byteCount - offset)
            if !(try core.access.read(region.base + offset, count: count)).isBlank(erased) {
                return false
            }
        }
        return true
    }
}
