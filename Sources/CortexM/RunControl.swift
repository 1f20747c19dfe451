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
        try resume(masksInterrupts: interruptMasking.masksRuns)
    }

    func resume(masksInterrupts: Bool) throws(TargetFault) {
        try requireHalted("Resume")
        try passInstructionAtStop()
        try armForRun()
        try maskInterrupts(masksInterrupts)
        try requestRun()
        noteRunning()
    }

    /// Where it is not known whether the request arrived: DFSR was clear before, and each halt sets
    /// one of its bits; a core that stands with DFSR clear has not run.
    private func requestRun() throws(TargetFault) {
        try insist { () throws(TargetFault) in
            try access.store(DHCSR.control(maskRequest))
        } untilTaken: { () throws(TargetFault) in
            let status = try access.fetch(DHCSR.self)
            if status.wasReset { try rearmAfterReset() }
            guard status.isHalted else { return true }
            return try access.fetch(DFSR.self).rawValue != 0
        }
    }

    /// A request that must not be made twice once it was taken, made until it is. Where nobody can
    /// tell any more whether it was, the core counts as running.
    func insist(
        _ request: () throws(TargetFault) -> Void,
        untilTaken isTaken: () throws(TargetFault) -> Bool
    ) throws(TargetFault) {
        var failure: TargetFault?
        for attempt in 0..<Limits.requestCount {
            do throws(TargetFault) {
                return try request()
            } catch  where error.isInterrupted {
                failure = error
            }
            access.pause(milliseconds: Limits.firstRequestPauseMilliseconds << attempt)
            do throws(TargetFault) {
                if try isTaken() { return }
            } catch {
                isHalted = false
                registers.invalidate()
                throw error
            }
        }
        if let failure { throw failure }
    }

    /// Switches halting debug on, and leaves the core as it is.
    func switchDebugOn(isHalted: Bool) throws(TargetFault) {
        try insist { () throws(TargetFault) in
            try access.store(DHCSR.control(isHalted ? .halt : []))
        } untilTaken: { () throws(TargetFault) in
            try access.fetch(DHCSR.self).isDebugEnabled
        }
    }

    /// Looks at a running core: `nil` while it runs.
    public func poll() throws(TargetFault) -> HaltReason? {
        let status = try access.fetch(DHCSR.self)
        if status.wasReset || hasUnseenReset {
            hasUnseenReset = false
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
            if case .instruction(let address) = reason { instructionAtStop = address }
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
        guard cpuid.erratum(.haltsAtWrongAddress) != nil, comparators.hasArmed else {
            return false
        }
        return try !isBreakpointInstruction(at: place)
    }

    func clearFaultStatus() throws(TargetFault) {
        guard isFaultStatusStale else { return }
        try access.store(DFSR.clearAll)
        isFaultStatusStale = false
    }

    private func armForRun() throws(TargetFault) {
        try placePoints()
        try clearFaultStatus()
    }

    /// Breakpoints and watchpoints into the hardware and into RAM, also while the core runs.
    public func placePoints() throws(TargetFault) {
        try comparators.synchronize(access)
        try watchpoints.synchronize(access)
        try softwareBreakpoints.synchronize(with: self)
    }

    func noteHalted() {
        isHalted = true
        isHaltRequested = false
        isFaultStatusStale = true
        instructionAtStop = nil
        registers.invalidate()
    }

    func noteRunning() {
        isHalted = false
        isHaltRequested = false
        instructionAtStop = nil
        dataCache.noteRun()
        registers.invalidate()
    }

    /// FPB, DWT and DEMCR outlive a system reset but not a power cycle, and on some chips not the
    /// pin either: DEMCR tells of the former, and the comparators are looked at in any case.
    func rearmAfterReset() throws(TargetFault) {
        let demcr = DEMCR.enabled(catching: catches)
        let isKept = try access.fetch(DEMCR.self).rawValue & demcr.rawValue == demcr.rawValue
        doubtPoints()
        if !isKept {
            // Halting debug first: without it a breakpoint would be a HardFault of the program.
            let status = try access.fetch(DHCSR.self)
            if !status.isDebugEnabled {
                try switchDebugOn(isHalted: status.isHalted)
                areInterruptsMasked = false
            }
            try access.store(demcr)
            comparators.forgetArmed()
            watchpoints.forgetArmed()
        }
        try comparators.synchronize(access)
        try watchpoints.synchronize(access)
    }

    /// After a reset: what is in the hardware is to be looked at before the core runs on.
    func doubtPoints() {
        comparators.doubt()
        watchpoints.doubt()
        softwareBreakpoints.doubt()
    }
}
