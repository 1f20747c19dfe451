public import TargetMemory

extension Core {
    /// Lets a chip out of the reset that it was held in while connecting, and halts its core
    /// before the first instruction. For firmware that turns the debug pins off or falls asleep.
    ///
    /// DHCSR.C_DEBUGEN and DEMCR are reset by power-on only (Armv7-M ARM, C1.6.2 and C1.6.5), so
    /// they can be set while the reset line is low. Returns whether the core was caught.
    public static func releaseFromReset(_ access: any CoreAccess) throws(TargetFault) -> Bool {
        try access.store(DHCSR.control(.halt))
        try access.store(DEMCR.enabled(catching: .reset))
        try access.driveReset(false)
        var deadline = Deadline(milliseconds: Limits.resetMilliseconds)
        var isHalted = false
        repeat {
            do throws(TargetFault) {
                isHalted = try access.fetch(DHCSR.self).isHalted
            } catch  where error.cause != .probeLost {
                // Still in reset: a capacitor at NRST holds it low for a while.
                continue
            }
        } while !isHalted && deadline.wait(on: access.pause)
        try access.store(DEMCR.enabled(catching: []))
        return isHalted
    }
}
