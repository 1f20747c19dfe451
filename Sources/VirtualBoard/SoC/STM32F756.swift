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
    private var wasHalted = false
    private var isResetHeld = false

    init(
        clock: BoardClock, statistics: BoardStatistics, options: OptionBytes = .delivered,
        supplyMillivolts: Int = 3300, makeCore: CoreFactory
    ) throws {
        self.clock = clock
        system = STM32F756System(
            clock: clock, statistics: statistics, options: options,
            supplyMillivolts: supplyMillivolts)
        core = try makeCore(Self.coreConfiguration, system.map, clock, system)
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
        while core.isExecuting, clock.now < end {
            let before = clock.now
            core.run(nanoseconds: end - before)
            if clock.now == before { break }
        }
        clock.advance(toNanosecond: end)
        noteHalt()
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
            core.assertReset()
            system.reset(.pin)
        } else {
            core.releaseReset()
        }
    }

    /// A busy flash stalls reads of its cells and writes to it (RM0385, 3.3.4 and 3.7.5); read
    /// protection keeps the debugger out of them (RM0385, 3.5.1).
    func condition(of address: UInt32, isWrite: Bool) -> AccessCondition {
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
    var isDebugPortOpen: Bool { system.flash.options.protection != .level2 }
}
