import TargetMemory

extension Identity {
    /// The chip as the secure world sees it: flash at its secure address, the interface's secure
    /// registers, RAM at its secure alias. `nil` for chips without TrustZone.
    public var secureView: Identity? {
        guard let view = device?.secureView else { return nil }
        var identity = self
        identity.device = view
        return identity
    }
}

extension Device {
    /// Secure aliases of peripherals and SRAM are so much higher (RM0438 2.3, RM0456 2.3).
    private static let secureOffset = 0x1000_0000

    fileprivate var secureView: Device? {
        let layout = flash.layout
        guard let registers = flash.secureRegisters, let alias = flash.aliases.first,
            let key = layout.secureKey, let status = layout.secureStatus,
            let control = layout.secureControl
        else { return nil }
        var view = self
        view.flash.registers = registers
        view.flash.secureRegisters = nil
        view.flash.layout.key = key
        view.flash.layout.status = status
        view.flash.layout.flags = status
        view.flash.layout.statusClear = layout.options.secureStatusClear ?? status
        view.flash.layout.control = control
        view.flash.aliases = [flash.base]
        view.flash.base = alias
        view.workArea.base = workArea.base + Self.secureOffset
        return view
    }
}
