public import TargetMemory

/// Debug Halting Control and Status Register (Armv7-M ARM, C1.6.2).
///
/// A read returns the status bits and clears the two sticky ones; a write takes only bits 15:0
/// and only with the key.
public struct DHCSR: CoreRegister {
    public static let address: Address = 0xE000_EDF0
    /// A write without this key in bits 31:16 is ignored.
    static let writeKey: UInt32 = 0xA05F_0000

    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// C_DEBUGEN: halting debug is enabled.
    public var isDebugEnabled: Bool { bit(0) }
    /// C_MASKINTS: PendSV, SysTick and external interrupts are masked while debugging.
    public var areInterruptsMasked: Bool { bit(3) }
    /// S_REGRDY: the transfer started through DCRSR has finished.
    public var isRegisterReady: Bool { bit(16) }
    /// S_HALT: the core is in Debug state.
    public var isHalted: Bool { bit(17) }
    /// S_SLEEP: waiting for an interrupt or event.
    public var isSleeping: Bool { bit(18) }
    /// S_LOCKUP: stuck after a fault in a fault handler.
    public var isLockedUp: Bool { bit(19) }
    /// S_SDE, Armv8-M: the debugger may look into the Secure state (Armv8-M ARM, D1.2.55).
    public var isSecureDebugEnabled: Bool { bit(20) }
    /// S_RESET_ST: reset since the last read of this register.
    public var wasReset: Bool { bit(25) }

    mutating func setDebugEnabled(_ isEnabled: Bool) {
        rawValue = rawValue & ~1 | (isEnabled ? 1 : 0)
    }

    /// What a write can ask for, debug enabled in each case.
    public struct Request: OptionSet, Sendable {
        public let rawValue: UInt32

        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// C_HALT
        public static let halt = Request(rawValue: 1 << 1)
        /// C_STEP: with C_HALT clear, run one instruction.
        public static let step = Request(rawValue: 1 << 2)
        /// C_MASKINTS: to be changed only while the core is halted and stays so.
        public static let maskInterrupts = Request(rawValue: 1 << 3)
    }

    /// The value to write for `request` with C_DEBUGEN set.
    public static func control(_ request: Request) -> DHCSR {
        DHCSR(rawValue: writeKey | 1 | request.rawValue)
    }

    /// The value that switches halting debug off and lets the core run.
    public static let disabled = DHCSR(rawValue: writeKey)
}
