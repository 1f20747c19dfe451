internal import CUnicorn

// Halting debug: DHCSR, DCRSR, DCRDR, DEMCR, DFSR, breakpoints and watchpoints (DDI 0403E, C1).
extension UnicornCore {
    typealias DebugBits = DebugControl.Bits

    /// `offset` from 0xE000E000.
    func debugRegister(_ offset: UInt32, by master: BusMaster) -> UInt32 {
        switch offset {
        case 0xD30: return debug.faultStatus
        case 0xDF0: return haltingStatus(by: master)
        case 0xDF8: return debug.transferData
        case 0xDFC: return debug.exceptionControl
        default: return 0
        }
    }

    func writeDebugRegister(_ value: UInt32, to offset: UInt32, by master: BusMaster) {
        switch offset {
        case 0xD30: debug.faultStatus &= ~value
        case 0xDF0: writeHaltingControl(value, by: master)
        case 0xDF4: transferRegister(value)
        case 0xDF8: debug.transferData = value
        case 0xDFC: writeExceptionControl(value)
        default: break
        }
    }

    private func haltingStatus(by master: BusMaster) -> UInt32 {
        var value = debug.control
        if debug.isRegisterReady { value |= DebugBits.registerReady }
        if isHalted { value |= DebugBits.isHalted }
        if isSleeping { value |= DebugBits.isSleeping }
        if isLockedUp, !isHalted { value |= DebugBits.isLockedUp }
        if debug.hasRetired { value |= DebugBits.hasRetired }
        if debug.wasReset { value |= DebugBits.wasReset }
        // S_SDE: Secure halting debug is allowed (DDI 0553, DHCSR).
        if configuration.architecture == .v8M, configuration.isSecure { value |= 1 << 20 }
        if master == .debugger {
            debug.hasRetired = false
            // The reset goes on: so does its trace.
            debug.wasReset = isHeldInReset
        }
        return value
    }

    private func writeHaltingControl(_ value: UInt32, by master: BusMaster) {
        guard value >> 16 == DebugBits.key else { return }
        let before = debug.control
        var wanted = value & DebugBits.writable
        // Software can neither enable nor disable its own debugger.
        if master == .core {
            wanted = wanted & ~DebugBits.enable | before & DebugBits.enable
        }
        if wanted & DebugBits.enable == 0 { wanted = 0 }
        // C_MASKINTS changes in Debug state only (C1.6.2).
        if !isHalted, before & DebugBits.enable != 0 {
            wanted = wanted & ~DebugBits.maskInterrupts | before & DebugBits.maskInterrupts
        }
        debug.control = wanted
        let wantsHalt = wanted & DebugBits.halt != 0
        if wantsHalt, !isHalted {
            if isInSlice {
                deferred.insert(.halt)
            } else if !isHeldInReset {
                halt(because: .halted)
            }
        } else if isHalted, !wantsHalt {
            leaveDebugState()
        }
    }

    private func writeExceptionControl(_ value: UInt32) {
        // Armv6-M: DWTENA, VC_HARDERR and VC_CORERESET (DDI 0419, C1.6.5).
        let writable =
            configuration.architecture == .v6M
            ? DebugBits.traceEnable | VectorCatch.hardError | VectorCatch.coreReset
            : DebugBits.traceEnable | DebugBits.monitor | DebugBits.vectorCatch
        countSysTick()
        debug.exceptionControl = value & writable
        watch.isTraceEnabled = debug.isTraceEnabled
        exceptions.setPending(.debugMonitor, value & DebugBits.monitorPending != 0)
    }

    // MARK: Debug state

    func halt(because reason: HaltReason) {
        guard debug.isEnabled else { return }
        debug.faultStatus |= reason.rawValue
        debug.isHalted = true
        debug.control |= DebugBits.halt
        sleep = .awake
        isLockedUp = false
        time.forgetCredit()
    }

    private func leaveDebugState() {
        debug.isHalted = false
        // Time stood still for the timers of the core.
        wakeIfPossible()
    }

    // MARK: Events

    /// Whether FPB and DWT can do anything: by halting, or by a DebugMonitor exception where that
    /// may be taken now. Else there is no event (C1.4.1).
    private var canRespond: Bool { debug.isEnabled || canPendMonitor }

    private var canPendMonitor: Bool {
        debug.isMonitorEnabled && exceptions.groupPriority(.debugMonitor) < executionPriority
    }

    var breakpointAddresses: [UInt32] {
        guard canRespond else { return [] }
        return patch.addresses + watch.instructionAddresses.map(\.address)
    }

    func isBreakpoint(_ address: UInt32) -> Bool { breakpointAddresses.contains(address) }

    /// FPB, or a DWT comparator on an instruction address.
    func breakpointHit() {
        let address = programCounter
        let isPatched = patch.addresses.contains(address)
        for hit in watch.instructionAddresses where hit.address == address {
            watch.match(hit.comparator)
        }
        debugEvent(isPatched ? .breakpoint : .watchpoint)
    }

    func breakpointInstruction(at address: UInt32) {
        if debug.isEnabled { return halt(because: .breakpoint) }
        let canMonitor = debug.isMonitorEnabled
        if canMonitor { debug.faultStatus |= HaltReason.breakpoint.rawValue }
        takeSynchronous(
            .debugMonitor, at: address, isEnabled: canMonitor,
            escalatedStatus: FaultStatus.debugEvent)
    }

    func watchpointHit(_ hits: UInt32) {
        for (slot, watchpoint) in armedWatchpoints.enumerated() where hits >> slot & 1 != 0 {
            watch.match(watchpoint.comparator)
        }
        debugEvent(.watchpoint)
    }

    private func debugEvent(_ reason: HaltReason) {
        guard !isHalted else {
            debug.faultStatus |= reason.rawValue
            return
        }
        if debug.isEnabled {
            halt(because: reason)
        } else if canPendMonitor {
            debug.faultStatus |= reason.rawValue
            exceptions.setPending(.debugMonitor)
        }
    }

    var armedWatchpoints: [DataWatch.Watchpoint] {
        guard canRespond else { return [] }
        return watch.watchpoints
    }
}
