public import TargetMemory

/// What a core has built in, for people; read without halting it.
public struct CoreFacts: Hashable, Sendable {
    public var cpuid: CPUID
    public var hasFPU: Bool
    public var hasDoublePrecision: Bool
    /// Regions of the memory protection unit; 0 where there is none.
    public var mpuRegionCount: Int
    public var breakpointCount: Int
    public var watchpointCount: Int
}

/// MPU Type Register (Armv7-M ARM, B3.5.4).
struct MPUType: CoreRegister {
    static let address: Address = 0xE000_ED90

    var rawValue: UInt32

    init(rawValue: UInt32) { self.rawValue = rawValue }

    /// DREGION
    var regionCount: Int { Int(field(8...15)) }
}

extension Core {
    /// Reads the identification registers. DWT answers only while DEMCR.TRCENA is set (Armv7-M
    /// ARM, C1.8.1), so that is set for a moment.
    public func facts() throws(TargetFault) -> CoreFacts {
        let features = try access.fetch(MVFR0.self)
        let regionCount = try access.fetch(MPUType.self).regionCount
        let breakpointCount = try access.fetch(FPControl.self).codeComparatorCount
        let demcr = try access.fetch(DEMCR.self)
        let isTraceOn = demcr.rawValue & DEMCR.traceEnable != 0
        if !isTraceOn {
            try access.store(DEMCR(rawValue: demcr.rawValue | DEMCR.traceEnable))
        }
        let watch: Int
        do throws(TargetFault) {
            watch = try access.fetch(DWTControl.self).comparatorCount
        } catch {
            if !isTraceOn { try access.store(demcr) }
            throw error
        }
        if !isTraceOn { try access.store(demcr) }
        return CoreFacts(
            cpuid: cpuid, hasFPU: hasFPU, hasDoublePrecision: features.hasDoublePrecision,
            mpuRegionCount: regionCount, breakpointCount: breakpointCount, watchpointCount: watch)
    }
}

extension CoreFacts: CustomStringConvertible {
    /// `Cortex-M7 r1p1, FPU single precision, MPU 8 regions, 8 breakpoints, 4 watchpoints`
    public var description: String {
        let fpu =
            !hasFPU
            ? "no FPU" : "FPU \(hasDoublePrecision ? "double" : "single") precision"
        let mpu = mpuRegionCount == 0 ? "no MPU" : "MPU \(mpuRegionCount) regions"
        return "\(cpuid.name), \(fpu), \(mpu), \(breakpointCount) breakpoints, "
            + "\(watchpointCount) watchpoints"
    }
}
