internal import CUnicorn

// Time and the main loop.
extension UnicornCore {
    /// Core cycles since power-on.
    var cycle: UInt64 { engine.state.pointee.retired + time.extraCycles }

    public func run(nanoseconds: UInt64) {
        let end = clock.now + nanoseconds
        while clock.now < end, !isHalted, !isHeldInReset {
            // Segments are short enough for the products of time and frequency.
            runSegment(until: min(end, clock.now + Limits.segmentNanoseconds))
        }
    }

    private func runSegment(until end: UInt64) {
        time.begin(at: clock.now, cycle: cycle, hertz: environment.coreClockHertz)
        sliceLimit = Limits.firstSliceCycles
        while !isHalted, !isHeldInReset {
            if !debug.isStepping { takePendingException() }
            guard !isHalted, !isHeldInReset else { break }
            let budget = time.cycles(from: cycle, to: end)
            guard budget > 0 else { break }
            if sleep != .awake {
                sleepOn(cycles: budget)
            } else if isLockedUp {
                time.extraCycles += budget
            } else {
                let before = cycle
                execute(cycles: budget)
                // Whatever stands in the way of an instruction, time goes on.
                if cycle == before, !isHalted { time.extraCycles += 1 }
            }
            synchronise()
            performDeferred()
            guard time.hertz == max(1, environment.coreClockHertz) else { break }
        }
        finishSegment(at: end)
    }

    private func finishSegment(at end: UInt64) {
        let isOver = time.cycles(from: cycle, to: end) == 0
        guard isOver, !isHalted, !isHeldInReset else {
            time.forgetCredit()
            return
        }
        clock.advance(toNanosecond: end)
        time.end(at: end, cycle: cycle)
    }

    /// Brings the board's clock and the cycle counters up to the instruction being executed.
    func synchronise() {
        clock.advance(toNanosecond: time.instant(ofCycle: cycle))
        countSysTick()
    }

    func countSysTick() {
        if sysTick.count(toCycle: cycle) { exceptions.setPending(.systemTick) }
        watch.count(toCycle: cycle)
        if debug.isTraceEnabled { sampleProgramCounter() }
    }

    private func sleepOn(cycles budget: UInt64) {
        time.extraCycles += min(budget, sysTick.cyclesToInterrupt ?? budget)
        countSysTick()
        wakeIfPossible()
    }

    private func execute(cycles budget: UInt64) {
        if debug.isStepping {
            step()
            return
        }
        guard isThumb else { return raise(.invalidState, at: programCounter) }
        let untilTick = sysTick.cyclesToInterrupt ?? budget
        let limit = max(1, min(budget, untilTick))
        if passWaitLoop(cycles: limit) { return }
        // A first short slice shows a wait loop early; code that does something gets longer ones.
        let stops = runSlice(instructions: min(limit, sliceLimit))
        sliceLimit =
            limit == untilTick
            ? Limits.firstSliceCycles : min(2 * sliceLimit, Limits.longestSliceCycles)
        lookForWaitLoop(stops)
        if stops.contains(.itAhead) { runThroughIfThen() }
    }

    @discardableResult
    func runSlice(instructions: UInt64, exitAt: UInt32 = 0, stopsAtBreakpoints: Bool = true)
        -> Engine.Stops
    {
        forgetStaleCode()
        armExaminations(stopsAtBreakpoints: stopsAtBreakpoints)
        let address = programCounter
        runStart = (address, ProgramStatus.itState(engine.programStatus))
        engine.state.pointee.pc = UInt32.max
        let before = engine.state.pointee.retired
        isInSlice = true
        let outcome = engine.run(from: address, instructions: instructions, exitAt: exitAt)
        isInSlice = false
        if engine.state.pointee.retired != before { debug.hasRetired = true }
        handle(outcome, exitAt: exitAt)
        return outcome.stops
    }

    /// One instruction, also inside an IT block. A conditional one that is skipped is one too.
    func runOne() {
        let address = programCounter
        guard isThumb else { return raise(.invalidState, at: address) }
        guard !isBreakpoint(address) else { return breakpointHit() }
        let itState = ProgramStatus.itState(engine.programStatus)
        let before = engine.state.pointee.retired
        if let first = engine.halfword(at: address), itState != 0 || Thumb.isIfThen(first) {
            let next = address &+ (Thumb.isWide(first) ? 4 : 2)
            runSlice(instructions: 1, exitAt: next, stopsAtBreakpoints: false)
        } else {
            runSlice(instructions: 1, stopsAtBreakpoints: false)
        }
        if engine.state.pointee.retired == before, !isHalted {
            time.extraCycles += 1
            debug.hasRetired = true
        }
    }

    /// A breakpoint lies in the IT block ahead, where no hook stops: go on by single steps.
    private func runThroughIfThen() {
        for _ in 0...Limits.ifThenInstructions {
            runOne()
            guard !isHalted, deferred.isEmpty else { return }
            if ProgramStatus.itState(engine.programStatus) == 0 { return }
        }
    }

    /// C_STEP: one instruction with the exception entry it causes, or the entry of an exception
    /// that was pending (DDI 0403E, C1.5.4).
    private func step() {
        if !takePendingException() { runOne() }
        // A stepped WFI completes; else the debugger would wait for the next interrupt.
        if !isHalted { sleep = .awake }
        if !isHalted { halt(because: .halted) }
    }

    private func performDeferred() {
        let wanted = deferred
        deferred = []
        if wanted.contains(.systemReset) {
            systemReset()
        } else if wanted.contains(.coreReset) {
            resetCore()
        }
        if wanted.contains(.halt), !isHeldInReset { halt(because: .halted) }
    }

    private func armExaminations(stopsAtBreakpoints: Bool) {
        var wanted: Engine.Examine = []
        if let masked = maskedPriority() {
            wanted.insert(.masks)
            engine.state.pointee.watched_priority = UInt32(masked)
            (engine.state.pointee.priority_mask, engine.state.pointee.group_mask) =
                exceptions.masks
        }
        if configuration.hasFPU {
            if !system.isFloatingPointEnabled(isUnprivileged: engine.isUnprivilegedThread) {
                wanted.insert(.floatingPointDisabled)
            } else if system.isLazyStackingActive {
                wanted.insert(.lazyFloatingPoint)
            }
        }
        if system.trapsDivisionByZero { wanted.insert(.division) }
        if system.trapsUnaligned { wanted.insert(.alignment) }
        let addresses = stopsAtBreakpoints ? breakpointAddresses : []
        if !addresses.isEmpty { wanted.insert(.breakpoints) }
        engine.setBreakpoints(addresses)
        engine.setWatchpoints(armedWatchpoints)
        engine.setDamage(environment.damagedCells)
        engine.state.pointee.examine = wanted.rawValue
    }
}
