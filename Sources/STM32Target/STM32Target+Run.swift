import CortexM
public import DebugSession
public import TargetMemory

extension STM32Target {
    public var isRunning: Bool { !core.isHalted }

    public func resume(at address: Address?) throws(TargetFault) {
        if isRunning { try core.haltNow() }
        try jump(to: address)
        cache.empty()
        isInterruptPending = false
        transaction?.isRAMWritten = false
        try core.resume()
    }

    public func step(at address: Address?) throws(TargetFault) -> StopReason {
        try jump(to: address)
        cache.noteStep()
        if let exits = try exitsOfExclusiveSequence(), let reason = try core.step(toOneOf: exits) {
            return stopReason(reason, wasInterrupt: false)
        }
        return stopReason(try core.step(), wasInterrupt: false)
    }

    /// Where the sequence of a load-exclusive and its store is left, if the core stands before one.
    private func exitsOfExclusiveSequence() throws(TargetFault) -> [Address]? {
        guard core.cpuid.architecture.hasExclusives, core.isHalted else { return nil }
        let place = Address(try core.register(RegisterSelector.programCounter))
        do throws(TargetFault) {
            guard ExclusiveSequence.isLoad(try readMemory(place, count: 4)) else { return nil }
            let code = try readMemory(place, count: ExclusiveSequence.byteCountMax)
            return ExclusiveSequence.exits(of: code, at: place)
        } catch  where error.cause == .access {
            // At the end of a memory, or where nothing is: the step itself tells what comes of it.
            return nil
        }
    }

    public func halt() throws(TargetFault) {
        isInterruptPending = true
        try core.requestHalt()
    }

    public func poll() throws(TargetFault) -> StopReason? {
        if core.isHalted { return isInterruptPending ? .interrupted : .trap }
        guard let reason = try polled() else { return nil }
        defer { isInterruptPending = false }
        return stopReason(reason, wasInterrupt: isInterruptPending)
    }

    /// A link that breaks while the program runs is mostly the program's doing.
    private func polled() throws(TargetFault) -> HaltReason? {
        do throws(TargetFault) {
            return try core.poll()
        } catch  where error.cause == .link || error.cause == .timeout || error.cause == .access {
            throw TargetFault(
                error.cause, at: error.address,
                "the connection to the target was lost while the program ran (\(error.message)): "
                    + "the program may have turned the debug pins off, gone to sleep or lost its "
                    + "supply. Connect again under reset (--connect-under-reset)")
        }
    }

    private func jump(to address: Address?) throws(TargetFault) {
        guard let address else { return }
        try core.setRegister(RegisterSelector.programCounter, address.rawValue & ~1)
    }

    private func stopReason(_ reason: HaltReason, wasInterrupt: Bool) -> StopReason {
        stopNote = nil
        switch reason {
        case .comparator: return .hardwareBreakpoint
        case .softwareBreakpoint: return .softwareBreakpoint
        case .instruction, .step, .reset: return .trap
        case .watchpoint(let access, let address): return .watchpoint(access.watchKind, address)
        case .requested: return wasInterrupt ? .interrupted : .trap
        case .lockup:
            stopNote = "the core is locked up: a fault in a fault handler"
            return .fault(signal: 11)
        case .fault(let report):
            stopNote = report.message
            return .fault(signal: report.signal)
        }
    }

    public func faultSentences() throws(TargetFault) -> [String] {
        try core.faultReport().sentences
    }

    public func insert(
        _ kind: BreakpointKind, at address: Address, length: Int
    ) throws(TargetFault) {
        try want(kind, at: address, length: length)
        guard isRunning, core.isAttached else { return }
        do throws(TargetFault) {
            try core.placePoints()
        } catch {
            unwant(kind, at: address, length: length)
            throw error
        }
    }

    public func remove(
        _ kind: BreakpointKind, at address: Address, length: Int
    ) throws(TargetFault) {
        unwant(kind, at: address, length: length)
        // A halted core is written to when it goes on: gdb takes points out at each stop.
        if isRunning, core.isAttached { try core.placePoints() }
    }

    private func want(
        _ kind: BreakpointKind, at address: Address, length: Int
    ) throws(TargetFault) {
        switch kind {
        case .watch(let watch):
            try core.insertWatchpoint(watch.access, at: address, byteCount: max(length, 1))
        case .software where layout.isRAM(address):
            core.insertSoftwareBreakpoint(at: address)
        case .software, .hardware:
            do throws(TargetFault) {
                try core.insertHardwareBreakpoint(at: address)
            } catch {
                guard kind == .software, layout.isExternal(address) else { throw error }
                core.insertSoftwareBreakpoint(at: address)
                return
            }
            breakpointKinds[address, default: []].insert(kind)
        }
    }

    private func unwant(_ kind: BreakpointKind, at address: Address, length: Int) {
        switch kind {
        case .watch(let watch):
            core.removeWatchpoint(watch.access, at: address, byteCount: max(length, 1))
        case .software, .hardware:
            if kind == .software { core.removeSoftwareBreakpoint(at: address) }
            breakpointKinds[address]?.remove(kind)
            if breakpointKinds[address]?.isEmpty ?? true {
                breakpointKinds[address] = nil
                core.removeHardwareBreakpoint(at: address)
            }
        }
    }
}

extension WatchKind {
    fileprivate var access: WatchAccess {
        switch self {
        case .read: .read
        case .write: .write
        case .access: .access
        }
    }
}

extension WatchAccess {
    fileprivate var watchKind: WatchKind {
        switch self {
        case .read: .read
        case .write: .write
        case .access: .access
        }
    }
}
