public import TargetMemory

/// What a core is doing, for people: the last line of a tool.
public enum CoreState: Hashable, Sendable {
    /// It executes; the address is a sample where the core offers one.
    case running(at: Address?)
    /// In WFI or WFE: it waits for an interrupt or event.
    case sleeping
    /// In Debug state, before the instruction at the address.
    case halted(at: Address)
    /// Stuck after a fault in a fault handler.
    case lockedUp
    /// The reset line or the chip itself holds it in reset.
    case inReset
}

extension CoreState: CustomStringConvertible {
    public var description: String {
        switch self {
        case .running(let address?): "running at \(address)"
        case .running(nil): "running"
        case .sleeping: "running, asleep in WFI or WFE"
        case .halted(let address): "halted at \(address)"
        case .lockedUp: "locked up: a fault in a fault handler"
        case .inReset: "held in reset"
        }
    }
}

/// DWT Program Counter Sample Register (Armv7-M ARM, C1.8.14; Armv6-M ARM, C1.8.4).
struct DWTProgramCounterSample: CoreRegister {
    static let address: Address = 0xE000_101C

    var rawValue: UInt32

    init(rawValue: UInt32) { self.rawValue = rawValue }

    /// All ones: halted, asleep or not to be told; zero: the core has no such register.
    var programCounter: Address? {
        rawValue == 0 || rawValue == .max ? nil : Address(rawValue)
    }
}

extension Core {
    /// Looks at what the core does; it goes on doing it. A halted core's address is known only
    /// while halting debug is on.
    public func state() throws(TargetFault) -> CoreState {
        _ = try access.fetch(DHCSR.self)
        // The first read cleared S_RESET_ST; it is set again at once while the reset lasts.
        let status = try access.fetch(DHCSR.self)
        if status.wasReset { return .inReset }
        if status.isLockedUp { return .lockedUp }
        if status.isHalted {
            if !isHalted { noteHalted() }
            return .halted(at: Address(try register(RegisterSelector.programCounter)))
        }
        if status.isSleeping { return .sleeping }
        let demcr = try access.fetch(DEMCR.self)
        guard demcr.rawValue & DEMCR.traceEnable != 0 else { return .running(at: nil) }
        return .running(at: try access.fetch(DWTProgramCounterSample.self).programCounter)
    }
}
