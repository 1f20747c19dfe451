public import TargetMemory

/// A chip that is held in reset while the debugger connects: for firmware that turns the debug
/// pins off or falls asleep before anything can reach it.
extension Core {
    /// What became of the core when the reset line was let go.
    public enum ResetCatch: Hashable, Sendable {
        /// Halted before its first instruction.
        case caught
        /// The reset line has no effect; halted where the program was.
        case notWired
        /// It ran on for a while, or does not halt at all.
        case missed
    }

    /// Lets go of the reset line and halts the core before its first instruction.
    ///
    /// DHCSR.C_DEBUGEN and DEMCR are reset by power-on only (Armv7-M ARM, C1.6.2 and C1.6.5), so
    /// they can be set while the line is low.
    public static func releaseFromReset(
        _ access: any CoreAccess
    ) throws(TargetFault) -> ResetCatch {
        try access.store(DHCSR.control(.halt))
        let found = try access.fetch(DEMCR.self)
        try access.store(DEMCR(rawValue: found.rawValue | DEMCR.Catch.reset.rawValue))
        // The first read clears S_RESET_ST; a core that is still in reset sets it again.
        _ = try access.fetch(DHCSR.self)
        let isInReset = try access.fetch(DHCSR.self).wasReset
        try access.driveReset(false)
        let isHalted = try awaitHalt(access)
        try access.store(found)
        return !isInReset ? .notWired : isHalted ? .caught : .missed
    }

    /// Undoes `releaseFromReset` where nobody attached: the program runs without a debugger.
    public static func letRun(_ access: any CoreAccess) throws(TargetFault) {
        try access.store(DHCSR.disabled)
    }

    private static func awaitHalt(_ access: any CoreAccess) throws(TargetFault) -> Bool {
        var deadline = Deadline(milliseconds: Limits.resetMilliseconds)
        repeat {
            do throws(TargetFault) {
                if try access.fetch(DHCSR.self).isHalted { return true }
            } catch  where error.cause != .probeLost {
                // Still in reset: a capacitor at NRST holds it low for a while.
                continue
            }
        } while deadline.wait(on: access.pause)
        return false
    }
}
