/// What goes on in and around the chip while a tool works (`--fault sleep`, `irq`, `dma`, `iwdg`,
/// `wwdg`, `pins`, `cache`, `nrst(stretch)`): the old firmware and its peripherals, and a reset
/// line that is slow. The chip asks and tells it at each step of time.
final class LiveTarget {
    /// DBGMCU_CR: DBG_SLEEP, DBG_STOP, DBG_STANDBY, at the same place in every family that has
    /// them (RM0385, 40.16.2; RM0091, 32.9.3 has no DBG_SLEEP).
    static let lowPowerControl: UInt32 = 0x04
    private static let streamNanoseconds: UInt64 = 100_000
    private static let lastFeedNanoseconds: UInt64 = 20_000
    /// By when the firmware has set up what it wants.
    private static let startUpNanoseconds: UInt64 = 100_000

    let duties: ResidentProgram.Duties
    let core: any CoreModel
    private let map: SystemMap
    let clock: BoardClock
    private let units: LiveUnits
    private let witness = ResetWitness()
    let control: DBGMCU?
    private let watchdogs: [(unit: Watchdog, freeze: LiveUnits.Freeze?)]
    private var program: (base: UInt32, bytes: [UInt8])?
    private(set) var cache: DirtyCache?
    /// Resets the peripherals and the core.
    var onWatchdog: () -> Void = {}

    /// NRST is low, by the probe or by the board.
    var isHeld = false
    var releaseAt: UInt64?
    let stretch: UInt64
    private var lookedAt: UInt64 = 0
    /// How long the firmware has run since the last reset.
    private(set) var ran: UInt64 = 0
    private(set) var isResident = false
    private var nextInterrupt: UInt64 = .max
    private var nextStream: UInt64 = .max
    private var streamed: UInt32 = 0

    init(
        plan: FaultPlan, core: any CoreModel, map: SystemMap, clock: BoardClock,
        units: LiveUnits
    ) {
        duties = plan.resident
        stretch = plan.resetStretchNanoseconds ?? 0
        self.core = core
        self.map = map
        self.clock = clock
        self.units = units
        control = map.peripherals.lazy.compactMap { $0 as? DBGMCU }.first
        watchdogs = map.peripherals.compactMap { peripheral in
            if let unit = peripheral as? IndependentWatchdog {
                return (unit, units.independent.freeze)
            }
            return (peripheral as? WindowWatchdog).map { ($0, units.window?.freeze) }
        }
        map.add(witness)
    }

    // MARK: - The firmware

    /// Puts the firmware where the chip boots from, before the core starts; `nil` duties leave
    /// the flash empty.
    func install(bootAddress: UInt32) {
        for (unit, _) in watchdogs { unit.reset() }
        guard !duties.isEmpty, let block = map.block(at: bootAddress), let ram = ramBase else {
            return
        }
        let program = ResidentProgram(
            base: bootAddress, ram: ram, isSleeping: duties.sleep != nil, setUp: setUp,
            service: service)
        let target = block.storage + Int(bootAddress - block.base)
        target.copyMemory(from: program.bytes, byteCount: program.bytes.count)
        core.codeChanged(address: bootAddress, count: program.bytes.count)
        self.program = (bootAddress, program.bytes)
        let lines = duties.dirtyLines ?? 0
        if lines > 0, let block = map.block(at: ram) {
            cache = DirtyCache(block: block, base: ram, lineCount: lines)
        }
        witness.wasReset = true
        if let period = duties.interruptNanoseconds { nextInterrupt = clock.now + period }
        if duties.streamAddress != nil { nextStream = clock.now + Self.streamNanoseconds }
    }

    /// Main RAM (SRAM or DTCM), where every STM32 has some.
    private var ramBase: UInt32? { map.block(at: 0x2000_0000).map { _ in 0x2000_0000 } }

    private typealias Store = ResidentProgram.Store

    /// Each bit of a register word on its own: nobody else sets any.
    private var setUp: [Store] {
        var stores: [Store] = []
        if duties.interruptNanoseconds != nil {
            // NVIC_ISER0.
            stores.append(
                Store(address: 0xE000_E100, value: 1 << UInt32(ResidentProgram.interrupt)))
        }
        if duties.sleep == .stop || duties.sleep == .standby {
            // SCR.SLEEPDEEP.
            stores.append(Store(address: 0xE000_ED10, value: 1 << 2))
        }
        if duties.dirtyLines != nil {
            // CCR: STKALIGN, IC, DC.
            stores.append(Store(address: 0xE000_ED14, value: 1 << 9 | 1 << 17 | 1 << 16))
        }
        if duties.streamAddress != nil {
            // The clocks that are on out of reset stay on.
            let clock = units.stream.clock
            stores.append(
                Store(address: clock.address, value: word(clock.address) | 1 << clock.bit))
            stores.append(Store(address: units.stream.control, value: 1))
        }
        return stores + watchdogs.flatMap { start($0.unit) }
    }

    private func start(_ unit: Watchdog) -> [Store] {
        if let unit = unit as? IndependentWatchdog,
            let period = duties.independentWatchdogNanoseconds
        {
            typealias Offset = IndependentWatchdog.Offset
            let (prescaler, reload) = IndependentWatchdog.setting(for: period)
            return [
                Store(address: unit.base + Offset.key, value: IndependentWatchdog.Key.unlock),
                Store(address: unit.base + Offset.prescaler, value: prescaler),
                Store(address: unit.base + Offset.reload, value: reload),
                Store(address: unit.base + Offset.key, value: IndependentWatchdog.Key.start),
                Store(address: unit.base + Offset.key, value: IndependentWatchdog.Key.serve),
            ]
        }
        if let unit = unit as? WindowWatchdog, let period = duties.windowWatchdogNanoseconds {
            let prescaler = unit.prescaler(for: period)
            return [
                Store(
                    address: unit.base + WindowWatchdog.Offset.configuration,
                    value: prescaler << 7 | 0x7F),
                Store(address: unit.base, value: 0xFF),
            ]
        }
        return []
    }

    private var service: [Store] {
        watchdogs.compactMap { unit, _ in
            if unit is IndependentWatchdog, duties.independentWatchdogNanoseconds != nil {
                return Store(address: unit.base, value: IndependentWatchdog.Key.serve)
            }
            if unit is WindowWatchdog, duties.windowWatchdogNanoseconds != nil {
                return Store(address: unit.base, value: 0xFF)
            }
            return nil
        }
    }

    /// Whether the core is in it, and not in what a tool has put into RAM or flash since: the
    /// program counter as DWT_PCSR has it (DDI 0403E, C1.8.14).
    var isExecutingFirmware: Bool {
        guard isResident, let (base, bytes) = program,
            let counter = try? core.debugRead(0xE000_101C, width: 4)
        else { return false }
        return counter >= base && counter - base < UInt32(bytes.count)
    }

    /// Whether it is still in the flash, of which the reset just now was a start.
    private var isProgramThere: Bool {
        guard let (base, bytes) = program, let block = map.block(at: base) else { return false }
        let present = UnsafeRawBufferPointer(
            start: block.storage + Int(base - block.base), count: bytes.count)
        return present.elementsEqual(bytes)
    }

    /// Watchdogs and what the firmware had started are gone; it starts anew if it is there.
    func powerIsBack() { witness.wasReset = true }

    // MARK: - Time

    /// Until when nothing happens by itself.
    var nextInstant: UInt64? {
        var next = min(nextInterrupt, releaseAt ?? .max)
        if isStreaming { next = min(next, nextStream) }
        next = min(next, feedingInstant)
        return next == .max ? nil : max(next, clock.now + 1)
    }

    /// When a watchdog should have been fed: halfway to its end, so that a program whose waiting is
    /// passed over gets round to it; at last the end itself.
    var feedingInstant: UInt64 {
        var next = UInt64.max
        for (unit, freeze) in watchdogs where !isFrozen(freeze) {
            guard let left = unit.remaining else { continue }
            next = min(next, clock.now + (left > Self.lastFeedNanoseconds ? left / 2 : left))
        }
        return next
    }

    private func isFrozen(_ freeze: LiveUnits.Freeze?) -> Bool {
        guard let freeze, core.isHalted else { return false }
        return control?[freeze.offset].has(freeze.bit) == true
    }

    /// Does what is due by now. `wasRunning`: the core executed or slept since the last call.
    func act(wasRunning: Bool) {
        let passed = clock.now - lookedAt
        lookedAt = clock.now
        if witness.wasReset {
            witness.wasReset = false
            (ran, isResident) = (0, isProgramThere)
            cache?.forget()
        } else if wasRunning && !isHeld && isExecutingFirmware {
            ran += passed
        }
        if let instant = releaseAt, clock.now >= instant { release() }
        interrupt()
        stream()
        if isResident, ran >= Self.startUpNanoseconds { cache?.run(isRunning: !core.isHalted) }
        for (unit, freeze) in watchdogs where unit.count(isFrozen: isFrozen(freeze)) {
            onWatchdog()
        }
    }

    private func interrupt() {
        guard clock.now >= nextInterrupt, let period = duties.interruptNanoseconds else { return }
        while nextInterrupt <= clock.now { nextInterrupt += period }
        if duties.sleep == .standby, isAsleep {
            // Leaving STANDBY is a reset, of debug too (RM0385, 4.3.7).
            return core.powerOnReset()
        }
        // An edge: the line is high only for a moment.
        core.setInterrupt(ResidentProgram.interrupt, pending: true)
        core.setInterrupt(ResidentProgram.interrupt, pending: false)
    }

    /// DMA needs its clock, its stream and no reset; what it writes changes each time.
    private var isStreaming: Bool {
        guard duties.streamAddress != nil else { return false }
        let stream = units.stream
        if let reset = stream.reset, word(reset.address).has(reset.bit) {
            store(0, at: stream.control)
        }
        let control = word(stream.control)
        return word(stream.clock.address).has(stream.clock.bit) && control.has(0)
            && stream.stop.map(control.has) != true
    }

    private func stream() {
        guard let address = duties.streamAddress, clock.now >= nextStream else { return }
        while nextStream <= clock.now { nextStream += Self.streamNanoseconds }
        guard isStreaming, let block = map.block(at: address, width: 4) else { return }
        streamed &+= 0x0101_0101
        (block.storage + Int(address - block.base)).storeBytes(
            of: streamed.littleEndian, as: UInt32.self)
        core.codeChanged(address: address, count: 4)
    }

    private func word(_ address: UInt32) -> UInt32 {
        guard let unit = map.peripheral(at: address) else { return 0 }
        return (try? unit.read(address - unit.base, width: 4, by: .core)) ?? 0
    }

    private func store(_ word: UInt32, at address: UInt32) {
        guard let unit = map.peripheral(at: address) else { return }
        try? unit.write(word, to: address - unit.base, width: 4, by: .core)
    }
}
