internal import CUnicorn

// What a run of the engine ended with.
extension UnicornCore {
    var programCounter: UInt32 {
        get { engine.read(.programCounter) }
        set { engine.setProgramCounter(newValue) }
    }

    var isThumb: Bool { engine.programStatus & ProgramStatus.thumb != 0 }

    func handle(_ outcome: Engine.Outcome, exitAt: UInt32) {
        let stops = outcome.stops
        let watchHits = stops.contains(.watchpoint) ? engine.state.pointee.watch_hits : 0
        if stops.contains(.fault) {
            handleFault()
        } else if stops.contains(.interrupt) {
            handleInterrupt(engine.state.pointee.interrupt)
        } else if outcome.isInvalidInstruction {
            handleInvalidInstruction()
        } else if stops.contains(.breakpoint) {
            breakpointHit()
        } else if stops.contains(.unaligned) {
            raise(.unaligned, at: programCounter)
        } else if stops.contains(.coprocessor) {
            raise(.noCoprocessor, at: programCounter)
        } else if stops.contains(.division) {
            raise(.divisionByZero, at: programCounter)
        } else if stops.isEmpty {
            handleSilentStop()
        }
        // The access was made whatever else came of the instruction.
        if watchHits != 0 { watchpointHit(watchHits) }
    }

    private func handleFault() {
        let state = engine.state.pointee
        let address = state.fault_address
        if state.fault_kind == UInt32(CU_FAULT_FETCH) {
            programCounter = address & ~1
            return raise(.instructionBus, at: address & ~1)
        }
        restoreSnapshot()
        programCounter = state.fault_pc
        engine.programStatus = ProgramStatus.with(
            itState: itState(at: state.fault_pc), in: engine.programStatus)
        raise(.preciseBus(address), at: state.fault_pc)
    }

    private func restoreSnapshot() {
        let registers = withUnsafeBytes(of: engine.state.pointee.snapshot) {
            Array($0.bindMemory(to: UInt32.self))
        }
        for index in 0...12 { engine.write(registers[index], to: .general(index)) }
        engine.write(registers[13], to: .stackPointer)
        engine.write(registers[14], to: .link)
    }

    /// QEMU's exception numbers for Arm, as Unicorn's interrupt hook gets them.
    private enum Raised {
        static let supervisorCall: UInt32 = 2
        static let prefetchAbort: UInt32 = 3
        static let dataAbort: UInt32 = 4
        static let breakpoint: UInt32 = 7
        static let exceptionExit: UInt32 = 8
        static let noCoprocessor: UInt32 = 17
        static let invalidState: UInt32 = 18
    }

    private func handleInterrupt(_ number: UInt32) {
        let address = programCounter
        switch number {
        case Raised.supervisorCall:
            takeSynchronous(.supervisorCall, at: address, isEnabled: true)
        case Raised.breakpoint: breakpointInstruction(at: address)
        // Unicorn has split the value into an even address and the Thumb bit.
        case Raised.exceptionExit: leaveHandler(address | 1)
        case Raised.prefetchAbort: raise(.executeNever, at: address)
        case Raised.dataAbort: raise(.unaligned, at: address)
        case Raised.noCoprocessor: raise(.noCoprocessor, at: address)
        case Raised.invalidState: raise(.invalidState, at: address)
        default: raise(.undefined, at: address)
        }
    }

    private func leaveHandler(_ code: UInt32) {
        if engine.exceptionNumber == 0 {
            // Thread mode has no exception to return from: a branch to where nothing executes.
            programCounter = code & ~1
            return raise(.executeNever, at: code & ~1)
        }
        returnFromException(code)
    }

    private func handleInvalidInstruction() {
        let address = engine.state.pointee.pc
        guard isThumb else { return raise(.invalidState, at: programCounter) }
        // WFE and YIELD come this way, with the program counter behind them.
        let opcode = engine.halfword(at: address)
        if programCounter == address &+ 2 || programCounter == address &+ 4 {
            let wide = opcode == 0xF3AF ? engine.halfword(at: address &+ 2) : nil
            if opcode == Thumb.waitForEvent || wide == 0x8002 { waitForEvent() }
            return
        }
        raise(.undefined, at: programCounter)
    }

    /// WFI, or the end of a step.
    private func handleSilentStop() {
        let address = engine.state.pointee.pc
        guard address != UInt32.max, let opcode = engine.halfword(at: address) else { return }
        let wide = opcode == 0xF3AF ? engine.halfword(at: address &+ 2) : nil
        guard opcode == Thumb.waitForInterrupt || wide == 0x8003 else { return }
        sleep = .forInterrupt
        countSysTick()
        wakeIfPossible()
    }

    private func waitForEvent() {
        // To Unicorn SEV is a NOP, so it is found where it stands: just before.
        let before = engine.recentAddresses.dropFirst().lazy.compactMap {
            self.engine.halfword(at: $0)
        }
        let hasSent =
            before.first { $0 == Thumb.sendEvent || $0 == Thumb.waitForEvent } == Thumb.sendEvent
        if isEventRegistered || hasSent {
            isEventRegistered = false
            return
        }
        sleep = .forEvent
        countSysTick()
        wakeIfPossible()
    }
}
