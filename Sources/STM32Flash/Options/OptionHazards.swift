import STM32
import TargetMemory

/// What a change of option bytes costs.
struct OptionHazard {
    enum Kind {
        /// The chip is erased by it.
        case erase
        /// It can be taken back only by what erases the chip.
        case eraseLater
        case forGood
    }

    var kind: Kind
    var sentence: String
    var isErase: Bool { kind == .erase }
}

extension FlashSession {
    /// The state of read protection that a field's word stands for; `nil` for another field.
    static func readoutState(
        of field: OptionField, _ register: OptionRegister, _ word: UInt32, _ device: Device
    ) -> ReadoutProtection.State? {
        guard let readout = device.protection.readout else { return nil }
        let place = RegisterField(register.address, mask: field.mask)
        if readout.field == place { return readout.state(in: word) }
        // F0, F1, F3, L0 and L1 show a decoded level; the byte itself is in option memory.
        guard field.name == readoutByte else { return nil }
        let states = readout.states.values
        switch UInt8(truncatingIfNeeded: place.value(in: word)) {
        case openByte(device): return states.first { $0.kind == .open }
        case OptionReader.permanentByte:
            return states.first { $0.kind == .permanent } ?? readout.otherwise
        default: return readout.otherwise
        }
    }

    static let readoutByte = "RDP"

    static func openByte(_ device: Device) -> UInt8 {
        device.flash.layout.options.loaded?.openByte ?? 0xAA
    }

    func hazards(
        of words: [OptionWord], _ device: Device
    ) throws(TargetFault) -> [OptionHazard] {
        var found: [OptionHazard] = []
        for word in words {
            for change in word.changes {
                let register = word.register
                if let new = Self.readoutState(of: change.field, register, word.value, device) {
                    found += try readoutHazard(to: new, device)
                    continue
                }
                switch change.field.lasting(from: change.old, to: change.new) {
                case .nothing: break
                case .erase(let why): found.append(OptionHazard(kind: .eraseLater, sentence: why))
                case .forGood(let why): found.append(OptionHazard(kind: .forGood, sentence: why))
                }
            }
        }
        return found
    }

    private func readoutHazard(
        to new: ReadoutProtection.State, _ device: Device
    ) throws(TargetFault) -> [OptionHazard] {
        guard let readout = device.protection.readout else { return [] }
        let old = readout.state(in: try core.access.readWord(readout.field.address))
        guard old != new else { return [] }
        if old.kind == .permanent { throw Self.refusal(of: old, device) }
        if new.kind == .permanent {
            return [
                OptionHazard(
                    kind: .forGood,
                    sentence: "\(new.name) is for good: no debugger will ever reach this chip "
                        + "again")
            ]
        }
        if !readout.isOpenedByOptions {
            if new.kind == .open { throw Self.refusal(of: old, device) }
            return [
                OptionHazard(
                    kind: .forGood,
                    sentence: "From \(new.name) only ST's debug authentication leads back to "
                        + "\(old.name), with the certificate or password that was provisioned")
            ]
        }
        guard old.kind != .open else {
            return [
                OptionHazard(
                    kind: .eraseLater,
                    sentence: "The way back from \(new.name) erases the whole chip")
            ]
        }
        guard new.kind == .open else { return [] }
        return [
            OptionHazard(
                kind: .erase, sentence: "Taking \(old.name) away erases the whole chip")
        ]
    }

    /// What no debugger can do.
    static func refusal(
        of state: ReadoutProtection.State, _ device: Device
    ) -> TargetFault {
        if state.kind == .permanent {
            return TargetFault(
                .flash,
                "\(state.name) is for good: neither this tool nor ST's can take it away from "
                    + "\(device.name). Nothing was written.")
        }
        return TargetFault(
            .unsupported,
            "\(device.name) is in \(state.name). It leaves that by ST's debug authentication only: "
                + "a regression with the certificate (or, on parts without TrustZone, the "
                + "password) that was provisioned, by STM32CubeProgrammer or STM32TrustedPackage"
                + "Creator. It erases the chip. Without that certificate the chip stays as it is. "
                + "Nothing was written.")
    }

    func refuse(
        _ hazards: [OptionHazard], _ allowingErase: Bool, _ allowingPermanent: Bool
    ) throws(TargetFault) {
        for hazard in hazards {
            switch hazard.kind {
            case .forGood where !allowingPermanent:
                throw TargetFault(
                    .flash,
                    "\(hazard.sentence). Nothing was written; it takes its own flag "
                        + "(--lock-this-chip-forever).")
            case .erase where !allowingErase:
                throw TargetFault(
                    .flash,
                    "\(hazard.sentence). Nothing was written; ask for unlock if that is what you "
                        + "want (--erase-the-whole-chip).")
            case .eraseLater: notices(.warning, hazard.sentence)
            default: break
            }
        }
    }
}
