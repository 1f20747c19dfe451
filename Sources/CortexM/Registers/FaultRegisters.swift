public import TargetMemory

/// Configurable Fault Status Register (Armv7-M ARM, B3.2.15): MMFSR, BFSR and UFSR in one.
public struct CFSR: CoreRegister {
    public static let address: Address = 0xE000_ED28

    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Bit number, the manual's name, and what it means to somebody who debugs a program.
    private static let meanings: [(Int, String, String)] = [
        (0, "IACCVIOL", "instruction fetch from memory the MPU forbids"),
        (1, "DACCVIOL", "data access the MPU forbids"),
        (3, "MUNSTKERR", "MPU violation while leaving an exception"),
        (4, "MSTKERR", "MPU violation while entering an exception"),
        (5, "MLSPERR", "MPU violation while saving FP state"),
        (8, "IBUSERR", "instruction fetch from an address nothing answers at"),
        (9, "PRECISERR", "data access to an address nothing answers at"),
        (10, "IMPRECISERR", "an earlier write failed on the bus"),
        (11, "UNSTKERR", "bus error while leaving an exception"),
        (12, "STKERR", "bus error while entering an exception (stack pointer?)"),
        (13, "LSPERR", "bus error while saving FP state"),
        (16, "UNDEFINSTR", "undefined instruction"),
        (17, "INVSTATE", "branch to an even address, or a bad EPSR"),
        (18, "INVPC", "bad EXC_RETURN"),
        (19, "NOCP", "FPU or coprocessor is off"),
        (20, "STKOF", "stack overflow: the stack pointer went below its limit"),
        (24, "UNALIGNED", "unaligned access"),
        (25, "DIVBYZERO", "division by zero"),
    ]

    /// MMARVALID and BFARVALID: no causes, but marks.
    static let addressValid: UInt32 = 1 << 7 | 1 << 15

    /// MMARVALID: MMFAR holds the address of the access.
    public var isMemoryAddressValid: Bool { bit(7) }
    /// BFARVALID: BFAR holds the address of the access.
    public var isBusAddressValid: Bool { bit(15) }
    /// IMPRECISERR: the instruction is some way behind the one that did it.
    public var isImprecise: Bool { bit(10) }

    /// One entry for each bit that is set: the manual's name and its meaning.
    public var causes: [String] {
        Self.meanings.filter { bit($0.0) }.map { "\($0.1) (\($0.2))" }
    }

    /// The Unix signal that comes nearest, by gdb's numbers: 4 SIGILL, 8 SIGFPE, 10 SIGBUS,
    /// 11 SIGSEGV.
    public var signal: UInt8 {
        if bit(25) { return 8 }
        if bit(20) { return 11 }
        if field(16...19) != 0 { return 4 }
        if bit(24) || field(8...15) != 0 { return 10 }
        return 11
    }
}

/// Hard Fault Status Register (Armv7-M ARM, B3.2.16).
public struct HFSR: CoreRegister {
    public static let address: Address = 0xE000_ED2C

    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// VECTTBL: the vector could not be read.
    public var isVectorRead: Bool { bit(1) }
    /// FORCED: escalated from a fault whose handler is off.
    public var isForced: Bool { bit(30) }
    /// DEBUGEVT: a BKPT instruction or another debug event while no debugger was on.
    public var isDebugEvent: Bool { bit(31) }

    /// What is set, FORCED excepted: that is no cause.
    var causes: [String] {
        (isVectorRead ? ["VECTTBL (vector table cannot be read)"] : [])
            + (isDebugEvent ? ["DEBUGEVT (a BKPT instruction without a debugger)"] : [])
    }
}

/// SecureFault Status Register (Armv8-M ARM, D1.2.226); readable where Secure debug is allowed.
public struct SFSR: CoreRegister {
    public static let address: Address = 0xE000_EDE4
    /// SFAR
    static let faultAddressRegister: Address = 0xE000_EDE8

    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    private static let meanings: [(Int, String, String)] = [
        (0, "INVEP", "branch from Non-secure to Secure code that is no SG instruction"),
        (1, "INVIS", "the integrity signature of an exception frame is wrong"),
        (2, "INVER", "bad EXC_RETURN between the security states"),
        (3, "AUVIOL", "access to memory that the SAU or IDAU says is Secure"),
        (4, "INVTRAN", "branch from Secure to Non-secure code that was not meant as one"),
        (5, "LSPERR", "security violation while saving FP state"),
        (7, "LSERR", "error while saving or restoring FP state"),
    ]

    /// SFARVALID
    public var isAddressValid: Bool { bit(6) }

    var causeBits: UInt32 { rawValue & 0xBF }

    /// One entry for each bit that is set: the manual's name and its meaning.
    public var causes: [String] {
        Self.meanings.filter { bit($0.0) }.map { "\($0.1) (\($0.2))" }
    }
}
