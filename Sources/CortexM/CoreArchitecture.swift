/// The architecture of a core, as far as debugging it differs.
public enum CoreArchitecture: Hashable, Sendable {
    case v6M
    case v7M
    /// Armv8-M Baseline.
    case v8MBaseline
    /// Armv8-M Mainline.
    case v8M

    /// Comparators of the DWT are programmed as Armv8-M wants it (DDI 0553, D1.2.72).
    var hasModernDWT: Bool { self == .v8M || self == .v8MBaseline }

    /// CFSR, HFSR, MMFAR and BFAR.
    public var hasFaultRegisters: Bool { self == .v7M || self == .v8M }
    /// BASEPRI and FAULTMASK.
    public var hasPriorityMasks: Bool { self == .v7M || self == .v8M }
    /// MSPLIM and PSPLIM of the Non-secure state; the Baseline has the Secure ones only.
    public var hasStackLimits: Bool { self == .v8M }
    public var isVersion8: Bool { self == .v8MBaseline || self == .v8M }

    /// Load-exclusive and store-exclusive instructions exist.
    public var hasExclusives: Bool { self != .v6M }

    /// VC bits that DEMCR has (Armv6-M ARM, C1.6.5; Armv7-M ARM, C1.6.5; DDI 0553, DEMCR).
    var catches: DEMCR.Catch {
        switch self {
        case .v6M: [.reset, .hardFault]
        case .v7M: .all
        case .v8MBaseline: [.reset, .hardFault]
        case .v8M: DEMCR.Catch.all.union(.secure)
        }
    }

    var catchLimits: String {
        switch self {
        case .v6M, .v8MBaseline: "this architecture has reset and HardFault only"
        case .v7M: "SecureFault is Armv8-M's"
        case .v8M: "there is no such bit"
        }
    }
}

/// What is known of a core by its part number (the processors' technical reference manuals,
/// "CPUID Base Register").
struct CorePart {
    var name: String
    var architecture: CoreArchitecture

    static let known: [CPUID.Part: CorePart] = [
        .cortexM0: CorePart(name: "Cortex-M0", architecture: .v6M),
        .cortexM0Plus: CorePart(name: "Cortex-M0+", architecture: .v6M),
        CPUID.Part(rawValue: 0xC21): CorePart(name: "Cortex-M1", architecture: .v6M),
        .cortexM3: CorePart(name: "Cortex-M3", architecture: .v7M),
        .cortexM4: CorePart(name: "Cortex-M4", architecture: .v7M),
        .cortexM7: CorePart(name: "Cortex-M7", architecture: .v7M),
        CPUID.Part(rawValue: 0xD20): CorePart(name: "Cortex-M23", architecture: .v8MBaseline),
        .cortexM33: CorePart(name: "Cortex-M33", architecture: .v8M),
        CPUID.Part(rawValue: 0xD31): CorePart(name: "Cortex-M35P", architecture: .v8M),
        CPUID.Part(rawValue: 0xD22): CorePart(name: "Cortex-M55", architecture: .v8M),
        CPUID.Part(rawValue: 0xD24): CorePart(name: "Cortex-M52", architecture: .v8M),
        CPUID.Part(rawValue: 0xD23): CorePart(name: "Cortex-M85", architecture: .v8M),
    ]
}

extension CPUID.Part {
    /// Armv7-M where the part is not known: most of what is common to all.
    public var architecture: CoreArchitecture { CorePart.known[self]?.architecture ?? .v7M }
}

extension CPUID {
    public var architecture: CoreArchitecture { part.architecture }
}
