import CortexM
import STM32
public import TargetMemory

extension FlashSession {
    /// Option bytes are known by the die; the size of its flash does not matter.
    func chip() throws(TargetFault) -> Device {
        if let device = identity.device { return device }
        return try knownDevice()
    }

    var optionReader: OptionReader {
        get throws(TargetFault) { OptionReader(access: core.access, device: try chip()) }
    }

    /// Every field of the option bytes by name, as it is in force. The core may run.
    public func optionBytes() throws(TargetFault) -> [OptionValue] {
        let device = try chip()
        guard !device.optionRegisters.isEmpty else {
            throw TargetFault(
                .unsupported,
                device.flash.controller == .wb0
                    ? "\(device.name) has no option bytes: its boot and protection settings are in "
                        + "its flash and its system memory."
                    : "The option bytes of \(device.name) are not in the device table.")
        }
        let reader = try optionReader
        var values: [OptionValue] = []
        for register in device.optionRegisters {
            let word = try reader.word(register)
            values += register.fields.map { Self.value($0, of: register, word, device) }
        }
        return values
    }

    private static func value(
        _ field: OptionField, of register: OptionRegister, _ word: UInt32, _ device: Device
    ) -> OptionValue {
        let place = RegisterField(register.address, mask: field.mask)
        let value = place.value(in: word)
        let kind = readoutState(of: field, register, word, device)
        return OptionValue(
            register: register.name, field: field, value: value, meaning: kind?.name)
    }

    /// What would be, field by field, and what stands against it. Nothing is written; the core may
    /// run. The notes of the report say what `writeOptionBytes` would refuse without its flags.
    public func previewOptionBytes(
        _ changes: [OptionChange]
    ) throws(TargetFault) -> OptionReport {
        let device = try chip()
        let before = try optionBytes()
        let words = try optionWords(changes, device)
        var after = before
        for word in words {
            for index in after.indices where after[index].register == word.register.name {
                after[index] = Self.value(
                    after[index].field, of: word.register, word.value, device)
            }
        }
        var notes = try hazards(of: words, device).map(\.sentence)
        if let damage = try optionReader.damage() { notes.append(damage) }
        return OptionReport(before: before, after: after, notes: notes)
    }

    /// Writes fields by name, loads them and reads them back. The chip is reset by that, and left
    /// halted at its first instruction where a debugger can still do so.
    ///
    /// `changes` name a field as `FIELD`, or as `REGISTER.FIELD` where several registers have one
    /// of that name. What erases the chip is refused unless `allowingErase`, what cannot be undone
    /// (RDP level 2, product states, boot and OTP locks) unless `allowingPermanent`. What a write
    /// that was interrupted has left is put right on the way.
    public func writeOptionBytes(
        _ changes: [OptionChange], allowingErase: Bool = false, allowingPermanent: Bool = false
    ) throws(TargetFault) -> OptionReport {
        let device = try chip()
        let before = try optionBytes()
        let words = try optionWords(changes, device)
        let dangers = try hazards(of: words, device)
        try refuse(dangers, allowingErase, allowingPermanent)
        let damage = try optionReader.damage()
        try core.haltNow()
        // A reset would load what is half written.
        if damage == nil { try core.resetAndHalt() }
        try write(words, device)
        var report = try report(after: words, before: before)
        if dangers.contains(where: \.isErase) { try noteErased(&report) }
        if damage != nil { report.notes.append("A half-written option word was put right.") }
        return report
    }

    /// Writes the words, once more where the exchange with the probe broke down: they are what they
    /// were before that.
    private func write(_ words: [OptionWord], _ device: Device) throws(TargetFault) {
        let programmer = OptionProgrammer(access: core.access, device: device)
        do throws(TargetFault) {
            try programmer.write(words)
        } catch  where error.isInterrupted {
            notices(.warning, "\(error.message). Starting over.")
            // The reset makes the interface forget half a key, but loads what is half written.
            if try optionReader.damage() == nil { try core.resetAndHalt() }
            try programmer.write(words)
        }
    }

    /// The words that the changes make of the registers, each register once.
    func optionWords(
        _ changes: [OptionChange], _ device: Device
    ) throws(TargetFault) -> [OptionWord] {
        var words: [OptionWord] = []
        for change in changes { try put(change, device, into: &words) }
        return words
    }

    private func put(
        _ change: OptionChange, _ device: Device, into words: inout [OptionWord]
    ) throws(TargetFault) {
        let (register, field) = try Self.find(change.field, device)
        let index: Int
        if let known = words.firstIndex(where: { $0.register == register }) {
            index = known
        } else {
            let old = try optionReader.word(register)
            words.append(OptionWord(register: register, old: old, value: old))
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

    static func find(
        _ name: String, _ device: Device
    ) throws(TargetFault) -> (OptionRegister, OptionField) {
        let all = device.optionRegisters.flatMap { register in
            register.fields.map { (register, $0) }
        }
        let wanted = name.lowercased()
        let found = all.filter {
            $0.1.name.lowercased() == wanted
                || "\($0.0.name).\($0.1.name)".lowercased() == wanted
        }
        if found.count > 1 {
            let names = found.map { "\($0.0.name).\($0.1.name)" }.joined(separator: ", ")
            throw TargetFault(
                .unsupported,
                "\(device.name) has several option fields \(name); say which: \(names).")
        }
        guard let match = found.first else {
            let names = all.map(\.1.name).joined(separator: ", ")
            throw TargetFault(
                .unsupported,
                "\(device.name) has no option field \(name). "
                    + (all.isEmpty ? "It has none at all." : "It has: \(names)."))
        }
        return match
    }

    /// Reads back what was written, once the chip has loaded it.
    func report(
        after words: [OptionWord], before: [OptionValue]
    ) throws(TargetFault) -> OptionReport {
        do throws(TargetFault) {
            try core.haltNow()
            try core.resetAndHalt()
        } catch  where error.cause != .probeLost {
            notices(.info, "after the option bytes were loaded: \(error.message)")
        }
        var report = OptionReport(before: before, after: [])
        do throws(TargetFault) {
            report.after = try optionBytes()
        } catch  where error.cause != .probeLost {
            report.isPowerCycleNeeded = true
            report.notes.append(
                "The chip cannot be read any more (\(error.message)); power it off and on.")
            return report
        }
        let missing = words.flatMap { word in
            word.changes.filter { change in
                !report.after.contains {
                    $0.register == word.register.name && $0.field == change.field
                        && $0.value == change.new
                }
            }.map { "\(word.register.name).\($0.field.name)" }
        }
        if !missing.isEmpty {
            let isAll = missing.count == words.reduce(0) { $0 + $1.changes.count }
            report.isPowerCycleNeeded = isAll
            report.notes.append(
                "\(missing.joined(separator: ", ")) reads otherwise than written: it takes effect "
                    + "when the chip is powered off and on, or the chip does not allow the change "
                    + "in its present state of protection.")
        }
        return report
    }
}
