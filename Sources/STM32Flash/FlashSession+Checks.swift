import CortexM
import STM32
import TargetMemory

/// What must hold before anything is changed.
extension FlashSession {
    func knownDevice() throws(TargetFault) -> Device {
        guard let device = identity.device else {
            throw TargetFault(
                .unsupported,
                "The flash of this chip (\(identity.name)) is not known, so it is not touched.")
        }
        if let refusal = identity.sizeRefusal {
            throw TargetFault(.flash, at: device.flash.sizeRegister, refusal)
        }
        return device
    }

    /// Halts, resets where wanted, and gives the driver of the chip's flash interface.
    func ready(
        _ device: Device, resets: Bool
    ) throws(TargetFault) -> any ControllerDriver {
        let supply = try checkedSupply()
        try core.haltNow()
        if resets { try core.resetAndHalt() }
        // A reset takes FB_MODE back, and with it what the program saw at the first addresses.
        try identity.readBanks(core.access, isHalted: true)
        core.expectNoReset()
        try openBlocks()
        return driver(device, supply: supply)
    }

    /// `supply` in mV; where it is not known the interface is driven as every supply allows.
    func driver(_ device: Device, supply: Int?) -> any ControllerDriver {
        let flash = device.flash
        switch flash.controller {
        case .f4:
            return F4Controller(
                access: core.access, flash: flash,
                parallelism: supply.map { Parallelism(millivolts: $0) } ?? .byte)
        case .l0: return PECRController(access: core.access, flash: flash)
        case .wb0: return CommandController(access: core.access, flash: flash)
        case .f1, .l4, .l5, .h5, .h7, .h7rs:
            return RegisterController(
                access: core.access, flash: flash, sectors: identity.sectors)
        }
    }

    private func checkedSupply() throws(TargetFault) -> Int? {
        guard let supply = try millivolts() else {
            guard identity.device?.flash.controller == .f4 else { return nil }
            notices(
                .warning,
                "the target's supply is unknown; programming by single bytes, which every supply "
                    + "allows. Name the voltage to go faster")
            return nil
        }
        guard supply >= Limits.supplyMillivoltsMin else {
            throw TargetFault(
                .flash,
                "The target's supply measures \(supply) mV; flash cannot be changed below "
                    + "\(Limits.supplyMillivoltsMin) mV. Check supply and the probe's VTref pin.")
        }
        return supply
    }

    /// The watchdogs that the loader has to feed: those that a reset starts by itself, or, without
    /// a reset, those that the program may have started. While the core stands still they are
    /// frozen.
    func watchdogs(_ device: Device, resets: Bool) throws(TargetFault) -> Watchdogs {
        var found = Watchdogs(independent: device.watchdogKeys.first)
        guard resets else {
            if let window = device.windowWatchdog,
                try access.readWord(window) & Self.windowIsActive != 0
            {
                found.window = window
            }
            return found
        }
        guard let place = device.optionRegisters.first(where: { Self.watchdogField(in: $0) != nil })
        else { return found }
        let word = try access.readWord(place.address)
        // A 0 means hardware: started by a reset.
        if let field = Self.watchdogField(in: place), word & field.mask != 0 {
            found.independent = nil
        }
        if let field = place.fields.first(where: { $0.name == "WWDG_SW" }), word & field.mask == 0 {
            found.window = device.windowWatchdog
        }
        return found
    }

    private var access: any CoreAccess { core.access }

    private static func watchdogField(in register: OptionRegister) -> OptionField? {
        register.fields.first { independentFields.contains($0.name) }
    }

    private static let independentFields: Set<String> = [
        "IWDG_SW", "IWDG1_SW", "IDWG_SW", "WDG_SW", "nIWDG_HW", "IWDG_HW",
    ]
    /// WWDG_CR.WDGA (RM0385 29.6.1).
    private static let windowIsActive: UInt32 = 1 << 7
}
