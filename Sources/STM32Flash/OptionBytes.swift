import CortexM
public import STM32
public import TargetMemory

/// One field of the option bytes, as it is on a chip.
public struct OptionValue: Hashable, Sendable {
    /// The manual's name of its register.
    public var register: String
    public var field: OptionField
    public var value: UInt32
    /// What it means, where the protection tables say so: `RDP level 0`.
    public var meaning: String?

    /// The highest value that fits.
    public var valueMax: UInt32 { field.valueMax }
}

/// A field that is to get another value.
public struct OptionChange: Hashable, Sendable {
    public var field: String
    public var value: UInt32

    public init(_ field: String, _ value: UInt32) {
        self.field = field
        self.value = value
    }
}

/// What writing option bytes has done.
public struct OptionReport: Hashable, Sendable {
    public var before: [OptionValue]
    public var after: [OptionValue]
    /// What was written and reads otherwise, or cannot be read until the chip is powered afresh.
    public var isPowerCycleNeeded: Bool

    public init(before: [OptionValue], after: [OptionValue], isPowerCycleNeeded: Bool) {
        self.before = before
        self.after = after
        self.isPowerCycleNeeded = isPowerCycleNeeded
    }
}

extension OptionField {
    public var valueMax: UInt32 {
        mask == 0 ? 0 : mask >> UInt32(mask.trailingZeroBitCount)
    }
}

extension FlashSession {
    /// Every field of the option bytes by name, as it is in force. The core may run.
    public func optionBytes() throws(TargetFault) -> [OptionValue] {
        let device = try knownDevice()
        guard !device.optionRegisters.isEmpty else {
            throw TargetFault(
                .unsupported, "The option bytes of \(device.name) are not in the device table.")
        }
        var values: [OptionValue] = []
        for register in device.optionRegisters {
            let word = try core.access.readWord(register.address)
            for field in register.fields {
                let place = RegisterField(register.address, mask: field.mask)
                let value = place.value(in: word)
                let readout = device.protection.readout.flatMap {
                    $0.field == place ? $0.state(in: word).name : nil
                }
                values.append(
                    OptionValue(
                        register: register.name, field: field, value: value, meaning: readout))
            }
        }
        return values
    }

    /// Writes fields by name, loads them and reads them back. The chip is reset by that.
    ///
    /// What cannot be undone is refused unless `allowingPermanent`; what erases the chip is refused
    /// unless `allowingErase`.
    public func writeOptionBytes(
        _ changes: [OptionChange], allowingErase: Bool = false, allowingPermanent: Bool = false
    ) throws(TargetFault) -> OptionReport {
        let device = try knownDevice()
        let before = try optionBytes()
        var words: [OptionWord] = []
        for change in changes { try put(change, device, into: &words) }
        try refuseDangerous(words, device, allowingErase, allowingPermanent)
        try core.haltNow()
        try core.resetAndHalt()
        let programmer = OptionProgrammer(access: core.access, device: device)
        try programmer.write(words)
        return try report(after: words, before: before)
    }

    /// Takes write protection off all sectors, and read protection off the chip, which erases it.
    /// Never called but by somebody who asked for just that.
    public func unlock(allowingErase: Bool) throws(TargetFault) -> OptionReport {
        let device = try knownDevice()
        let before = try optionBytes()
        let state = try ProtectionState.read(identity, from: core.access)
        var words: [OptionWord] = []
        if let kind = state.readout?.kind, kind != .open {
            guard kind != .permanent else { throw state.refusal(for: []) ?? Self.noSuchThing }
            guard let change = openingChange(device) else {
                throw TargetFault(
                    .unsupported,
                    "How \(device.name) leaves \(state.readout?.name ?? "its state") is not known "
                        + "here; ST's tools do it by a regression with the right certificate or "
                        + "password.")
            }
            try put(change, device, into: &words)
        }
        for change in device.protection.write.flatMap({ unprotecting($0, device) }) {
            try put(change, device, into: &words)
        }
        guard !words.isEmpty else {
            throw TargetFault(
                .unsupported, "Nothing is known that could be unlocked on \(device.name).")
        }
        try refuseDangerous(words, device, allowingErase, false)
        try core.haltNow()
        let programmer = OptionProgrammer(access: core.access, device: device)
        try programmer.write(words)
        return try report(after: words, before: before)
    }

    private static let noSuchThing = TargetFault(.unsupported, "There is nothing to unlock.")

    private func name(of field: RegisterField, _ device: Device) -> String? {
        device.optionRegisters.first { $0.address == field.address }?.fields
            .first { $0.mask == field.mask }?.name
    }

    /// What takes the read protection away.
    private func openingChange(_ device: Device) -> OptionChange? {
        guard let readout = device.protection.readout else { return nil }
        if let name = name(of: readout.field, device) {
            return readout.states.first { $0.value.kind == .open }.map {
                OptionChange(name, $0.key)
            }
        }
        // F0, F1, F3, L0 and L1 show a decoded level; the byte itself is in option memory.
        let hasByte = device.optionRegisters.contains { register in
            register.fields.contains { $0.name == Self.readoutByte }
        }
        return hasByte ? OptionChange(Self.readoutByte, Self.openByte(device)) : nil
    }

    private static let readoutByte = "RDP"

    /// RDPRT of the F1, which loads option bytes by a reset only (PM0075 2.4.1); RDP of the others.
    private static func openByte(_ device: Device) -> UInt32 {
        let isF1 = device.flash.controller == .f1 && device.flash.layout.optionLaunch == 0
        return isF1 ? 0xA5 : 0xAA
    }

    /// What takes this write protection away.
    private func unprotecting(_ rule: WriteProtection, _ device: Device) -> [OptionChange] {
        switch rule {
        case .bits(let bits):
            if let name = name(of: bits.field, device) {
                let all = bits.field.value(in: .max)
                return [OptionChange(name, bits.isActiveLow ? all : 0)]
            }
            // In option memory the same bits come in bytes or half-words.
            return device.optionRegisters.flatMap(\.fields).filter { $0.name.hasPrefix("WRP") }
                .map { OptionChange($0.name, bits.isActiveLow ? $0.valueMax : 0) }
        case .range(let area):
            // From the last to the first: no sector at all.
            let changes = [
                name(of: area.first, device).map { OptionChange($0, area.first.value(in: .max)) },
                name(of: area.last, device).map { OptionChange($0, 0) },
            ]
            return changes.compactMap(\.self)
        }
    }

    /// Adds one change to the words that are to be written.
    private func put(
        _ change: OptionChange, _ device: Device, into words: inout [OptionWord]
    ) throws(TargetFault) {
        let found = device.optionRegisters.lazy.compactMap { register in
            register.fields.first { $0.name == change.field }.map { (register, $0) }
        }.first
        guard let (register, field) = found else {
            let names = device.optionRegisters.flatMap(\.fields).map(\.name)
            throw TargetFault(
                .unsupported,
                "\(device.name) has no option field \(change.field). It has: "
                    + names.joined(separator: ", ") + ".")
        }
        let index: Int
        if let known = words.firstIndex(where: { $0.register == register }) {
            index = known
        } else {
            words.append(
                OptionWord(
                    register: register, value: try core.access.readWord(register.address)))
            index = words.count - 1
        }
        let place = RegisterField(register.address, mask: field.mask)
        guard let value = place.replaced(in: words[index].value, by: change.value) else {
            throw TargetFault(
                .unsupported,
                "\(change.value) does not fit the option field \(field.name), whose highest value "
                    + "is \(field.valueMax).")
        }
        words[index].value = value
    }

    private func refuseDangerous(
        _ words: [OptionWord], _ device: Device, _ allowingErase: Bool, _ allowingPermanent: Bool
    ) throws(TargetFault) {
        guard let readout = device.protection.readout else { return }
        let old = readout.state(in: try core.access.readWord(readout.field.address))
        for word in words {
            guard let new = Self.readoutKind(of: word, device, readout) else { continue }
            if new == .permanent, !allowingPermanent {
                throw TargetFault(
                    .state,
                    "RDP level 2 is for good: no debugger will ever reach this chip again. "
                        + "Nothing was written.")
            }
            if old.kind != .open, new == .open, !allowingErase {
                throw TargetFault(
                    .state,
                    "Taking \(old.name) away erases the whole chip. Nothing was written; ask for "
                        + "unlock if that is what you want.")
            }
        }
    }

    /// What a word would make of the read protection; `nil` for a word without it.
    private static func readoutKind(
        of word: OptionWord, _ device: Device, _ readout: ReadoutProtection
    ) -> ReadoutProtection.Kind? {
        if word.register.address == readout.field.address {
            return readout.state(in: word.value).kind
        }
        guard let field = word.register.fields.first(where: { $0.name == readoutByte }) else {
            return nil
        }
        let byte = RegisterField(word.register.address, mask: field.mask).value(in: word.value)
        return byte == openByte(device) ? .open : byte == 0xCC ? .permanent : .closed
    }

    /// Reads back what was written, once the chip has loaded it.
    private func report(
        after words: [OptionWord], before: [OptionValue]
    ) throws(TargetFault) -> OptionReport {
        do throws(TargetFault) {
            try core.haltNow()
            try core.resetAndHalt()
        } catch {
            notices(.info, "after the option bytes were loaded: \(error.message)")
        }
        let after: [OptionValue]
        do throws(TargetFault) {
            after = try optionBytes()
        } catch  where error.cause != .probeLost {
            return OptionReport(before: before, after: [], isPowerCycleNeeded: true)
        }
        var isPending = false
        for word in words {
            let found = try core.access.readWord(word.register.address)
            let mask = word.register.fields.reduce(0) { $0 | $1.mask }
            if (found ^ word.value) & mask != 0 { isPending = true }
        }
        return OptionReport(before: before, after: after, isPowerCycleNeeded: isPending)
    }
}
