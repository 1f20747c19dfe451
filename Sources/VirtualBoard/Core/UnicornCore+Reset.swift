// Resets (DDI 0403E, B1.5.5 and C1.4): NRST and SYSRESETREQ leave debug alone, power-on does not.
extension UnicornCore {
    public func assertReset() {
        isHeldInReset = true
        resetState()
    }

    public func releaseReset() {
        guard isHeldInReset else { return }
        isHeldInReset = false
        startFromVectors()
    }

    public func powerOnReset() {
        debug = DebugControl()
        patch.powerOnReset()
        watch.powerOnReset()
        trace.powerOnReset()
        let wasHeld = isHeldInReset
        resetCore()
        isHeldInReset = wasHeld
    }

    /// SYSRESETREQ: the whole chip but for debug.
    func systemReset() {
        environment.systemReset()
        resetCore()
    }

    /// VECTRESET, or the core's part of a system reset.
    func resetCore() {
        guard !isHeldInReset else { return resetState() }
        resetState()
        startFromVectors()
    }

    private func resetState() {
        deferred = []
        debug.systemReset()
        exceptions.reset()
        sysTick.reset()
        system.reset(vectorTable: environment.bootAddress)
        sleep = .awake
        isLockedUp = false
        isEventRegistered = false
        caughtVectors = 0
        time.forgetCredit()
        for block in map.blocks where block.cells != nil || !block.isWritable {
            staleCode.append(
                block.base..<UInt32(clamping: UInt64(block.base) + UInt64(block.byteCount)))
        }
        engine.resetRegisters()
    }

    private func startFromVectors() {
        system.vectorTable = environment.bootAddress & ~0x7F
        do throws(BusFault) {
            let stack = try load(system.vectorTable)
            let vector = try load(system.vectorTable &+ 4)
            engine.write(stack & ~3, to: .mainStack)
            engine.programStatus = vector & 1 != 0 ? ProgramStatus.thumb : 0
            programCounter = vector & ~1
        } catch {
            lockUp(at: 0)
        }
        if debug.control & DebugBits.halt != 0 {
            // C_HALT written while reset was held: not one instruction runs.
            halt(because: .halted)
        } else if debug.vectorCatch & VectorCatch.coreReset != 0 {
            halt(because: .vectorCatch)
        }
    }
}
