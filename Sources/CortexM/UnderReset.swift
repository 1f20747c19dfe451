public import TargetMemory

/// A chip that is held in reset while the debugger connects: for firmware that turns the debug
/// pins off or falls asleep before anything can reach it.
extension Core {
    /// What was seen of the reset line.
    public enum ResetLine: Hashable, Sendable {
        /// DHCSR.S_RESET_ST was set by it.
        case works
        /// It was driven, DHCSR was read before and after, and S_RESET_ST stayed clear.
        case unconnected
        /// DHCSR could not be read in time, so nothing can be said.
        case unknown
    }

    /// What became of the core when the reset line was let go.
    public struct ResetRelease: Hashable, Sendable {
        /// Halted; before its first instruction where the line works and the core could be armed.
        public var isHalted: Bool
        /// The catch was armed while the core was still in reset.
        public var wasArmed: Bool
        public var line: ResetLine
        /// Halting debug was on already: some debugger never said goodbye.
        public var wasDebugEnabled: Bool
    }

    /// Lets go of the reset line and halts the core before its first instruction.
    ///
    /// DHCSR.C_DEBUGEN and DEMCR are reset by power-on only (Armv7-M ARM, C1.6.2 and C1.6.5), so
    /// they can be set while the line is low. Some chips keep the core out of reach until then;
    /// such a core is halted as soon as it can be.
    public static func releaseFromReset(
        _ access: any CoreAccess
    ) throws(TargetFault) -> ResetRelease {
        var armed: ArmedReset?
        do throws(TargetFault) {
            armed = try ArmedReset.arm(access)
        } catch  where error.cause != .probeLost {
            armed = nil
        }
        try access.driveReset(false)
        var (isHalted, wasReset) = try awaitHalt(access, isArmed: armed != nil)
        wasReset = wasReset || armed?.isInReset ?? false
        var line: ResetLine = wasReset ? .works : armed == nil ? .unknown : .unconnected
        if line == .unconnected, armed?.mayHaveBeenReset == true {
            // The first look may have seen this reset or one from long ago.
            line = try observeResetLine(access)
            (isHalted, _) = try awaitHalt(access, isArmed: true)
        }
        if let armed { try access.store(armed.demcr) }
        return ResetRelease(
            isHalted: isHalted, wasArmed: armed != nil, line: line,
            wasDebugEnabled: armed?.wasDebugEnabled ?? false)
    }

    /// Pulses the reset line and looks whether the core noticed. It resets the chip; a catch that
    /// is armed stays so.
    public static func observeResetLine(
        _ access: any CoreAccess
    ) throws(TargetFault) -> ResetLine {
        // The read clears S_RESET_ST.
        _ = try access.fetch(DHCSR.self)
        try access.driveReset(true)
        access.pause(milliseconds: Limits.resetPulseMilliseconds)
        try access.driveReset(false)
        var deadline = Deadline(milliseconds: Limits.resetObservationMilliseconds)
        var wasRead = false
        repeat {
            do throws(TargetFault) {
                if try access.fetch(DHCSR.self).wasReset { return .works }
                wasRead = true
            } catch  where error.cause != .probeLost {
                // Still in reset: a capacitor at NRST holds it low for a while.
                wasRead = false
            }
        } while deadline.wait(on: access.pause)
        return wasRead ? .unconnected : .unknown
    }

    /// Halts a core that sleeps most of the time: the request is repeated until a moment comes in
    /// which the core is awake; `false` where none came.
    ///
    /// `wasAwake`: it has just been seen awake, and will be again.
    public static func haltWhenAwake(
        _ access: any CoreAccess, wasAwake: Bool = false
    ) throws(TargetFault) -> Bool {
        for _ in 0..<(wasAwake ? Limits.awakeAgainTries : Limits.awakeTries) {
            do throws(TargetFault) {
                try access.store(DHCSR.control(.halt))
                if try access.fetch(DHCSR.self).isHalted { return true }
            } catch  where error.cause != .probeLost && error.cause != .unsupported {
                access.pause(milliseconds: Limits.pollMilliseconds)
            }
        }
        return false
    }

    /// Undoes `releaseFromReset` where nobody attached: the program runs without a debugger.
    public static func letRun(_ access: any CoreAccess) throws(TargetFault) {
        try access.store(DHCSR.disabled)
    }

    private static func awaitHalt(
        _ access: any CoreAccess, isArmed: Bool
    ) throws(TargetFault) -> (isHalted: Bool, wasReset: Bool) {
        var deadline = Deadline(milliseconds: Limits.resetMilliseconds)
        var wasReset = false
        repeat {
            do throws(TargetFault) {
                if !isArmed { try access.store(DHCSR.control(.halt)) }
                let status = try access.fetch(DHCSR.self)
                wasReset = wasReset || status.wasReset
                if status.isHalted { return (true, wasReset) }
            } catch  where error.cause != .probeLost {
                // Still in reset: a capacitor at NRST holds it low for a while.
                continue
            }
        } while deadline.wait(on: access.pause)
        return (false, wasReset)
    }
}

/// A core in reset that is set to halt before its first instruction.
private struct ArmedReset {
    /// As found.
    var demcr: DEMCR
    var wasDebugEnabled: Bool
    /// S_RESET_ST at the first look, which may be from long ago.
    var mayHaveBeenReset: Bool
    /// S_RESET_ST at the second: the core is still in reset.
    var isInReset: Bool

    static func arm(_ access: any CoreAccess) throws(TargetFault) -> ArmedReset {
        let first = try access.fetch(DHCSR.self)
        try access.store(DHCSR.control(.halt))
        let found = try access.fetch(DEMCR.self)
        try access.store(DEMCR(rawValue: found.rawValue | DEMCR.Catch.reset.rawValue))
        let second = try access.fetch(DHCSR.self)
        return ArmedReset(
            demcr: DEMCR(rawValue: found.rawValue & ~DEMCR.Catch.reset.rawValue),
            wasDebugEnabled: first.isDebugEnabled, mayHaveBeenReset: first.wasReset,
            isInReset: second.wasReset)
    }
}
