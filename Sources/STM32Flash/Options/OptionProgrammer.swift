import STM32
import TargetMemory

/// Writes option bytes, in the way of each flash interface.
struct OptionProgrammer {
    let access: any CoreAccess
    let device: Device

    var flash: Flash { device.flash }
    var layout: FlashRegisterLayout { device.flash.layout }
    private var traits: OptionTraits { layout.options }

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

    func unlockOptions() throws(TargetFault) {
        try unlock(layout.optionControl, bit: layout.optionLock)
    }

    func register(_ offset: Int) -> Address { flash.registers + offset }

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

    func unlockFlash() throws(TargetFault) {
        let control = register(layout.control)
        if try access.readWord(control) & layout.lock != 0 {
            for key in RegisterController.keys {
                try access.writeWord(key, to: register(layout.key))
            }
        }
        guard try access.readWord(control) & layout.lock == 0 else { throw .staysLocked(control) }
    }

    /// Waits for what is under way, and clears flags that others have left: they would keep
    /// options from being programmed (RM0351 3.7.5, PGSERR).
    func begin() throws(TargetFault) {
        try waitUntilIdle("An earlier operation")
        try access.writeWord(
            layout.errors | layout.endOfOperation, to: register(layout.statusClear))
        if let clear = traits.errorClear {
            try access.writeWord(traits.error, to: register(clear))
        }
    }

    private func waitUntilIdle(_ what: String) throws(TargetFault) {
        // The way to level 0 erases the chip.
        var wait = StatusWait(what, limitMilliseconds: flash.timing.massEraseMillisecondsMax)
        while true {
            let status = try access.readWord(register(layout.status))
            var isBusy = status & layout.busy != 0
            if !isBusy, let place = traits.busyRegister {
                isBusy = try access.readWord(register(place)) & traits.busy != 0
            }
            guard isBusy else { return }
            try wait.again(access, status: status)
        }
    }

    /// Waits for what the option bytes set off: at most the chip's erase.
    func finish(_ what: String) throws(TargetFault) {
        try waitUntilIdle(what)
        let errors = try access.readWord(register(layout.flags)) & layout.errors
        if errors != 0 {
            let names = StatusFlag.list(flash.controller).names(in: errors) ?? errors.hex
            try access.writeWord(errors, to: register(layout.statusClear))
            throw TargetFault(.flash, "\(what) failed: \(names).")
        }
        guard let place = traits.errorRegister, let clear = traits.errorClear,
            try access.readWord(register(place)) & traits.error != 0
        else { return }
        try access.writeWord(traits.error, to: register(clear))
        throw TargetFault(
            .flash,
            "\(what) failed: OPTCHANGEERR (the chip does not allow this change in its present "
                + "state of protection). Nothing was changed.")
    }

    // MARK: F2, F4, F7, H5, H7, H7RS

    /// OPTLOCK and OPTSTRT are in a control register of their own, FLASH_OPTCR
    /// (RM0385 3.7.6, RM0433 4.9.7, RM0481 7.11.7).
    private func writeByOptionControl(_ words: [OptionWord]) throws(TargetFault) {
        let lock = layout.optionLock
        let start = layout.optionStart
        try begin()
        try unlock(layout.optionControl, bit: lock)
        let place = register(layout.optionControl)
        var failure: TargetFault?
        do throws(TargetFault) {
            if flash.controller == .h7rs {
                try writeDirectly(words, place)
            } else {
                try writeAtOnce(words, place)
            }
        } catch {
            failure = error
        }
        try access.modifyWord(at: place) { $0 = $0 & ~start | lock }
        if let failure { throw failure }
    }

    /// H7RS: each store of a word programs it while PG_OPT is set (RM0477 5.5.3).
    private func writeDirectly(_ words: [OptionWord], _ place: Address) throws(TargetFault) {
        try access.writeWord(layout.optionStart, to: place)
        for word in words {
            try access.writeWord(word.value, to: word.register.programAddress)
            try finish("Writing \(word.register.name)")
        }
    }

    private func writeAtOnce(_ words: [OptionWord], _ place: Address) throws(TargetFault) {
        // The start bit programs all of them: what somebody else has put there must not go along.
        for register in device.optionRegisters where register.programAddress != place {
            let word = words.first { $0.register == register }
            var value = word?.value
            if value == nil, register.programAddress != register.address {
                value = try access.readWord(register.address)
                if try access.readWord(register.programAddress) == value { continue }
            }
            if let value { try access.writeWord(value, to: register.programAddress) }
        }
        // On F2, F4 and F7 the first word of options is in the control register itself.
        let own = words.first { $0.register.programAddress == place }?.value
        var bits = own ?? 0
        if own == nil { bits = try access.readWord(place) }
        bits &= ~(layout.optionLock | layout.optionStart)
        if own != nil { try access.writeWord(bits, to: place) }
        try access.writeWord(bits | layout.optionStart, to: place)
        try finish("Writing the option bytes")
    }

    // MARK: L4, G0, G4, WB, WL, C0, U0, L5, U3, U5, WBA

    /// OPTSTRT and OBL_LAUNCH are in FLASH_CR; the launch resets the chip (RM0351 3.4.2).
    private func writeByControl(_ words: [OptionWord]) throws(TargetFault) {
        try begin()
        try unlockFlash()
        try unlock(layout.control, bit: layout.optionLock)
        for word in words { try access.writeWord(word.value, to: word.register.programAddress) }
        let control = register(layout.control)
        try access.modifyWord(at: control) { $0 |= layout.optionStart }
        do throws(TargetFault) {
            try finish("Writing the option bytes")
        } catch {
            // Locks both.
            try access.writeWord(layout.lock, to: control)
            throw error
        }
        launch(control, layout.optionLaunch)
    }

    /// The reset may take the link with it, which is no failure: what counts is what is read later.
    func launch(_ control: Address, _ bit: UInt32) {
        var before: UInt32?
        do throws(TargetFault) {
            let value = try access.readWord(control)
            before = value
            try access.writeWord(value | bit, to: control)
        } catch {
            access.pause(milliseconds: Limits.optionLoadMilliseconds)
            if error.isInterrupted, let before { launchIfItDidNot(control, bit, before) }
            return
        }
        access.pause(milliseconds: Limits.optionLoadMilliseconds)
    }

    /// Whether the request arrived is not known. The reset that it brings locks the register.
    private func launchIfItDidNot(_ control: Address, _ bit: UInt32, _ before: UInt32) {
        do throws(TargetFault) {
            guard try access.readWord(control) == before else { return }
            try access.writeWord(before | bit, to: control)
        } catch {
            // What counts is what is read later.
        }
        access.pause(milliseconds: Limits.optionLoadMilliseconds)
    }
}
