import STM32
import TargetMemory

/// One option register and the value that it is to get.
struct OptionWord: Hashable {
    var register: OptionRegister
    var value: UInt32
}

/// Writes option bytes, in the way of each flash interface.
struct OptionProgrammer {
    let access: any CoreAccess
    let device: Device

    private var flash: Flash { device.flash }
    private var layout: FlashRegisterLayout { device.flash.layout }

    /// The two words that open option programming (RM0385 3.4.2, the same for all but L0/L1).
    static let keys: [UInt32] = [0x0819_2A3B, 0x4C5D_6E7F]

    /// Writes and loads them; the chip may reset by that.
    func write(_ words: [OptionWord]) throws(TargetFault) {
        switch flash.controller {
        case .f4, .h5, .h7, .h7rs: try writeByOptionControl(words)
        case .l4, .l5: try writeByControl(words)
        case .f1: try writeHalfwords(words)
        case .l0: try writeComplemented(words)
        case .wb0:
            throw TargetFault(.unsupported, "\(device.name) has no option bytes to write.")
        }
    }

    private func register(_ offset: Int) -> Address { flash.registers + offset }

    private func unlock(_ place: Int, bit: UInt32) throws(TargetFault) {
        guard try access.readWord(register(place)) & bit != 0 else { return }
        for key in Self.keys { try access.writeWord(key, to: register(layout.optionKey)) }
        guard try access.readWord(register(place)) & bit == 0 else {
            throw TargetFault(
                .flash, at: register(place),
                "The option bytes stay locked although both keys were written. A wrong key since "
                    + "the last reset does that: reset the chip and try again.")
        }
    }

    private func unlockFlash() throws(TargetFault) {
        let control = register(layout.control)
        if try access.readWord(control) & layout.lock != 0 {
            for key in RegisterController.keys {
                try access.writeWord(key, to: register(layout.key))
            }
        }
        guard try access.readWord(control) & layout.lock == 0 else { throw .staysLocked(control) }
    }

    /// Waits for what the option bytes set off: at most the chip's erase.
    private func finish(_ what: String) throws(TargetFault) {
        var wait = StatusWait(
            what, limitMilliseconds: flash.timing.massEraseMillisecondsMax)
        while true {
            let status = try access.readWord(register(layout.status))
            if status & layout.busy == 0 {
                let errors = try access.readWord(register(layout.flags)) & layout.errors
                guard errors != 0 else { return }
                let names = StatusFlag.list(flash.controller).names(in: errors) ?? errors.hex
                try access.writeWord(errors, to: register(layout.statusClear))
                throw TargetFault(.flash, "\(what) failed: \(names).")
            }
            try wait.again(access, status: status)
        }
    }

    // MARK: F2, F4, F7, H5, H7, H7RS

    /// OPTLOCK and OPTSTRT are in a control register of their own, FLASH_OPTCR
    /// (RM0385 3.7.6, RM0433 4.9.7, RM0481 7.11.7).
    private func writeByOptionControl(_ words: [OptionWord]) throws(TargetFault) {
        let lock = layout.optionLock
        let start = layout.optionStart
        try finish("An earlier operation")
        try unlock(layout.optionControl, bit: lock)
        let place = register(layout.optionControl)
        // H7RS: each store of a word programs it while PG_OPT is set (RM0477 5.5.3).
        let isDirect = flash.controller == .h7rs
        if isDirect { try access.writeWord(start, to: place) }
        for word in words where word.register.programAddress != place {
            try access.writeWord(word.value, to: word.register.programAddress)
            if isDirect { try finish("Writing \(word.register.name)") }
        }
        if !isDirect {
            // On F2, F4 and F7 the first word of options is in the control register itself.
            let own = words.first { $0.register.programAddress == place }?.value
            var bits = own ?? 0
            if own == nil { bits = try access.readWord(place) }
            bits &= ~(lock | start)
            if own != nil { try access.writeWord(bits, to: place) }
            try access.writeWord(bits | start, to: place)
            try finish("Writing the option bytes")
        }
        try access.modifyWord(at: place) { $0 = $0 & ~start | lock }
    }

    // MARK: L4, G0, G4, WB, WL, C0, U0, L5, U3, U5, WBA

    /// OPTSTRT and OBL_LAUNCH are in FLASH_CR; the launch resets the chip (RM0351 3.4.2).
    private func writeByControl(_ words: [OptionWord]) throws(TargetFault) {
        try finish("An earlier operation")
        try unlockFlash()
        try unlock(layout.control, bit: layout.optionLock)
        for word in words { try access.writeWord(word.value, to: word.register.programAddress) }
        let control = register(layout.control)
        try access.modifyWord(at: control) { $0 |= layout.optionStart }
        try finish("Writing the option bytes")
        launch(control, layout.optionLaunch)
    }

    /// The reset may take the link with it, which is no failure: what counts is what is read later.
    private func launch(_ control: Address, _ bit: UInt32) {
        do throws(TargetFault) {
            try access.modifyWord(at: control) { $0 |= bit }
        } catch {
            access.pause(milliseconds: Limits.optionLoadMilliseconds)
            return
        }
        access.pause(milliseconds: Limits.optionLoadMilliseconds)
    }

    // MARK: F0, F1, F3

    /// Option memory is erased as a whole and programmed by half-words, each a byte and its
    /// complement (PM0075 2.5, RM0091 3.2.4).
    private func writeHalfwords(_ words: [OptionWord]) throws(TargetFault) {
        guard let memory = device.optionBytes.first?.region else {
            throw TargetFault(.unsupported, "Where \(device.name) has its option bytes is unknown.")
        }
        let programming: UInt32 = 1 << 4  // OPTPG
        let erasing: UInt32 = 1 << 5  // OPTER
        let writable: UInt32 = 1 << 9  // OPTWRE
        let control = register(layout.control)
        var bytes = try access.read(memory.base, count: memory.byteCount)
        for word in words where memory.contains(word.register.programAddress) {
            let offset = word.register.programAddress - memory.base
            // Values stand in the low byte of each half-word.
            for half in 0..<2 where offset + 2 * half + 1 < bytes.count {
                let value = UInt8(truncatingIfNeeded: word.value >> UInt32(16 * half))
                bytes[offset + 2 * half] = value
                bytes[offset + 2 * half + 1] = ~value
            }
        }
        try finish("An earlier operation")
        try unlockFlash()
        for key in Self.keys { try access.writeWord(key, to: register(layout.optionKey)) }
        try access.writeWord(writable | erasing, to: control)
        try access.writeWord(writable | erasing | layout.start, to: control)
        try finish("Erasing the option bytes")
        try access.writeWord(writable | programming, to: control)
        // The read protection byte first: an erased one protects.
        for offset in stride(from: 0, to: bytes.count - 1, by: 2) {
            let half = [bytes[offset], ~bytes[offset]]
            if half[0] == 0xFF { continue }
            try access.write(half, to: memory.base + offset)
            try finish("Writing the option byte at \(memory.base + offset)")
        }
        try access.writeWord(layout.lock, to: control)
        guard layout.optionLaunch != 0 else { return }
        try unlockFlash()
        launch(control, layout.optionLaunch)
    }

    // MARK: L0, L1

    /// Words of 16 bits and their complement, in memory (RM0367 3.4.1, RM0038 3.4).
    private func writeComplemented(_ words: [OptionWord]) throws(TargetFault) {
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
        for word in words {
            let value = word.value & 0xFFFF
            try controller.writeCell(
                (value | ~value << 16).littleEndianBytes, at: word.register.programAddress)
        }
        launch(control, PECRController.Control.optionLaunch)
    }
}
