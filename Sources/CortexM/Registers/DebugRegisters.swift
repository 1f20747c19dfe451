public import TargetMemory

/// Debug Exception and Monitor Control Register (Armv7-M ARM, C1.6.5).
public struct DEMCR: CoreRegister {
    public static let address: Address = 0xE000_EDFC

    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// MON_EN: breakpoints enter the DebugMonitor exception while halting debug is off.
    public var isMonitorEnabled: Bool { bit(16) }

    /// TRCENA: DWT and ITM are enabled.
    public static let traceEnable: UInt32 = 1 << 24

    /// The exceptions at which the core can be made to halt.
    public struct Catch: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32

        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// VC_CORERESET: local reset.
        public static let reset = Catch(rawValue: 1 << 0)
        /// VC_MMERR: MemManage.
        public static let memory = Catch(rawValue: 1 << 4)
        /// VC_NOCPERR: access to a coprocessor (the FPU) that is off.
        public static let coprocessor = Catch(rawValue: 1 << 5)
        /// VC_CHKERR: unaligned access or division by zero, where checked.
        public static let check = Catch(rawValue: 1 << 6)
        /// VC_STATERR: undefined instruction and other state errors.
        public static let state = Catch(rawValue: 1 << 7)
        /// VC_BUSERR: BusFault.
        public static let bus = Catch(rawValue: 1 << 8)
        /// VC_INTERR: fault on exception entry or return.
        public static let interrupt = Catch(rawValue: 1 << 9)
        /// VC_HARDERR: HardFault.
        public static let hardFault = Catch(rawValue: 1 << 10)
        /// VC_SFERR: SecureFault (Armv8-M).
        public static let secure = Catch(rawValue: 1 << 11)
        /// All of Armv7-M.
        public static let all = Catch(rawValue: 0x7F1)
    }

    /// The register with trace on and just these catches.
    public static func enabled(catching: Catch) -> DEMCR {
        DEMCR(rawValue: traceEnable | catching.rawValue)
    }
}

/// Debug Fault Status Register (Armv7-M ARM, C1.6.1): why the core halted. Bits stick until a 1
/// is written to them.
public struct DFSR: CoreRegister {
    public static let address: Address = 0xE000_ED30

    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// HALTED: a halt request or a finished step.
    public var isHaltRequest: Bool { bit(0) }
    /// BKPT: a BKPT instruction or an FPB match.
    public var isBreakpoint: Bool { bit(1) }
    /// DWTTRAP: a DWT match.
    public var isWatchpoint: Bool { bit(2) }
    /// VCATCH: a vector catch.
    public var isVectorCatch: Bool { bit(3) }
    /// EXTERNAL: EDBGRQ.
    public var isExternal: Bool { bit(4) }

    /// The value whose write clears every bit.
    public static let clearAll = DFSR(rawValue: 0x1F)
}

/// Application Interrupt and Reset Control Register (Armv7-M ARM, B3.2.6).
public struct AIRCR: CoreRegister {
    public static let address: Address = 0xE000_ED0C

    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// VECTKEY with SYSRESETREQ: asks the chip to reset everything but the debug logic.
    public static let systemReset = AIRCR(rawValue: 0x05FA_0000 | 1 << 2)
}

/// Register selectors of DCRSR.REGSEL (Armv7-M ARM, C1.6.3).
public enum RegisterSelector {
    /// R9, in position-independent code the base of its data (AAPCS32, 6.1.1).
    public static let staticBase: UInt8 = 9
    public static let stackPointer: UInt8 = 13
    public static let linkRegister: UInt8 = 14
    public static let programCounter: UInt8 = 15
    public static let xpsr: UInt8 = 16
    public static let mainStackPointer: UInt8 = 17
    public static let processStackPointer: UInt8 = 18
    /// CONTROL in bits 31:24, FAULTMASK 23:16, BASEPRI 15:8, PRIMASK 7:0.
    public static let special: UInt8 = 20
    /// Armv8-M with the Security Extension: the stack pointers of each state (DDI 0553, DCRSR).
    public static let mainStackPointerNonSecure: UInt8 = 24
    public static let processStackPointerNonSecure: UInt8 = 25
    public static let mainStackPointerSecure: UInt8 = 26
    public static let processStackPointerSecure: UInt8 = 27
    public static let mainStackLimitSecure: UInt8 = 28
    public static let processStackLimitSecure: UInt8 = 29
    public static let mainStackLimitNonSecure: UInt8 = 30
    public static let processStackLimitNonSecure: UInt8 = 31
    public static let floatingStatus: UInt8 = 33
    /// The same four bytes as `special`, of each state.
    public static let specialSecure: UInt8 = 34
    public static let specialNonSecure: UInt8 = 35
    /// VPR, where there is MVE (Armv8.1-M).
    public static let vectorPredicate: UInt8 = 36
    /// S0; S1 to S31 follow.
    public static let firstSingle: UInt8 = 64
}
