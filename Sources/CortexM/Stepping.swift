public import TargetMemory

extension Core {
    /// Executes one instruction, with interrupts masked unless `interruptMasking` says otherwise.
    public func step() throws(TargetFault) -> HaltReason {
        try requireHalted("Step")
        try prepareStep()
        let before = try register(RegisterSelector.xpsr)
        let place = Address(try register(RegisterSelector.programCounter))
        try maskInterrupts(interruptMasking.masksSteps)
        if watchpoints.hasArmed { try clearFaultStatus() }
        try requestStep(from: place, before)
        registers.invalidate()
        dataCache.noteStep()
        isFaultStatusStale = true
        try waitForStep()
        let reason = try stepReason(xpsrBefore: before)
        try passBreakpointInstruction(at: place)
        return reason
    }

    /// Where it is not known whether the request arrived: it did if the program counter has moved.
    /// An instruction that leads to itself may be executed once more.
    private func requestStep(from place: Address, _ xpsr: UInt32) throws(TargetFault) {
        try insist { () throws(TargetFault) in
            try access.store(DHCSR.control(maskRequest.union(.step)))
        } untilTaken: { () throws(TargetFault) in
            registers.invalidate()
            try waitForStep()
            let counter = try register(RegisterSelector.programCounter)
            let status = try register(RegisterSelector.xpsr)
            return counter != place.rawValue || status != xpsr
        }
    }

    private func waitForStep() throws(TargetFault) {
        var deadline = Deadline(milliseconds: Limits.stepMilliseconds)
        repeat {
            let status = try access.fetch(DHCSR.self)
            if status.wasReset { try rearmAfterReset() }
            if status.isHalted { return }
            // It will not get any further: in WFI it waits for interrupts that are masked.
            if status.isLockedUp || status.isSleeping { break }
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
        if cpuid.erratum(.stepEntersPendingException) != nil, interruptMasking.masksSteps,
            exception > 6, exception != xpsrBefore & 0x1FF, exception != 11
        {
            return try runOutOfStrayException()
        }
        return .step
    }

    /// Erratum 702596 of Cortex-M7 r0p0 and r0p1: the step ended in a handler. Runs until the
    /// handler returns to the instruction that was to be next.
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
        // Held back from here on: only a step lets them through.
        try resume(masksInterrupts: true)
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

    /// A breakpoint at the instruction itself would stop the step before it has begun.
    private func prepareStep() throws(TargetFault) {
        try watchpoints.synchronize(access, keepingUnwanted: true)
        guard comparators.hasArmed || softwareBreakpoints.hasPlaced else { return }
        let place = Address(try register(RegisterSelector.programCounter))
        try comparators.disarm(at: place, access)
        try softwareBreakpoints.lift(at: place, from: self)
    }

    /// A BKPT of the program's own does not let a step by: it is passed over, as by a debugger
    /// that has set it.
    private func passBreakpointInstruction(at place: Address) throws(TargetFault) {
        guard try register(RegisterSelector.programCounter) == place.rawValue,
            try isBreakpointInstruction(at: place)
        else { return }
        try setRegister(RegisterSelector.programCounter, (place + 2).rawValue)
    }

    /// The same for a core that has stopped at one and is to go on, unless the program counter was
    /// moved meanwhile.
    func passInstructionAtStop() throws(TargetFault) {
        guard let place = instructionAtStop else { return }
        instructionAtStop = nil
        guard try register(RegisterSelector.programCounter) == place.rawValue else { return }
        try setRegister(RegisterSelector.programCounter, (place + 2).rawValue)
    }

    /// Whether there is a BKPT (0xBExx); not where nothing can be read. By a word, as not every
    /// probe has 16-bit access.
    func isBreakpointInstruction(at place: Address) throws(TargetFault) -> Bool {
        do throws(TargetFault) {
            let word = try access.readWord(place.alignedDown(to: 4))
            return word >> (8 * (place.rawValue & 2)) & 0xFF00 == 0xBE00
        } catch  where error.cause == .access {
            return false
        }
    }

    /// Runs from here to one of these addresses as if it were one step; `nil` where there are too
    /// few comparators for it.
    public func step(toOneOf exits: [Address]) throws(TargetFault) -> HaltReason? {
        try requireHalted("Step")
        var taken: [Address] = []
        defer { for exit in taken { comparators.unwant(exit, as: .temporary) } }
        for exit in exits {
            guard comparators.want(exit, as: .temporary) else { return nil }
            taken.append(exit)
        }
        try prepareStep()
        let place = Address(try register(RegisterSelector.programCounter))
        try resume(masksInterrupts: interruptMasking.masksSteps)
        var deadline = Deadline(milliseconds: Limits.stepMilliseconds)
        repeat {
            guard let reason = try poll() else { continue }
            if case .comparator(let address) = reason, exits.contains(address) { return .step }
            return reason
        } while deadline.wait(on: access.pause)
        notices(.debug, "the sequence at \(place) does not end; halted inside")
        try haltNow()
        return .step
    }
}
