import TargetMemory

/// The architecture a core is of, as far as a debugger sees differences.
public enum CoreArchitecture: Hashable, Sendable {
    /// Cortex-M0, M0+: no fault registers, no BASEPRI, no FAULTMASK.
    case v6M
    /// Cortex-M3, M4, M7.
    case v7M
    /// Cortex-M23: Armv6-M with security and Secure stack limits.
    case v8MBaseline
    /// Cortex-M33, M35P, M52, M55, M85: stack limits, security, perhaps vectors.
    case v8MMainline

    /// CFSR, HFSR, MMFAR and BFAR.
    public var hasFaultRegisters: Bool { self == .v7M || self == .v8MMainline }
    /// BASEPRI and FAULTMASK.
    public var hasPriorityMasks: Bool { self == .v7M || self == .v8MMainline }
    public var isVersion8: Bool { self == .v8MBaseline || self == .v8MMainline }
}

/// What is known of a core by its part number (the processors' technical reference manuals,
/// "CPUID Base Register").
struct CorePart {
    var name: String
    var architecture: CoreArchitecture

    static let known: [CPUID.Part: CorePart] = [
        .cortexM0: CorePart(name: "Cortex-M0", architecture: .v6M),
        .cortexM0Plus: CorePart(name: "Cortex-M0+", architecture: .v6M),
        .cortexM3: CorePart(name: "Cortex-M3", architecture: .v7M),
        .cortexM4: CorePart(name: "Cortex-M4", architecture: .v7M),
        .cortexM7: CorePart(name: "Cortex-M7", architecture: .v7M),
        CPUID.Part(rawValue: 0xD20): CorePart(name: "Cortex-M23", architecture: .v8MBaseline),
        .cortexM33: CorePart(name: "Cortex-M33", architecture: .v8MMainline),
        CPUID.Part(rawValue: 0xD31): CorePart(name: "Cortex-M35P", architecture: .v8MMainline),
        CPUID.Part(rawValue: 0xD22): CorePart(name: "Cortex-M55", architecture: .v8MMainline),
        CPUID.Part(rawValue: 0xD24): CorePart(name: "Cortex-M52", architecture: .v8MMainline),
        CPUID.Part(rawValue: 0xD23): CorePart(name: "Cortex-M85", architecture: .v8MMainline),
    ]
}

/// What of the optional a core was built with: it decides which registers there are.
public struct CoreFeatures: Hashable, Sendable {
    public var architecture: CoreArchitecture
    /// S0-S31 and FPSCR.
    public var hasFPU: Bool
    /// VPR
    public var hasVectors: Bool
    /// The Security Extension is there and this debugger may look into the Secure state
    /// (DHCSR.S_SDE): there are two of each stack pointer and mask.
    public var isSecureDebugAllowed: Bool

    public init(
        architecture: CoreArchitecture, hasFPU: Bool = false, hasVectors: Bool = false,
        isSecureDebugAllowed: Bool = false
    ) {
        self.architecture = architecture
        self.hasFPU = hasFPU
        self.hasVectors = hasVectors
        self.isSecureDebugAllowed = isSecureDebugAllowed
    }

    /// Reads the identification registers; the core may run.
    static func read(
        from access: any MemoryAccess, cpuid: CPUID
    ) throws(TargetFault) -> CoreFeatures {
        let architecture = cpuid.architecture
        var features = CoreFeatures(architecture: architecture)
        // Where Armv6-M and the Baseline have no such registers, nothing is promised of a read.
        if architecture.hasFaultRegisters {
            features.hasFPU = try access.fetch(MVFR0.self).hasFPU
        }
        guard architecture.isVersion8 else { return features }
        if features.hasFPU { features.hasVectors = try access.fetch(MVFR1.self).hasVectors }
        if try access.fetch(IDPFR1.self).hasSecurity {
            features.isSecureDebugAllowed = try access.fetch(DHCSR.self).isSecureDebugEnabled
        }
        return features
    }
}
