internal import CUnicorn

// Exception entry, return and what may be taken when (DDI 0403E, B1.5).
extension UnicornCore {
    /// ExecutionPriority() of B1.5.4.
    var executionPriority: Int {
        engine.privileged {
            var priority = exceptions.activePriority
            let basePriority = engine.read(.basePriority)
            if let held = exceptions.group(basePriority: basePriority) {
                priority = min(priority, held)
            }
            if engine.read(.priorityMask) & 1 != 0 { priority = min(priority, 0) }
            if engine.read(.faultMask) & 1 != 0 { priority = min(priority, -1) }
            return priority
        }
    }

    private var candidate: Exception? {
        let isStepErratum = debug.isStepping && configuration.stepsIntoPendingExceptions
        guard debug.masksInterrupts, !isStepErratum else { return exceptions.firstPending() }
        // C_MASKINTS holds back PendSV, SysTick and the external interrupts (C1.6.2).
        return exceptions.firstPending { $0 < .pendingService }
    }

    /// Enters the pending exception that beats what runs now; false if none does.
    @discardableResult
    func takePendingException() -> Bool {
        guard exceptions.hasPending, !isLockedUp, let first = candidate else { return false }
        guard exceptions.groupPriority(first) < executionPriority else { return false }
        sleep = .awake
        enter(first, returningTo: programCounter)
        return true
    }

    /// The group priority of a pending exception that only the mask registers hold back, which
    /// unprivileged code cannot change.
    func maskedPriority() -> Int? {
        guard exceptions.hasPending, let first = candidate, first > .hardFault else { return nil }
        let priority = exceptions.groupPriority(first)
        guard priority < exceptions.activePriority, !engine.isUnprivilegedThread else {
            return nil
        }
        return priority
    }

    /// WFI wakes for what PRIMASK alone holds back (B1.5.19).
    func wakeIfPossible() {
        guard sleep != .awake, !isHeldInReset else { return }
        if sleep == .forEvent, isEventRegistered {
            isEventRegistered = false
            sleep = .awake
            return
        }
        guard let first = candidate else { return }
        let basePriority = engine.privileged { engine.read(.basePriority) }
        var priority = exceptions.activePriority
        if let held = exceptions.group(basePriority: basePriority) {
            priority = min(priority, held)
        }
        if exceptions.groupPriority(first) < priority || system.sendsEventOnPending {
            sleep = .awake
        }
    }

    // MARK: Entry

    func enter(_ exception: Exception, returningTo address: UInt32) {
        let status = engine.programStatus
        let isThread = status & ProgramStatus.exceptionMask == 0
        let control = engine.control
        let usesProcessStack = isThread && control & Control.processStack != 0
        let hasFloating = configuration.hasFPU && control & Control.floating != 0
        let isStacked = pushFrame(
            status: status, returnAddress: address, hasFloating: hasFloating, control: control)
        exceptions.activate(exception)
        traceException(exception.number, action: 1)
        // ExceptionTaken(): SPSEL and FPCA are cleared, nPRIV stays.
        let kept = control & Control.unprivileged
        if control != kept { engine.control = kept }
        let cleared = ProgramStatus.exceptionMask | ProgramStatus.itMask
        engine.programStatus = status & ~cleared | exception.number
        var returnCode: UInt32 =
            isThread
            ? (usesProcessStack ? 0xFFFF_FFFD : 0xFFFF_FFF9)
            : 0xFFFF_FFF1
        if hasFloating { returnCode &= ~ExceptionReturn.basicFrame }
        if configuration.architecture == .v8M, !configuration.isSecure {
            returnCode &= ~ExceptionReturn.secureBits
        }
        engine.write(returnCode, to: .link)
        isEventRegistered = true
        time.extraCycles += Limits.exceptionCycles
        guard isStacked else { return stackingFailed(exception) }
        jumpToHandler(exception)
    }

    private func jumpToHandler(_ exception: Exception) {
        let vector: UInt32
        do throws(BusFault) {
            vector = try load(system.vectorTable &+ 4 * exception.number)
        } catch {
            return vectorFailed(exception)
        }
        let thumb = vector & 1 != 0 ? ProgramStatus.thumb : 0
        engine.programStatus = engine.programStatus & ~ProgramStatus.thumb | thumb
        programCounter = vector & ~1
        catchVector(of: exception)
    }

    /// False: a store met a bus fault.
    private func pushFrame(
        status: UInt32, returnAddress: UInt32, hasFloating: Bool, control: UInt32
    ) -> Bool {
        let stack = engine.read(.stackPointer)
        let size: UInt32 = hasFloating ? 0x68 : 0x20
        let isMisaligned = stack & 4 != 0
        let frame = (stack &- size) & ~7
        var words = (0...3).map { engine.read(.general($0)) }
        words += [engine.read(.general(12)), engine.read(.link), returnAddress]
        let padded = isMisaligned ? ProgramStatus.stackAligned : 0
        words.append(status & ~ProgramStatus.stackAligned | padded)
        engine.write(frame, to: .stackPointer)
        do throws(BusFault) {
            for (index, word) in words.enumerated() {
                try store(word, frame &+ 4 * UInt32(index))
            }
            guard hasFloating else { return true }
            if system.usesLazyStacking {
                system.deferFloatingPoint(
                    to: frame &+ 0x20, isThread: status & ProgramStatus.exceptionMask == 0,
                    isUnprivileged: control & Control.unprivileged != 0)
            } else {
                try storeFloatingPoint(at: frame &+ 0x20)
            }
        } catch {
            return false
        }
        return true
    }

    private func storeFloatingPoint(at address: UInt32) throws(BusFault) {
        for index in 0..<16 {
            try store(engine.read(.single(index)), address &+ 4 * UInt32(index))
        }
        try store(engine.read(.floatingStatus), address &+ 0x40)
    }

    /// PreserveFPState(): the first floating-point instruction after a lazy entry.
    func saveLazyFloatingPoint() {
        engine.state.pointee.examine &= ~Engine.Examine.lazyFloatingPoint.rawValue
        let address = system.floatingPointAddress
        system.endLazyStacking()
        do throws(BusFault) {
            try storeFloatingPoint(at: address)
        } catch {
            system.faultStatus |= FaultStatus.lazyStackingBus
            exceptions.setPending(.busFault)
            engine.stop()
        }
    }

    // MARK: Return

    /// BX or POP of an EXC_RETURN value in Handler mode (B1.5.8). Armv8-M has S, DCRS and ES
    /// beside, which say Secure or Non-secure; the state here is always the same.
    func returnFromException(_ given: UInt32) {
        let isV8 = configuration.architecture == .v8M
        let code = isV8 ? given | ExceptionReturn.secureBits : given
        let number = engine.exceptionNumber
        let exception = Exception(Int(number))
        let isToThread = code & 0xF != ExceptionReturn.toHandler
        guard isReturnValid(code, from: exception) else {
            exceptions.deactivate(exception)
            engine.write(code, to: .link)
            return raise(.invalidReturn, at: programCounter)
        }
        exceptions.deactivate(exception)
        traceException(number, action: 2)
        if exception != .nonMaskable { engine.write(0, to: .faultMask) }
        isEventRegistered = true
        time.extraCycles += Limits.exceptionCycles
        let usesProcessStack = code & 0xF == ExceptionReturn.toProcessStack
        let register: Engine.Register = usesProcessStack ? .processStack : .mainStack
        guard let status = popFrame(from: register, code: code) else { return }
        let isConsistent = (status & ProgramStatus.exceptionMask == 0) == isToThread
        let control =
            engine.control & Control.unprivileged
            | (usesProcessStack ? Control.processStack : 0)
            | (code & ExceptionReturn.basicFrame == 0 ? Control.floating : 0)
        engine.control = control
        engine.programStatus = status & ~ProgramStatus.stackAligned
        traceException(status & ProgramStatus.exceptionMask, action: 3)
        guard isConsistent else { return raise(.invalidReturn, at: programCounter) }
        if isToThread, system.sleepsOnExit, candidate == nil { sleep = .forInterrupt }
    }

    private func isReturnValid(_ code: UInt32, from exception: Exception) -> Bool {
        guard exception.index < exceptions.count, exceptions.active[exception.index] else {
            return false
        }
        guard code & ExceptionReturn.fixedBits == ExceptionReturn.fixedBits else { return false }
        if code & ExceptionReturn.basicFrame == 0, !configuration.hasFPU { return false }
        switch code & 0xF {
        case ExceptionReturn.toHandler: return exceptions.activeCount > 1
        case ExceptionReturn.toMainStack, ExceptionReturn.toProcessStack:
            return exceptions.activeCount == 1 || system.permitsThreadWithActiveExceptions
        default: return false
        }
    }

    /// The popped xPSR; nil when unstacking met a bus fault, which is then being handled.
    private func popFrame(from register: Engine.Register, code: UInt32) -> UInt32? {
        let frame = engine.read(register)
        let hasFloating = code & ExceptionReturn.basicFrame == 0
        do throws(BusFault) {
            var words: [UInt32] = []
            for index in 0..<UInt32(8) { words.append(try load(frame &+ 4 * index)) }
            if hasFloating { try restoreFloatingPoint(from: frame &+ 0x20) }
            for index in 0...3 { engine.write(words[index], to: .general(index)) }
            engine.write(words[4], to: .general(12))
            engine.write(words[5], to: .link)
            programCounter = words[6] & ~1
            let padding: UInt32 = words[7] & ProgramStatus.stackAligned != 0 ? 4 : 0
            engine.write(frame &+ (hasFloating ? 0x68 : 0x20) | padding, to: register)
            return words[7]
        } catch {
            raise(.unstacking, at: programCounter)
            return nil
        }
    }

    private func restoreFloatingPoint(from address: UInt32) throws(BusFault) {
        guard !system.isLazyStackingActive else { return system.endLazyStacking() }
        for index in 0..<16 {
            engine.write(try load(address &+ 4 * UInt32(index)), to: .single(index))
        }
        engine.write(try load(address &+ 0x40), to: .floatingStatus)
    }
}

/// EXC_RETURN (DDI 0403E, B1.5.8).
enum ExceptionReturn {
    static let toHandler: UInt32 = 0x1
    static let toMainStack: UInt32 = 0x9
    static let toProcessStack: UInt32 = 0xD
    /// Clear: the frame has floating-point registers.
    static let basicFrame: UInt32 = 1 << 4
    static let fixedBits: UInt32 = 0xFFFF_FFE0
    /// Armv8-M: S and ES; both clear in Non-secure state (DDI 0553, EXC_RETURN).
    static let secureBits: UInt32 = 1 << 6 | 1 << 0
}
