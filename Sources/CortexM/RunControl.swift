public import TargetMemory

extension Core {
    /// Asks a running core to halt; `poll` tells when it has.
    public func requestHalt() throws(TargetFault) {
        guard !isHalted else { return }
        try access.store(DHCSR.control(maskRequest.union(.halt)))
        isHaltRequested = true
    }

    /// Halts the core and waits for it.
    public func haltNow() throws(TargetFault) {
        guard !isHalted else { return }
        try requestHalt()
        var deadline = Deadline(milliseconds: Limits.haltMilliseconds)
        repeat {
            let status = try access.fetch(DHCSR.self)
            if status.isHalted {
                noteHalted()
                return
            }
        } while deadline.wait(on: access.pause)
        throw TargetFault(
            .timeout,
            "The core does not halt: it sleeps with its clock off, or is held in reset. "
                + "Try to connect under reset.")
    }

    /// Lets the core run, with all breakpoints in place.
    public func resume() throws(TargetFault) {
        try requireHalted("Resume")
        try armForRun()
        try maskInterrupts(interruptMasking.masksRuns)
        try access.store(DHCSR.control(maskRequest))
        noteRunning()
    }

    /// Executes one instruction, with interrupts masked unless `interruptMasking` says otherwise.
    public func step() throws(TargetFault) -> HaltReason {
        try requireHalted("Step")
        try prepareStep()
        let before = try register(RegisterSelector.xpsr)
        try maskInterrupts(interruptMasking.masksSteps)
        if watchpoints.hasArmed { try clearFaultStatus() }
        try access.store(DHCSR.control(maskRequest.union(.step)))
        registers.invalidate()
        isFaultStatusStale = true
        try waitForStep()
        return try stepReason(xpsrBefore: before)
    }

    private func waitForStep() throws(TargetFault) {
        var deadline = Deadline(milliseconds: Limits.stepMilliseconds)
        repeat {
            let status = try access.fetch(DHCSR.self)
            if status.wasReset { try rearmAfterReset() }
            if status.isHalted { return }
            // It will not get any further.
            if status.isLockedUp { break }
        } while deadline.wait(on: access.pause)
        isHalted = false
        try haltNow()
    }

    private func stepReason(xpsrBefore: UInt32) throws(TargetFault) -> HaltReason {
        if watchpoints.hasArmed {
            let status = try access.fetch(DFSR.self)
            if status.isWatchpoint, let hit = try watchpoints.takeMatch(access) { return hit }
        }
        let xpsr = try register(RegisterSelector.xpsr)
        let exception = xpsr & 0x1FF
        // HardFault and the three configurable ones: only then is DFSR worth a look.
        if (3...6).contains(exception), exception != xpsrBefore & 0x1FF,
            try access.fetch(DFSR.self).isVectorCatch
        {
            return .fault(try faultReport())
        }
        if cpuid.stepsIntoPendingExceptions, exception > 6,
            exception != xpsrBefore & 0x1FF, exception != 11
        {
            return try runOutOfStrayException()
        }
        return .step
    }

    /// The silicon bug of Cortex-M7 r0p0/r0p1: the step ended in a handler. Runs until the handler
    /// returns to the instruction that was to be next.
    private func runOutOfStrayException() throws(TargetFault) -> HaltReason {
        let stack = Address(try register(RegisterSelector.stackPointer))
        // The return address lies at offset 24 of the frame (Armv7-M ARM, B1.5.6). A frame on
        // PSP is found by EXC_RETURN bit 2.
        let isProcessStack = try register(RegisterSelector.linkRegister) & 4 != 0
        let frame =
            isProcessStack
            ? Address(try register(RegisterSelector.processStackPointer)) : stack
        let back = Address(try access.readWord(frame + 24))
        guard comparators.want(back, as: .temporary) else { return .step }
        defer { comparators.unwant(back, as: .temporary) }
        try resume()
        var deadline = Deadline(milliseconds: Limits.haltMilliseconds)
        repeat {
            if let reason = try poll() {
                if case .comparator(back) = reason { return .step }
                return reason
            }
        } while deadline.wait(on: access.pause)
        try haltNow()
        return .step
    }

    /// Looks at a running core: `nil` while it runs.
    public func poll() throws(TargetFault) -> HaltReason? {
        let status = try access.fetch(DHCSR.self)
        if status.wasReset {
            notices(.info, "the target was reset")
            try rearmAfterReset()
        }
        if status.isHalted {
            let wasRequested = isHaltRequested
            noteHalted()
            let reason = try haltReason()
            if case .instruction(let address) = reason, !wasRequested,
                try isSpuriousBreakpoint(at: address)
            {
                try resume()
                return nil
            }
            return reason
        }
        guard status.isLockedUp else { return nil }
        try haltNow()
        return .lockup
    }

    /// Why the core that has just halted did so.
    private func haltReason() throws(TargetFault) -> HaltReason {
        let status = try access.fetch(DFSR.self)
        isFaultStatusStale = status.rawValue != 0
        if status.isWatchpoint, let hit = try watchpoints.takeMatch(access) { return hit }
        if status.isVectorCatch {
            if try register(RegisterSelector.xpsr) & 0x1FF == 0 { return .reset }
            return .fault(try faultReport())
        }
        guard status.isBreakpoint else { return .requested }
        let place = Address(try register(RegisterSelector.programCounter))
        if comparators.isArmed(at: place) { return .comparator(place) }
        if softwareBreakpoints.isPlaced(at: place) { return .softwareBreakpoint(place) }
        return .instruction(place)
    }

    /// Erratum 3092511: a Cortex-M7 may halt at a wrong address when a breakpoint and an exception
    /// coincide. It did where no breakpoint of ours is and the code has no BKPT (0xBExx).
    private func isSpuriousBreakpoint(at place: Address) throws(TargetFault) -> Bool {
        guard cpuid.part == .cortexM7, comparators.hasArmed else { return false }
        let code = try access.read(place.alignedDown(to: 2), count: 2)
        return code[1] != 0xBE
    }

    private func clearFaultStatus() throws(TargetFault) {
        guard isFaultStatusStale else { return }
        try access.store(DFSR.clearAll)
        isFaultStatusStale = false
    }

    private func armForRun() throws(TargetFault) {
        try comparators.synchronize(access)
        try watchpoints.synchronize(access)
        try softwareBreakpoints.synchronize(with: self)
        try clearFaultStatus()
    }

    /// A breakpoint at the instruction itself would stop the step before it has begun.
    private func prepareStep() throws(TargetFault) {
        try watchpoints.synchronize(access, keepingUnwanted: true)
        guard comparators.hasArmed || softwareBreakpoints.hasPlaced else { return }
        let place = Address(try register(RegisterSelector.programCounter))
        try comparators.disarm(at: place, access)
        try softwareBreakpoints.lift(at: place, from: self)
    }

    func noteHalted() {
        isHalted = true
        isHaltRequested = false
        isFaultStatusStale = true
        registers.invalidate()
    }

    func noteRunning() {
        isHalted = false
        isHaltRequested = false
        registers.invalidate()
    }

    /// FPB, DWT and DEMCR outlive a system reset but not a power cycle: DEMCR tells which it was,
    /// and after the latter all is written again.
    func rearmAfterReset() throws(TargetFault) {
        let demcr = DEMCR.enabled(catching: catches)
        let isKept = try access.fetch(DEMCR.self).rawValue & demcr.rawValue == demcr.rawValue
        if isKept { return }
        // Halting debug first: without it a breakpoint would be a HardFault of the program.
        let status = try access.fetch(DHCSR.self)
        if !status.isDebugEnabled {
            try access.store(DHCSR.control(status.isHalted ? .halt : []))
            areInterruptsMasked = false
        }
        try access.store(demcr)
        comparators.forgetArmed()
        watchpoints.forgetArmed()
        try comparators.synchronize(access)
        try watchpoints.synchronize(access)
    }
}
