/// The chip in time: system and core, and the clock that both move.
final class Chip {
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

    let description: ChipDescription
    let clock: BoardClock
    let system: ChipSystem
    let core: any CoreModel
    /// What goes on beside the tool's work (`--fault`).
    private(set) var live: LiveTarget?
    /// The life cycle of the part has switched the core's access port off
    /// (`--fault state(closed)`).
    var isCoreAccessClosed = false
    /// The debug port has lost its state.
    var onPowerLoss: () -> Void = {}
    /// Instant at which the supply is back while it fails; `.max`: not by itself.
    private(set) var supplyReturn: UInt64?
    private let plainMemory: [Range<UInt32>]
    private var wasHalted = false
    /// NRST as the probe drives it, and the board's own button: either pulls the line low.
    private var isResetHeld = false
    private var isButtonDown = false

    /// `prepare` changes what lasts without power before the core first starts.
    init(
        _ description: ChipDescription, clock: BoardClock, statistics: BoardStatistics,
        supplyMillivolts: Int = 3300, prepare: (FlashInterface) -> Void = { _ in },
        makeCore: CoreFactory
    ) throws {
        self.description = description
        self.clock = clock
        plainMemory = description.memories.map { $0.base..<$0.base + UInt32($0.byteCount) }
        system = ChipSystem(description, clock: clock, statistics: statistics)
        system.flash.supplyMillivolts = supplyMillivolts
        prepare(system.flash)
        system.flash.powerOn()
        var configuration = description.core
        configuration.deviceID = description.debug.identity & 0xFFF
        core = try makeCore(configuration, system.map, clock, system)
        system.flash.onCodeChange = { [weak core] address, count in
            core?.codeChanged(address: address, count: count)
        }
        system.flash.onResetRequest = { [weak core] in core?.requestSystemReset() }
        for timer in system.flash.timers {
            timer.onCoreStall = { [weak core] instant in core?.stall(toNanosecond: instant) }
        }
        core.powerOnReset()
        core.releaseReset()
    }

    var statistics: BoardStatistics { system.statistics }

    /// Lets so much time pass; the core lives through it.
    func elapse(_ nanoseconds: UInt64) {
        let end = clock.now + nanoseconds
        if let due = supplyReturn, due <= end {
            pass(until: due)
            restorePower()
        }
        pass(until: end)
    }

    private func pass(until end: UInt64) {
        guard let live else {
            for timer in system.flash.timers { timer.horizon = end }
            return elapse(to: end)
        }
        repeat {
            let wasRunning = !core.isHalted
            let next = min(end, live.nextInstant ?? end)
            for timer in system.flash.timers {
                timer.horizon = next
                timer.limit = live.feedingInstant
            }
            elapse(to: next)
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
            guard !isLineLow else { return }
            core.assertReset()
            core.releaseReset()
        }
        live.install(bootAddress: system.flash.firmwareAddress)
        // It was there when power came.
        system.flash.powerOn()
        core.powerOnReset()
    }

    /// The supply fails, and is back after so many nanoseconds; `.max`: when it is restored.
    func cutPower(nanoseconds: UInt64) {
        let (due, isNever) = clock.now.addingReportingOverflow(nanoseconds)
        supplyReturn = isNever ? .max : due
        onPowerLoss()
        system.losePower()
        core.powerOnReset()
        core.assertReset()
        if nanoseconds == 0 { restorePower() }
    }

    func restorePower() {
        guard supplyReturn != nil else { return }
        supplyReturn = nil
        if !isLineLow { core.releaseReset() }
        live?.powerIsBack()
    }

    /// Without supply nothing answers.
    var isUnsupplied: Bool { supplyReturn.map { clock.now < $0 } ?? false }

    /// Counts a halt that happened since the last look.
    func noteHalt() {
        if core.isHalted && !wasHalted { statistics.halts += 1 }
        wasHalted = core.isHalted
    }

    /// NRST as the probe drives it.
    func driveReset(low: Bool) {
        changeLine { isResetHeld = low }
    }

    /// The board's button.
    func pressReset(down: Bool) {
        changeLine { isButtonDown = down }
    }

    private var isLineLow: Bool { isResetHeld || isButtonDown }

    private func changeLine(_ change: () -> Void) {
        let wasLow = isLineLow
        change()
        guard isLineLow != wasLow else { return }
        if isLineLow {
            live?.lineWentLow()
            core.assertReset()
            system.reset(.pin)
        } else if live?.lineMayRise() ?? true, !isUnsupplied {
            core.releaseReset()
        }
    }

    // MARK: - As the debug port sees it

    /// A busy flash stalls reads of its cells and writes to it (RM0385, 3.3.4 and 3.7.5); read
    /// protection keeps the debugger out of them (RM0385, 3.5.1).
    func condition(of address: UInt32, isWrite: Bool) -> AccessCondition {
        if isCoreAccessClosed { return .refused }
        // For ever, as far as an access port that was asked once can tell.
        if live?.isAccessPortWaiting == true { return .stalled(nanoseconds: .max) }
        let cells = system.flash.cells
        let isCell =
            cells.isMainOrAlias(address) || cells.isOneTime(address) || cells.isEEPROM(address)
        if isCell && system.flash.protection != .none { return .refused }
        // Writes to the control register too, but those the controller answers and counts.
        guard isCell, !isWrite else { return .ready }
        let left = system.flash.timer(at: address)?.left ?? 0
        return left == 0 ? .ready : .stalled(nanoseconds: left)
    }

    /// RAM does not care when within some microseconds it is touched; registers and flash do.
    func isPlainMemory(_ address: UInt32) -> Bool {
        plainMemory.contains { $0.contains(address) }
    }

    /// Level 2 has no debug port at all.
    var isDebugPortOpen: Bool {
        !isUnsupplied && system.flash.protection != .level2 && live?.isWireAlive != false
    }

    func accessPort(_ number: UInt16) -> AccessPortDescription? {
        description.debug.ports.first { $0.number == number }
    }

    /// One access through an access port of the chip. One that is not marked cacheable goes past
    /// the data cache.
    func debugRead(
        _ address: UInt32, width: Int, through port: UInt16, isCacheable: Bool
    ) throws(BusFault) -> UInt32 {
        let target = try busAddress(address, through: port)
        if readsDamage(target) { throw BusFault(address: target) }
        if !isCacheable, let below = live?.cache?.read(target, width: width) { return below }
        if system.flash.isExecuteOnly(target, width) { system.flash.noteRefusedRead() }
        return try core.debugRead(target, width: width)
    }

    func debugWrite(
        _ value: UInt32, to address: UInt32, width: Int, through port: UInt16, isCacheable: Bool
    ) throws(BusFault) {
        let target = try busAddress(address, through: port)
        if !isCacheable, live?.cache?.write(value, to: target, width: width) == true { return }
        try core.debugWrite(value, to: target, width: width)
    }

    /// A read of cells that lost power while they were changed; `true`: the bus refuses it.
    private func readsDamage(_ address: UInt32) -> Bool {
        guard !system.flash.damaged.isEmpty else { return false }
        switch system.flash.readCells(at: address) {
        case .sound: return false
        case .refused: return true
        case .reported:
            core.reportDamage()
            return false
        }
    }

    /// Where an access through that port arrives.
    private func busAddress(_ address: UInt32, through port: UInt16) throws(BusFault) -> UInt32 {
        switch accessPort(port)?.bus {
        case .core: return address
        case .system:
            guard !(0xE000_0000..<0xE010_0000).contains(address) else { break }
            return address
        case .windows(let windows):
            if let window = windows.first(where: {
                address >= $0.base && address - $0.base < $0.byteCount
            }) {
                return window.target + (address - window.base)
            }
        case nil: break
        }
        throw BusFault(address: address)
    }
}
