public import TargetMemory

/// What makes the chip reset.
public enum ResetMethod: Hashable, Sendable {
    /// AIRCR.SYSRESETREQ, and the pin where that has no effect.
    case either
    /// AIRCR.SYSRESETREQ alone.
    case request
    /// NRST alone.
    case pin
}

extension Core {
    /// Resets the chip and halts the core at its first instruction.
    public func resetAndHalt(by method: ResetMethod = .either) throws(TargetFault) {
        try access.store(DEMCR.enabled(catching: catches.union(.reset)))
        try unmaskBeforeReset()
        let isCaught = try pulseReset(method) { $0.isHalted }
        doubtPoints()
        try access.store(DEMCR.enabled(catching: catches))
        isHalted = false
        if isCaught {
            noteHalted()
        } else {
            notices(.warning, "the core was not caught at its first instruction; halted later")
            try haltNow()
        }
    }

    /// Makes a reset by other means, the chip's own, end at the first instruction too;
    /// `resetAndHalt` afterwards puts things right.
    public func armResetCatch() throws(TargetFault) {
        try access.store(DEMCR.enabled(catching: catches.union(.reset)))
    }

    /// Resets the chip and lets it run, breakpoints in place.
    public func resetAndRun(by method: ResetMethod = .either) throws(TargetFault) {
        if isHalted { try placePoints() }
        try access.store(DFSR.clearAll)
        isFaultStatusStale = false
        try unmaskBeforeReset()
        _ = try pulseReset(method) { _ in true }
        let status = try access.fetch(DHCSR.self)
        isHalted = status.isHalted
        registers.invalidate()
        if isHalted { try resume() }
        try rearmAfterReset()
    }

    private func unmaskBeforeReset() throws(TargetFault) {
        let status = try access.fetch(DHCSR.self)
        guard areInterruptsMasked || !status.isDebugEnabled else { return }
        try switchDebugOn(isHalted: status.isHalted)
        areInterruptsMasked = false
    }

    /// Resets and waits until the core has been through it and `isReady`; whether it became so.
    private func pulseReset(
        _ method: ResetMethod, until isReady: (DHCSR) -> Bool
    ) throws(TargetFault) -> Bool {
        if method != .pin {
            // The request may get lost, and so may S_RESET_ST, which the first look clears: where
            // that one is garbled and repeated, nobody has seen it.
            for _ in 0..<Limits.resetRequestCount {
                do throws(TargetFault) {
                    try access.store(AIRCR.systemReset)
                } catch  where [.access, .timeout, .link].contains(error.cause) {
                    // The bus may go down under the very write that asks for it.
                    notices(.debug, "SYSRESETREQ: \(error.message)")
                }
                if let ready = try awaitReset(until: isReady) { return ready }
            }
            if method == .request {
                throw TargetFault(
                    .timeout,
                    "SYSRESETREQ had no effect: the chip does not reset at the core's request. "
                        + "Try the reset pin (--hard).")
            }
            notices(.info, "SYSRESETREQ had no effect; trying the reset pin")
        }
        try access.driveReset(true)
        access.pause(milliseconds: Limits.resetPulseMilliseconds)
        try access.driveReset(false)
        if let ready = try awaitReset(until: isReady) { return ready }
        let tried =
            method == .pin
            ? "The NRST pin has no effect"
            : "The chip does not reset, "
                + "neither by SYSRESETREQ nor by the NRST pin"
        throw TargetFault(
            .timeout,
            "\(tried). Is NRST wired? A power cycle helps where software has locked the debug "
                + "port.")
    }

    /// `nil`: no reset was seen. Failing reads are taken for a chip that is still in reset.
    private func awaitReset(
        until isReady: (DHCSR) -> Bool
    ) throws(TargetFault) -> Bool? {
        var deadline = Deadline(milliseconds: Limits.resetMilliseconds)
        var observation = Deadline(milliseconds: Limits.resetObservationMilliseconds)
        var wasReset = false
        var failure: TargetFault?
        repeat {
            do throws(TargetFault) {
                let status = try access.fetch(DHCSR.self)
                failure = nil
                wasReset = wasReset || status.wasReset
                if wasReset, isReady(status) { return true }
                if !wasReset, !observation.wait(on: { _ in }) { return nil }
            } catch  where error.cause != .probeLost {
                failure = error
            }
        } while deadline.wait(on: access.pause)
        if let failure { throw failure }
        return wasReset ? false : nil
    }
}
