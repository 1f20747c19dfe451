// The cores as STM32 have them. CPUID, comparators and ROM tables are those of the processors'
// technical reference manuals and of the debug chapters of ST's reference manuals.
extension CoreConfiguration {
    var part: UInt32 { cpuid >> 4 & 0xFFF }
    var isM7: Bool { part == 0xC27 }
    /// Arm erratum 702596, Cortex-M7 r0p0 and r0p1: C_MASKINTS does not hold back what is pending
    /// when a step begins.
    var stepsIntoPendingExceptions: Bool { isM7 && cpuid >> 20 & 0xF == 0 }
    /// Cortex-M0 has no VTOR (Cortex-M0 TRM, table 4-1).
    var hasVectorTable: Bool { part != 0xC20 }

    /// STM32F0: Cortex-M0 r0p0, four breakpoints, two watchpoints (RM0091, 32.8).
    static let m0 = CoreConfiguration(
        cpuid: 0x410C_C200, hasFPU: false, hasDoublePrecision: false, fpbRevision: 0,
        codeComparators: 4, literalComparators: 0, watchpoints: 2, priorityBits: 2,
        interruptCount: 32, romTable: 0xE00F_F003, architecture: .v6M)

    /// L0, G0, C0, U0, WB0: Cortex-M0+ r0p1 (RM0444, 40.8).
    static let m0Plus = CoreConfiguration(
        cpuid: 0x410C_C601, hasFPU: false, hasDoublePrecision: false, fpbRevision: 0,
        codeComparators: 4, literalComparators: 0, watchpoints: 2, priorityBits: 2,
        interruptCount: 32, romTable: 0xE00F_F003, architecture: .v6M)

    /// F1: r1p1; F2 and L1: r2p0 or r2p1 (RM0008, 31.9 and 31.13).
    static func m3(revision: UInt32, interrupts: Int) -> CoreConfiguration {
        CoreConfiguration(
            cpuid: revision, hasFPU: false, hasDoublePrecision: false, fpbRevision: 0,
            codeComparators: 6, literalComparators: 2, watchpoints: 4, priorityBits: 4,
            interruptCount: interrupts, romTable: 0xE00F_F003)
    }

    /// F3, F4, G4, L4, WB, WL: r0p1 with single-precision FPU (RM0090, 38.6 and 38.10).
    static func m4(interrupts: Int) -> CoreConfiguration {
        CoreConfiguration(
            cpuid: 0x410F_C241, hasFPU: true, hasDoublePrecision: false, fpbRevision: 0,
            codeComparators: 6, literalComparators: 2, watchpoints: 4, priorityBits: 4,
            interruptCount: interrupts, romTable: 0xE00F_F003)
    }

    /// F7 and H7 (PM0253, table 71: eight code comparators, four watchpoints).
    static func m7(
        revision: UInt32, isDouble: Bool = false, interrupts: Int, romTable: UInt32 = 0xE00F_D003
    ) -> CoreConfiguration {
        CoreConfiguration(
            cpuid: revision, hasFPU: true, hasDoublePrecision: isDouble, fpbRevision: 1,
            codeComparators: 8, literalComparators: 0, watchpoints: 4, priorityBits: 4,
            interruptCount: interrupts, romTable: romTable)
    }

    /// L5, U5, U3, H5, WBA: r0p4 with FPU, eight breakpoints, four watchpoints (RM0456, 75).
    static func m33(interrupts: Int, romTable: UInt32 = 0xE00F_E003) -> CoreConfiguration {
        CoreConfiguration(
            cpuid: 0x410F_D214, hasFPU: true, hasDoublePrecision: false, fpbRevision: 1,
            codeComparators: 8, literalComparators: 0, watchpoints: 4, priorityBits: 4,
            interruptCount: interrupts, romTable: romTable, architecture: .v8M)
    }
}
