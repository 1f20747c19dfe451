public import TargetMemory

/// When interrupts are held back by DHCSR.C_MASKINTS.
public enum MaskingPolicy: Hashable, Sendable {
    /// While stepping.
    case stepping
    case never
    /// Also while the program runs.
    case always

    var masksSteps: Bool { self != .never }
    var masksRuns: Bool { self == .always }
}

extension Core {
    /// C_MASKINTS may change only while C_HALT stays set (Armv7-M ARM, C1.6.2; Cortex-M3 erratum
    /// 377493 punishes the contrary), so it has a write of its own.
    func maskInterrupts(_ isMasked: Bool) throws(TargetFault) {
        guard areInterruptsMasked != isMasked else { return }
        try access.store(DHCSR.control(isMasked ? [.halt, .maskInterrupts] : .halt))
        areInterruptsMasked = isMasked
    }

    /// What is written besides to let the core go.
    var maskRequest: DHCSR.Request { areInterruptsMasked ? .maskInterrupts : [] }

    /// Halts at these exceptions from now on; written at once where the core is attached.
    public func setCatches(_ wanted: DEMCR.Catch) throws(TargetFault) {
        let possible = cpuid.architecture.catches
        guard wanted.isSubset(of: possible) else {
            throw TargetFault(
                .unsupported, at: DEMCR.address,
                "a \(cpuid.part.name) cannot catch all of these exceptions (DEMCR "
                    + "\(wanted.subtracting(possible).rawValue.hex)): "
                    + "\(cpuid.architecture.catchLimits)")
        }
        catches = wanted
        guard isAttached else { return }
        try access.store(DEMCR.enabled(catching: wanted))
    }
}
