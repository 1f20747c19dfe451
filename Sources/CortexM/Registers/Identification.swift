public import TargetMemory

/// CPUID Base Register (Armv7-M ARM, B3.2.3).
public struct CPUID: CoreRegister {
    public static let address: Address = 0xE000_ED00

    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// PartNo; what is known of it is in `CorePart.known`.
    public struct Part: RawRepresentable, Hashable, Sendable {
        public var rawValue: UInt16

        public init(rawValue: UInt16) { self.rawValue = rawValue }

        public static let cortexM0 = Part(rawValue: 0xC20)
        public static let cortexM3 = Part(rawValue: 0xC23)
        public static let cortexM4 = Part(rawValue: 0xC24)
        public static let cortexM7 = Part(rawValue: 0xC27)
        public static let cortexM0Plus = Part(rawValue: 0xC60)
        public static let cortexM33 = Part(rawValue: 0xD21)

        /// `Cortex-M7`, or the number for a part that is not in the list.
        public var name: String {
            CorePart.known[self]?.name ?? "core with part number 0x" + String(rawValue, radix: 16)
        }
    }

    public var part: Part { Part(rawValue: UInt16(field(4...15))) }
    public var variant: Int { Int(field(20...23)) }
    public var revision: Int { Int(field(0...3)) }
    /// Whether anything answered: Arm's implementer code is 0x41.
    public var isArm: Bool { field(24...31) == 0x41 }

    /// `Cortex-M7 r1p1`
    public var name: String { "\(part.name) r\(variant)p\(revision)" }
}

/// Configuration and Control Register (Armv7-M ARM, B3.2.8): the cache enables of a Cortex-M7.
public struct CCR: CoreRegister {
    public static let address: Address = 0xE000_ED14

    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public var isDataCacheOn: Bool { bit(16) }
    public var isInstructionCacheOn: Bool { bit(17) }
}

/// MPU Control Register (Armv7-M ARM, B3.5.5).
public struct MPUControl: CoreRegister {
    public static let address: Address = 0xE000_ED94

    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public var isOn: Bool { bit(0) }
}

/// Media and FP Feature Register 0 (Armv7-M ARM, B4.7.2).
public struct MVFR0: CoreRegister {
    public static let address: Address = 0xE000_EF40

    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Single precision is there; with it S0-S31 and FPSCR.
    public var hasFPU: Bool { field(4...7) != 0 }
    public var hasDoublePrecision: Bool { field(8...11) != 0 }
}

/// Media and FP Feature Register 1 (Armv8-M ARM, D1.2.175).
struct MVFR1: CoreRegister {
    static let address: Address = 0xE000_EF44

    var rawValue: UInt32

    init(rawValue: UInt32) { self.rawValue = rawValue }

    /// MVE: the vector extension of Armv8.1-M; with it VPR.
    var hasVectors: Bool { field(8...11) != 0 }
}

/// Processor Feature Register 1 (Armv8-M ARM, D1.2.145).
struct IDPFR1: CoreRegister {
    static let address: Address = 0xE000_ED44

    var rawValue: UInt32

    init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Security Extension
    var hasSecurity: Bool { field(4...7) != 0 }
}

/// Debug Authentication Status Register (Armv8-M ARM, D1.2.26): where a debugger may go.
public struct DAUTHSTATUS: CoreRegister {
    public static let address: Address = 0xE000_EFB8

    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// SID: invasive debug of the Secure state is implemented and allowed.
    public var allowsSecureDebug: Bool { field(4...5) == 0b11 }
}

/// Cache maintenance operations of a Cortex-M7 (Armv7-M ARM, B2.2.7): addresses to write to.
public enum CacheMaintenance {
    /// ICIALLU: invalidate all instruction caches; the value is ignored.
    public static let invalidateInstructions: Address = 0xE000_EF50
    /// A line of the Cortex-M7 (its TRM, 5.8: CCSIDR.LineSize); M55 and M85 have the same.
    static let lineByteCount = 32
    /// DCCMVAC: clean the data cache line of an address to where debuggers read.
    static let cleanToCoherency: Address = 0xE000_EF68
    /// DCCMVAU: clean the data cache line of an address to where instructions are fetched from.
    public static let cleanToUnification: Address = 0xE000_EF64
    /// DCCIMVAC: clean and invalidate the data cache line of an address.
    public static let cleanAndInvalidate: Address = 0xE000_EF70
}
