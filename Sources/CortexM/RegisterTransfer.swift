import TargetMemory

/// A core register by way of DCRSR and DCRDR (Armv7-M ARM, C1.6.3 and C1.6.4), for probes whose
/// firmware does not know it. The core must be halted.
private enum RegisterTransfer {
    static let selectorAddress: Address = 0xE000_EDF4
    static let dataAddress: Address = 0xE000_EDF8
    /// DCRSR.REGWnR.
    static let isWrite: UInt32 = 1 << 16
}

extension Core {
    func transferIn(_ selector: UInt8) throws(TargetFault) -> UInt32 {
        try access.writeWord(UInt32(selector), to: RegisterTransfer.selectorAddress)
        try waitUntilReady(selector)
        return try access.readWord(RegisterTransfer.dataAddress)
    }

    func transferOut(_ value: UInt32, to selector: UInt8) throws(TargetFault) {
        try access.writeWord(value, to: RegisterTransfer.dataAddress)
        try access.writeWord(
            UInt32(selector) | RegisterTransfer.isWrite, to: RegisterTransfer.selectorAddress)
        try waitUntilReady(selector)
    }

    private func waitUntilReady(_ selector: UInt8) throws(TargetFault) {
        for _ in 0..<Limits.registerPollCount {
            let status = try access.fetch(DHCSR.self)
            guard status.isHalted else {
                // This look has cleared S_RESET_ST for those who come after.
                if status.wasReset { hasUnseenReset = true }
                throw TargetFault(
                    .state, at: RegisterTransfer.selectorAddress,
                    "core register \(selector) is not to be had: the core runs again. Was it "
                        + "reset, by its button or a watchdog? `monitor halt` or `monitor reset "
                        + "halt` stops it.")
            }
            if status.isRegisterReady { return }
        }
        throw TargetFault(
            .state, at: RegisterTransfer.selectorAddress,
            "core register \(selector) was not handed over (DHCSR.S_REGRDY stays 0): is the core "
                + "halted?")
    }
}
