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

extension CPUID.Part {
    /// Part numbers of Arm's processor TRMs whose architecture is not Armv7-M.
    private static let architectures: [Self: CoreArchitecture] = [
        .cortexM0: .v6M, .cortexM0Plus: .v6M, Self(rawValue: 0xC21): .v6M,
        Self(rawValue: 0xD20): .v8MBaseline, .cortexM33: .v8M, Self(rawValue: 0xD31): .v8M,
        Self(rawValue: 0xD22): .v8M, Self(rawValue: 0xD23): .v8M, Self(rawValue: 0xD24): .v8M,
    ]

    public var architecture: CoreArchitecture { Self.architectures[self] ?? .v7M }
}

extension CPUID {
    public var architecture: CoreArchitecture { part.architecture }

    /// LLVM's name for the instruction set, without what depends on the ABI of floating point.
    public var triple: String {
        switch part.architecture {
        case .v6M: "thumbv6m-none-eabi"
        case .v7M: part == .cortexM3 ? "thumbv7m-none-eabi" : "thumbv7em-none-eabi"
        // Debuggers know Armv8-M under the name of what it extends.
        case .v8MBaseline: "thumbv6m-none-eabi"
        case .v8M: "thumbv7em-none-eabi"
        }
    }
}
