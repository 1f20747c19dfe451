import TargetMemory

/// A core register by way of DCRSR and DCRDR (Armv7-M ARM, C1.6.3 and C1.6.4), for probes whose
/// firmware does not know it. The core must be halted.
enum RegisterTransfer {
    private static let selectorAddress: Address = 0xE000_EDF4
    private static let dataAddress: Address = 0xE000_EDF8
    /// DCRSR.REGWnR.
    private static let isWrite: UInt32 = 1 << 16
    /// DHCSR.S_REGRDY.
    private static let isReady: UInt32 = 1 << 16

    static func read(
        _ selector: UInt8, through access: any MemoryAccess
    ) throws(TargetFault) -> UInt32 {
        try access.writeWord(UInt32(selector), to: selectorAddress)
        try waitUntilReady(selector, access)
        return try access.readWord(dataAddress)
    }

    static func write(
        _ value: UInt32, to selector: UInt8, through access: any MemoryAccess
    ) throws(TargetFault) {
        try access.writeWord(value, to: dataAddress)
        try access.writeWord(UInt32(selector) | isWrite, to: selectorAddress)
        try waitUntilReady(selector, access)
    }

    private static func waitUntilReady(
        _ selector: UInt8, _ access: any MemoryAccess
    ) throws(TargetFault) {
        for _ in 0..<Limits.registerPollCount {
            if try access.readWord(DHCSR.address) & isReady != 0 { return }
        }
        throw TargetFault(
            .state, at: selectorAddress,
            "core register \(selector) was not handed over (DHCSR.S_REGRDY stays 0): is the core "
                + "halted?")
    }
}
