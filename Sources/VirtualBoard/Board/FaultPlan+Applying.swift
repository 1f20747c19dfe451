// Faults of the chip, put into it before the first transfer.

extension Chip {
    func apply(_ faults: FaultPlan) {
        system.flash.eraseNanoseconds = faults.eraseNanoseconds
        if let size = faults.sizeRegister { system.flash.setSizeRegister(size) }
        if let identity = faults.deviceIdentity {
            for case let unit as DBGMCU in system.map.peripherals { unit.setIdentity(identity) }
        }
        isCoreAccessClosed = faults.isCoreAccessClosed
        attach(
            LiveTarget(
                plan: faults, core: core, map: system.map, clock: clock,
                units: description.units))
    }
}

extension CoreConfiguration {
    /// The core that `--fault core` asks for.
    func changed(by other: FaultPlan.OtherCore?) -> CoreConfiguration {
        guard let other else { return self }
        var changed = self
        changed.cpuid = other.cpuid
        changed.fpbRevision = other.breakpointRevision ?? fpbRevision
        changed.codeComparators = other.comparators ?? codeComparators
        return changed
    }
}

extension ChipDescription {
    func changed(by faults: FaultPlan) -> ChipDescription {
        var changed = self
        changed.core = core.changed(by: faults.core)
        changed.core.isSecureDebugClosed = faults.isSecureDebugClosed
        return changed
    }
}
