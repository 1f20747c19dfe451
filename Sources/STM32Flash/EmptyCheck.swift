import CortexM
public import STM32
public import TargetMemory

/// What a chip noted of its flash when power came: as long as that was empty, each reset starts
/// the boot loader, also after a program was put there.
public struct EmptyCheck {
    private let access: any CoreAccess
    private let flash: Flash
    private let flag: EmptyFlag

    /// `nil` for chips that take no such note.
    public init?(access: any CoreAccess, identity: Identity) {
        guard let flash = identity.device?.flash, let flag = flash.emptyFlag else { return nil }
        self.access = access
        self.flash = flash
        self.flag = flag
    }

    var isHidden: Bool { flag == .hidden }

    /// The flag's register and its bit; `nil` where it cannot be seen.
    private var place: RegisterBits? {
        switch flag {
        case .access(let bit): RegisterBits(flash.registers, bit)
        case .status(let bit): RegisterBits(flash.registers + flash.layout.status, bit)
        case .hidden: nil
        }
    }

    /// Whether a reset starts the boot loader; `false` where that cannot be seen.
    public func isSet() throws(TargetFault) -> Bool {
        guard let place else { return false }
        return try access.readWord(place.address) & place.bits != 0
    }

    /// Whether the first word, the stack pointer of a program, is erased now.
    public func isFlashEmpty() throws(TargetFault) -> Bool {
        let erased = UInt32(flash.erasedByte) * 0x0101_0101
        return try access.readWord(flash.base) == erased
    }

    /// Clears a flag that stands although there is a program; whether it did. A flag that does not
    /// go is an error.
    public func correct() throws(TargetFault) -> Bool {
        guard let place, try isSet(), try !isFlashEmpty() else { return false }
        switch flag {
        case .access: try access.modifyWord(at: place.address) { $0 &= ~place.bits }
        // Zeros leave the other flags alone; a second one would set it again.
        case .status: try access.writeWord(place.bits, to: place.address)
        case .hidden: break
        }
        guard try isSet() else { return true }
        throw TargetFault(
            .flash, at: place.address,
            "The flash is programmed, but the chip goes on starting its boot loader: it noted an "
                + "empty flash when power came, and the note (bit \(place.bits.hex) at "
                + "\(place.address)) does not go. Switch the supply off and on.")
    }

    /// Makes the chip take a hidden note anew: by loading the option bytes, which resets it.
    func takeAnew() throws(TargetFault) {
        let control = flash.registers + flash.layout.control
        if try access.readWord(control) & flash.layout.lock != 0 {
            let key = flash.registers + flash.layout.key
            for word in RegisterController.keys { try access.writeWord(word, to: key) }
        }
        do throws(TargetFault) {
            try access.modifyWord(at: control) { $0 |= flash.layout.optionLaunch }
        } catch  where error.cause != .probeLost {
            // The reset may take the link with it, which is no failure.
        }
        access.pause(milliseconds: Limits.optionLoadMilliseconds)
    }
}

extension FlashSession {
    var emptyCheck: EmptyCheck? { EmptyCheck(access: core.access, identity: identity) }

    /// Once a program is in a chip that was empty: the next reset has to start it. `wasEmpty`
    /// counts only where the chip does not say so itself.
    func leaveBootLoader(wasEmpty: Bool) throws(TargetFault) {
        guard let check = emptyCheck else { return }
        if check.isHidden {
            guard wasEmpty, try !check.isFlashEmpty() else { return }
            try core.armResetCatch()
            try check.takeAnew()
        } else {
            do throws(TargetFault) {
                guard try check.correct() else { return }
            } catch  where error.cause == .flash {
                // What was asked for is done.
                notices(.warning, error.message)
                return
            }
        }
        notices(
            .info,
            "the chip had noted an empty flash when power came, and would go on starting its boot "
                + "loader; it now starts the program")
    }
}
