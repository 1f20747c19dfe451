import STM32
import TargetMemory

// Where option bytes are cells of their own: F0, F1, F3 by half-words, L0 and L1 by words.
extension OptionProgrammer {
    /// Each half-word is a byte and its complement (PM0075 2.5, RM0091 3.2.4). Cells take a byte
    /// only when erased, and an erase takes all of them; until the read protection byte is back the
    /// next reset finds the chip protected. So nothing is erased that need not be, and that byte
    /// comes first.
    func writeHalfwords(_ words: [OptionWord]) throws(TargetFault) {
        guard let memory = device.optionBytes.first?.region else {
            throw TargetFault(.unsupported, "Where \(device.name) has its option bytes is unknown.")
        }
        let programming: UInt32 = 1 << 4  // OPTPG
        let erasing: UInt32 = 1 << 5  // OPTER
        let writable: UInt32 = 1 << 9  // OPTWRE
        let control = register(layout.control)
        let wanted = try wantedBytes(words, memory)
        let present = try? presentHalves(memory, count: wanted.count)
        let pairs = zip(wanted, present ?? [])
        let isErasing =
            present == nil || pairs.contains { $0.1 != 0xFFFF && $0.1 != Self.half($0.0) }
        if let present, zip(wanted, present).allSatisfy({ Self.half($0) == $1 }) { return }
        try begin()
        try unlockFlash()
        // The same keys as the flash's own (PM0075 2.5.1, RM0091 3.2.4).
        for key in RegisterController.keys {
            try access.writeWord(key, to: register(layout.optionKey))
        }
        if isErasing {
            try access.writeWord(writable | erasing, to: control)
            try access.writeWord(writable | erasing | layout.start, to: control)
            try finish("Erasing the option bytes")
        }
        try access.writeWord(writable | programming, to: control)
        for (index, byte) in wanted.enumerated() where byte != 0xFF {
            if !isErasing, let present, present[index] == Self.half(byte) { continue }
            let place = memory.base + 2 * index
            try access.write([byte, ~byte], to: place)
            try finish("Writing the option byte at \(place)")
        }
        try access.writeWord(layout.lock, to: control)
        guard layout.optionLaunch != 0 else { return }
        try unlockFlash()
        launch(control, layout.optionLaunch)
    }

    /// A byte as its cells hold it.
    private static func half(_ byte: UInt8) -> UInt16 {
        byte == 0xFF ? 0xFFFF : UInt16(byte) | UInt16(~byte) << 8
    }

    /// All option bytes as they are in force, with the changes.
    private func wantedBytes(
        _ words: [OptionWord], _ memory: Region
    ) throws(TargetFault) -> [UInt8] {
        let reader = OptionReader(access: access, device: device)
        var bytes = [UInt8](repeating: 0xFF, count: memory.byteCount / 2)
        for register in device.optionRegisters where memory.contains(register.programAddress) {
            let word: UInt32
            if let changed = words.first(where: { $0.register == register }) {
                word = changed.value
            } else {
                word = try reader.word(register)
            }
            let index = (register.programAddress - memory.base) / 2
            for half in 0..<2 where index + half < bytes.count {
                bytes[index + half] = UInt8(truncatingIfNeeded: word >> UInt32(16 * half))
            }
        }
        return bytes
    }

    private func presentHalves(
        _ memory: Region, count: Int
    ) throws(TargetFault) -> [UInt16] {
        let bytes = try access.read(memory.base, count: 2 * count)
        return (0..<count).map { UInt16(bytes[2 * $0]) | UInt16(bytes[2 * $0 + 1]) << 8 }
    }

    /// Words of 16 bits and their complement, erased by the write itself (RM0367 3.4.1, RM0038
    /// 3.4). A word that was left half written is written again.
    func writeComplemented(_ words: [OptionWord]) throws(TargetFault) {
        var controller = PECRController(access: access, flash: flash)
        try controller.open()
        let control = register(PECRController.Register.control)
        if try access.readWord(control) & PECRController.Control.optionLock != 0 {
            for key in PECRController.optionKeys {
                try access.writeWord(key, to: register(PECRController.Register.optionKey))
            }
        }
        guard try access.readWord(control) & PECRController.Control.optionLock == 0 else {
            throw .staysLocked(control)
        }
        let reader = OptionReader(access: access, device: device)
        for register in device.optionRegisters {
            let wanted = words.first { $0.register == register }?.value
            // Small parts do not have the last words.
            if wanted == nil, !["RDP", "USER"].contains(register.name) { continue }
            let old = try reader.word(register)
            let word = wanted ?? old
            if word == old, !["RDP", "USER"].contains(register.name) { continue }
            let cell = word & 0xFFFF | ~word << 16
            if try access.readWord(register.address) == cell { continue }
            try controller.writeOption(cell, at: register.programAddress)
        }
        launch(control, PECRController.Control.optionLaunch)
    }
}
