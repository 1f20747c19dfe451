public import TargetMemory

/// A Cortex-M core under halting debug: run control, registers, breakpoints, reset.
///
/// It keeps what it knows (halted, registers, comparators), so that few transfers are needed; the
/// knowledge ends when the core runs. Breakpoints are written when the core is next started, since
/// debuggers remove and insert them around every stop.
public final class Core {
    public let access: any CoreAccess
    public let cpuid: CPUID
    /// Which faults halt the core at the handler's entry.
    public var catches: DEMCR.Catch = [.hardFault]
    /// When C_MASKINTS is set.
    public var interruptMasking = MaskingPolicy.stepping
    /// Whether the core was halted when last looked at.
    public internal(set) var isHalted = false
    /// What of the optional there is; decides which registers exist.
    public let features: CoreFeatures
    public var hasFPU: Bool { features.hasFPU }

    /// Who wants to know what happens on the way.
    public let notices: NoticeSink
    var found: FoundState?
    var registers = RegisterCache()
    var dataCache = DataCacheState()
    var comparators = ComparatorBank()
    var watchpoints = WatchpointBank()
    var softwareBreakpoints = SoftwareBreakpoints()
    /// C_MASKINTS is set; it stays so from the first step after a halt until the core is resumed,
    /// unless `interruptMasking` wants it otherwise.
    var areInterruptsMasked = false
    /// DFSR has bits from an earlier stop, to be cleared before the core runs.
    var isFaultStatusStale = false
    /// The BKPT instruction of the program's own at which the core has stopped: to go on means to
    /// go on behind it.
    var instructionAtStop: Address?
    /// A halt was asked for and not seen yet.
    var isHaltRequested = false
    /// DHCSR told of a reset that nobody asked for, since `expectNoReset`; a read of that register
    /// makes it forget.
    var wasResetUnasked = false
    /// DHCSR told of a reset where nobody could see to it: the next look at a running core does.
    var hasUnseenReset = false
    /// Whether halting debug was on before we came, where connecting has switched it on already;
    /// `nil`: as `attach` finds it.
    public var wasDebugEnabled: Bool?

    /// Identifies the core; changes nothing on it. Who has read CPUID already says so.
    public init(
        access: any CoreAccess, cpuid known: CPUID? = nil, notices: NoticeSink = .none
    ) throws(TargetFault) {
        self.access = access
        self.notices = notices
        let cpuid: CPUID
        if let known { cpuid = known } else { cpuid = try access.fetch(CPUID.self) }
        self.cpuid = cpuid
        guard cpuid.isArm else {
            throw TargetFault(
                .link, at: CPUID.address,
                "CPUID reads \(cpuid.rawValue.hex), which is no Arm core: the debug link is not "
                    + "reliable or the chip is held in reset. Check wiring, supply and SWD clock.")
        }
        features = try CoreFeatures.read(from: access, cpuid: cpuid)
    }

    public var isAttached: Bool { found != nil }

    /// While attached: some debugger was here before and never said goodbye.
    public var isInheritedFromDebugger: Bool { found?.dhcsr.isDebugEnabled ?? false }

    /// Switches halting debug on, without stopping the core, and takes note of the state found.
    public func attach() throws(TargetFault) {
        guard found == nil else { return }
        var state = try FoundState.take(from: access, catching: catches)
        if let wasDebugEnabled { state.dhcsr.setDebugEnabled(wasDebugEnabled) }
        wasDebugEnabled = nil
        found = state
        isHalted = state.dhcsr.isHalted
        areInterruptsMasked = state.dhcsr.areInterruptsMasked
        isFaultStatusStale = true
        registers.invalidate()
        let reserved = state.programComparators
        comparators = ComparatorBank(control: state.fpControl, reserved: reserved)
        watchpoints = WatchpointBank(
            count: state.watchComparators.count / 3, architecture: cpuid.architecture)
        softwareBreakpoints = SoftwareBreakpoints()
        try switchDebugOn(isHalted: isHalted)
        areInterruptsMasked = false
        try clearStaleComparators(state)
        if let erratum = cpuid.erratum(.stepEntersPendingException) {
            notices(
                .info,
                "\(cpuid.name): a step of this revision may enter a pending interrupt although "
                    + "interrupts are masked (Arm erratum \(erratum.number)); such a step is run "
                    + "on to where it should have ended")
        }
    }

    /// Takes breakpoints out, puts the debug registers back as `attach` found them and lets the
    /// core run without a debugger, or leaves it halted. Goes on after a failure; the first is
    /// thrown.
    public func leave(halted: Bool) throws(TargetFault) {
        guard let state = found else { return }
        found = nil
        var failure: TargetFault?
        func attempt(_ work: () throws(TargetFault) -> Void) {
            do throws(TargetFault) { try work() } catch { failure = failure ?? error }
        }
        attempt { () throws(TargetFault) in try softwareBreakpoints.removeAll(from: self) }
        attempt { () throws(TargetFault) in try restoreComparators(state) }
        attempt { () throws(TargetFault) in try access.store(DFSR.clearAll) }
        if halted {
            attempt { () throws(TargetFault) in try haltNow() }
            attempt { () throws(TargetFault) in try access.store(DHCSR.control(.halt)) }
        } else {
            attempt { () throws(TargetFault) in try access.store(state.demcrToLeave) }
            if areInterruptsMasked {
                attempt { () throws(TargetFault) in try access.store(DHCSR.control(.halt)) }
            }
            attempt { () throws(TargetFault) in try access.store(DHCSR.disabled) }
            isHalted = false
        }
        areInterruptsMasked = false
        registers.invalidate()
        if let failure { throw failure }
    }

    func requireHalted(_ what: String) throws(TargetFault) {
        guard isHalted else {
            throw TargetFault(.state, "\(what) needs a halted core; interrupt it first")
        }
    }
}
