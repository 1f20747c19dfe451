public import CortexM
public import DebugSession
import STM32
import STM32Flash
public import TargetMemory

extension STM32Target {
    public func attach() throws(TargetFault) {
        try core.attach()
        try enterDebugUnit()
        noteProtection()
        noteEmptyStart()
        cache.empty()
        switch options.arrival {
        case .halt:
            try core.haltNow()
            try tidyUp()
        case .reset:
            try startProgram()
            try core.resetAndHalt()
        case .keepRunning: break
        }
    }

    public func detach(leaveHalted: Bool) throws(TargetFault) {
        breakpointKinds.removeAll()
        cache.empty()
        isInterruptPending = false
        var failure: TargetFault?
        do throws(TargetFault) {
            try stopSending()
            try leaveDebugUnit()
        } catch {
            failure = error
        }
        try core.leave(halted: leaveHalted)
        if let failure { throw failure }
    }

    public func reset(_ kind: ResetKind) throws(TargetFault) { try reset(kind, by: .either) }

    /// The same by a certain means, for who wants to know whether that one works.
    public func reset(_ kind: ResetKind, by method: ResetMethod) throws(TargetFault) {
        cache.empty()
        try startProgram()
        switch kind {
        case .halt: try core.resetAndHalt(by: method)
        case .run: try core.resetAndRun(by: method)
        }
    }

    /// A chip that took its flash for empty when power came starts its boot loader. Once there is a
    /// program, a reset of ours starts that.
    private func startProgram() throws(TargetFault) {
        guard let check = EmptyCheck(access: access, identity: identity) else { return }
        do throws(TargetFault) {
            guard try check.correct() else { return }
        } catch  where error.cause != .probeLost && error.cause != .link {
            // Protected cells cannot be looked at; a reset is a reset all the same.
            notices(error.cause == .access ? .debug : .warning, error.message)
            return
        }
        isBootLoaderStarted = false
        notices(
            .info,
            "the chip had noted an empty flash when power came; the note is cleared, so that the "
                + "program in it starts now")
    }

    /// What a debugger left behind that was killed: here a flash interface that is open. A reset
    /// closes it too.
    private func tidyUp() throws(TargetFault) {
        guard core.isInheritedFromDebugger, let flashSession else { return }
        do throws(TargetFault) {
            guard try flashSession.lockWhatWasLeftOpen() else { return }
            notices(
                .info, "a debugger that never said goodbye had left the flash open; it is locked")
        } catch  where error.cause != .probeLost && error.cause != .link {
            notices(.warning, error.message)
        }
    }

    private func noteEmptyStart() {
        let isSet = try? EmptyCheck(access: access, identity: identity)?.isSet()
        isBootLoaderStarted = isSet == true
    }

    /// Clocks that keep the debug port alive in sleep, and watchdogs that stop while halted.
    private func enterDebugUnit() throws(TargetFault) {
        guard debugUnitFound.isEmpty, let unit = identity.device?.debugUnit else { return }
        for wanted in unit.whileDebugging {
            let value = try access.readWord(wanted.address)
            // What a debugger left that never said goodbye is not the program's.
            let found = core.isInheritedFromDebugger ? value & ~wanted.bits : value
            guard found & wanted.bits != wanted.bits else { continue }
            debugUnitFound.append(RegisterBits(wanted.address, found))
            guard value & wanted.bits != wanted.bits else { continue }
            try access.holdWord(value | wanted.bits, to: wanted.address)
        }
    }

    private func leaveDebugUnit() throws(TargetFault) {
        // The unit's own clock, switched on first, goes last.
        let found = debugUnitFound.reversed()
        debugUnitFound = []
        for register in found { try access.holdWord(register.bits, to: register.address) }
    }
}
