/// The chip in time: system and core, and the clock that both move.
final class STM32F756 {
    typealias CoreFactory = (
        CoreConfiguration, SystemMap, BoardClock, any CoreEnvironment
    ) throws -> any CoreModel

    /// How the debug port's access to an address would go.
    enum AccessCondition: Hashable {
        case ready
        /// The bus stalls for so many nanoseconds.
        case stalled(nanoseconds: UInt64)
        case refused
    }

    /// RM0385, 1.1 and 40.6: Cortex-M7 r0p1 with single-precision FPU; PM0253, table 71: eight
    /// code comparators, four watchpoints; RM0385, 10.1.1: 98 interrupts of 16 priorities.
    static let coreConfiguration = CoreConfiguration(
        cpuid: 0x410F_C271, hasFPU: true, hasDoublePrecision: false, fpbRevision: 1,
        codeComparators: 8, literalComparators: 0, watchpoints: 4, priorityBits: 4,
        interruptCount: 98, romTable: 0xE00F_D003)

    let clock: BoardClock
    let system: STM32F756System
    let core: any CoreModel
    /// What goes on beside the tool's work (`--fault`).
    private(set) var live: LiveTarget?
    private var wasHalted = false
    private var isResetHeld = false

    init(
        clock: BoardClock, statistics: BoardStatistics, options: OptionBytes = .delivered,
        supplyMillivolts: Int = 3300, configuration: CoreConfiguration = coreConfiguration,
        makeCore: CoreFactory
    ) throws {
        self.clock = clock
        system = STM32F756System(
            clock: clock, statistics: statistics, options: options,
            supplyMillivolts: supplyMillivolts)
        core = try makeCore(configuration, system.map, clock, system)
        system.flash.onCodeChange = { [weak core] address, count in
            core?.codeChanged(address: address, count: count)
        }
        system.flash.onCoreStall = { [weak core] instant in core?.stall(toNanosecond: instant) }
        core.powerOnReset()
        core.releaseReset()
    }

    var statistics: BoardStatistics { system.statistics }

    /// Lets so much time pass; the core lives through it.
    func elapse(_ nanoseconds: UInt64) {
        let end = clock.now + nanoseconds
        system.flash.horizon = end
        guard let live else { return elapse(to: end) }
        repeat {
            let wasRunning = !core.isHalted
            elapse(to: min(end, live.nextInstant ?? end))
            live.act(wasRunning: wasRunning)
        } while clock.now < end
    }

    private func elapse(to end: UInt64) {
        while core.isExecuting, clock.now < end {
            let before = clock.now
            core.run(nanoseconds: end - before)
            if clock.now == before { break }
        }
        clock.advance(toNanosecond: end)
        noteHalt()
    }

    /// Puts the old firmware in and starts the chip anew.
    func attach(_ live: LiveTarget) {
        self.live = live
        system.onCacheMaintenance = { [weak live] in live?.cache?.maintain($0, $1) }
        live.onWatchdog = { [unowned self] in
            system.reset(.independentWatchdog)
            guard !isResetHeld else { return }
            core.assertReset()
            core.releaseReset()
        }
        live.install(bootAddress: system.bootAddress)
        core.powerOnReset()
    }

    /// Counts a halt that happened since the last look.
    func noteHalt() {
        if core.isHalted && !wasHalted { statistics.halts += 1 }
        wasHalted = core.isHalted
    }

    /// NRST as the probe drives it.
    func driveReset(low: Bool) {
        guard low != isResetHeld else { return }
        isResetHeld = low
        if low {
            live?.lineWentLow()
            core.assertReset()
            system.reset(.pin)
        } else if live?.lineMayRise() ?? true {
            core.releaseReset()
        }
    }

    /// A busy flash stalls reads of its cells and writes to it (RM0385, 3.3.4 and 3.7.5); read
    /// protection keeps the debugger out of them (RM0385, 3.5.1).
    func condition(of address: UInt32, isWrite: Bool) -> AccessCondition {
        if isCoreAccessClosed { return .refused }
        // For ever, as far as an access port that was asked once can tell.
        if live?.isAccessPortWaiting == true { return .stalled(nanoseconds: .max) }
        let isCell =
            Self.isFlash(address)
            || FlashMemory.oneTimeRange.contains(address)
        if isCell && system.flash.options.protection != .none { return .refused }
        // Writes to the control register too, but those the controller answers and counts.
        guard isCell, !isWrite else { return .ready }
        let left = system.flash.busyNanoseconds
        return left == 0 ? .ready : .stalled(nanoseconds: left)
    }

    private static func isFlash(_ address: UInt32) -> Bool {
        let size = UInt32(FlashMemory.sectors.reduce(0, +))
        return address >= FlashMemory.mainBase && address - FlashMemory.mainBase < size
            || address >= FlashMemory.mainAlias && address - FlashMemory.mainAlias < size
    }

    /// Level 2 has no debug port at all.
    var isDebugPortOpen: Bool {
        system.flash.options.protection != .level2 && live?.isWireAlive != false
    }

    /// The life cycle of the part has switched the core's access port off
    /// (`--fault state(closed)`).
    var isCoreAccessClosed = false

    /// One access on the bus. One that is not marked cacheable goes past the data cache.
    func debugRead(
        _ address: UInt32, width: Int, isCacheable: Bool
    ) throws(BusFault) -> UInt32 {
        if !isCacheable, let below = live?.cache?.read(address, width: width) { return below }
        return try core.debugRead(address, width: width)
    }

    func debugWrite(
        _ value: UInt32, to address: UInt32, width: Int, isCacheable: Bool
    ) throws(BusFault) {
        if !isCacheable, live?.cache?.write(value, to: address, width: width) == true { return }
        try core.debugWrite(value, to: address, width: width)
    }
}
