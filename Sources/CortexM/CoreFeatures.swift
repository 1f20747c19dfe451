import TargetMemory

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
