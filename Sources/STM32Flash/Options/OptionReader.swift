import STM32
import TargetMemory

/// Reads option registers as they are in force, and tells what an interrupted write has left.
struct OptionReader {
    let access: any MemoryAccess
    let device: Device

    private var flash: Flash { device.flash }

    /// Where option bytes are cells, a reset loads them into registers: what those say is in force,
    /// whatever became of the cells since, and they can be read while the cells are protected.
    func word(_ register: OptionRegister) throws(TargetFault) -> UInt32 {
        if let loaded = flash.layout.options.loaded, let memory = device.optionBytes.first?.region,
            memory.contains(register.address)
        {
            return try word(at: register.address - memory.base, loaded)
        }
        let word = try access.readWord(register.address)
        guard flash.controller == .l0 else { return word }
        return Self.isSound(word) ? word & 0xFFFF : try wordInForce(register)
    }

    /// FLASH_OBR and FLASH_WRPR laid out as the option cells are: RDP and USER, Data0 and Data1,
    /// WRP0 to WRP3, each in the low byte of a half-word.
    private func word(
        at offset: Int, _ loaded: LoadedOptionBytes
    ) throws(TargetFault) -> UInt32 {
        let status = try access.readWord(flash.registers + loaded.status)
        func byte(_ word: UInt32, _ shift: Int) -> UInt32 { word >> UInt32(shift) & 0xFF }
        switch offset {
        case 0:
            return UInt32(try readoutByte(loaded)) | byte(status, loaded.userShift) << 16
        case 4:
            return byte(status, loaded.dataShift) | byte(status, loaded.dataShift + 8) << 16
        default:
            let protection = try access.readWord(flash.registers + loaded.writeProtection)
            let shift = (offset - 8) / 4 * 16
            return byte(protection, shift) | byte(protection, shift + 8) << 16
        }
    }

    /// The register shows the level; which byte it came from shows in the cell, if anywhere.
    private func readoutByte(_ loaded: LoadedOptionBytes) throws(TargetFault) -> UInt8 {
        guard let readout = device.protection.readout, let memory = device.optionBytes.first
        else { return loaded.openByte }
        let state = readout.state(in: try access.readWord(readout.field.address))
        switch state.kind {
        case .open: return loaded.openByte
        case .permanent: return Self.permanentByte
        case .closed, .nonSecureOnly:
            do throws(TargetFault) {
                let byte = UInt8(try access.readWord(memory.region.base) & 0xFF)
                return [loaded.openByte, Self.permanentByte].contains(byte) ? 0 : byte
            } catch  where error.cause == .access {
                return 0
            }
        }
    }

    /// L0 and L1: FLASH_OBR and FLASH_WRPROT have what was loaded (RM0367 3.7.8, RM0038 3.9.8).
    private func wordInForce(_ register: OptionRegister) throws(TargetFault) -> UInt32 {
        guard let memory = device.optionBytes.first?.region,
            let readout = device.protection.readout
        else { return 0 }
        let index = (register.address - memory.base) / 4
        if index < 2 {
            let word = try access.readWord(readout.field.address)
            return index == 0 ? word & 0x1FF : word >> 16
        }
        let rules = device.protection.write.compactMap { rule -> RegisterField? in
            if case .bits(let bits) = rule { return bits.field }
            return nil
        }
        let place = (index - 2) / 2
        guard rules.indices.contains(place) else { return 0 }
        let word = try access.readWord(rules[place].address)
        return word >> UInt32((index - 2) % 2 * 16) & 0xFFFF
    }

    /// The upper half is the complement of the lower.
    private static func isSound(_ word: UInt32) -> Bool { word >> 16 == ~word & 0xFFFF }

    /// Why the option cells are not what a finished write leaves; `nil` where they are, or where
    /// that cannot be seen.
    func damage() throws(TargetFault) -> String? {
        do throws(TargetFault) {
            guard let place = try damagedCell() else { return nil }
            return "The option bytes at \(place) were left half written: an earlier write of them "
                + "lost power or probe. Until they are written again, by any option write or by "
                + "unlock, the next reset may find the chip protected."
        } catch  where error.cause == .access {
            return nil
        }
    }

    private func damagedCell() throws(TargetFault) -> Address? {
        guard let memory = device.optionBytes.first?.region else { return nil }
        if flash.layout.options.loaded != nil {
            let bytes = try access.read(memory.base, count: memory.byteCount)
            // An erased pair is a byte of 0xFF; only the first, read protection, may never be that.
            for offset in stride(from: 0, to: bytes.count - 1, by: 2) {
                let (value, complement) = (bytes[offset], bytes[offset + 1])
                let isErased = value == 0xFF && complement == 0xFF
                if isErased ? offset == 0 : value != ~complement { return memory.base + offset }
            }
        } else if flash.controller == .l0 {
            // Small parts do not have the last words.
            for register in device.optionRegisters.prefix(2) {
                let word = try access.readWord(register.address)
                if !Self.isSound(word) { return register.address }
            }
        }
        return nil
    }

    /// RDP level 2, the same in all families that have it.
    static let permanentByte: UInt8 = 0xCC
}
