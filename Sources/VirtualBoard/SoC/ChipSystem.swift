/// Everything of a chip on the bus matrix: memories, peripherals and what a reset does to them.
/// The core is not in it; it sees the system as its environment.
final class ChipSystem: CoreEnvironment {
    let map = SystemMap()
    let description: ChipDescription
    let flash: FlashInterface
    let statistics: BoardStatistics
    /// The reset and clock controller where it is modelled: F75x.
    private(set) var rcc: RCC?
    private var volatileStorage: [CellStorage] = []

    init(_ description: ChipDescription, clock: BoardClock, statistics: BoardStatistics) {
        self.description = description
        self.statistics = statistics
        flash = FlashFactory.make(description.flash, clock: clock, statistics: statistics)
        for memory in description.memories {
            let storage = CellStorage(byteCount: memory.byteCount, filledWith: 0)
            volatileStorage.append(storage)
            for base in [memory.base] + memory.aliases {
                map.add(
                    MemoryBlock(
                        name: memory.name, base: base, byteCount: memory.byteCount,
                        storage: storage.bytes, isWritable: true))
            }
        }
        flash.cells.add(to: map, writer: flash)
        map.add(flash)
        map.add(DBGMCU(description.debug))
        addWatchdogs(description.units, clock)
        switch description.peripherals {
        case .f75x: addPeripheralsOfF75x()
        case .registers(let registers): addRegisters(registers)
        }
    }

    /// Out of reset the window watchdog's bus runs as fast as the core.
    private func addWatchdogs(_ units: LiveUnits, _ clock: BoardClock) {
        let independent = IndependentWatchdog(base: units.independent.base, clock: clock)
        independent.startsByItself = { [unowned self] in flash.hardwareWatchdogs.independent }
        map.add(independent)
        guard let window = units.window else { return }
        let watchdog = WindowWatchdog(base: window.base, clock: clock)
        watchdog.startsByItself = { [unowned self] in flash.hardwareWatchdogs.window }
        watchdog.hertz = { [unowned self] in coreClockHertz }
        map.add(watchdog)
    }

    private func addPeripheralsOfF75x() {
        let rcc = RCC()
        self.rcc = rcc
        map.add(rcc)
        map.add(PWR())
        map.add(RNG())
        for row in PeripheralTable.usarts { map.add(USART(name: row.name, base: row.base)) }
        for row in PeripheralTable.ports {
            map.add(GPIO(name: row.name, base: row.base, resetValues: row.resetValues))
        }
        for row in PeripheralTable.apb1 + PeripheralTable.apb2 + PeripheralTable.ahb {
            map.add(
                RegisterBank(
                    name: row.name, base: row.base, byteCount: row.byteCount,
                    resetValues: row.resetValues, momentary: row.momentary))
        }
    }

    /// Register spaces around what has an address of its own in them.
    private func addRegisters(_ registers: RegisterDescription) {
        let cells = registers.storage()
        let offsets = registers.secureOffset == 0 ? [0] : [0, registers.secureOffset]
        if registers.secureOffset != 0 {
            map.add(SecureFlashView(flash, offset: registers.secureOffset))
        }
        for space in registers.spaces {
            for offset in offsets {
                let shifted = space.lowerBound + offset..<space.upperBound + offset
                for gap in gaps(in: shifted) {
                    map.add(
                        RegisterSpace(
                            base: gap.lowerBound, byteCount: gap.count, offset: offset,
                            cells: cells))
                }
            }
        }
    }

    private func gaps(in space: Range<UInt32>) -> [Range<UInt32>] {
        var gaps = [space]
        let taken =
            map.peripherals.map { $0.base..<$0.base + UInt32($0.byteCount) }
            + map.blocks.map { $0.base..<$0.base + UInt32($0.byteCount) }
        for range in taken {
            gaps = gaps.flatMap { gap -> [Range<UInt32>] in
                guard gap.overlaps(range) else { return [gap] }
                let below = gap.lowerBound..<max(gap.lowerBound, range.lowerBound)
                let above = min(gap.upperBound, range.upperBound)..<gap.upperBound
                return [below, above].filter { !$0.isEmpty }
            }
        }
        return gaps
    }

    /// Resets the peripherals and notes why.
    func reset(_ cause: RCC.ResetCause) {
        switch cause {
        case .pin: statistics.count(reset: "nrst")
        case .software: statistics.count(reset: "system")
        case .power: statistics.count(reset: "power")
        case .independentWatchdog: statistics.count(reset: "watchdog")
        }
        for peripheral in map.peripherals where peripheral !== rcc { peripheral.reset() }
        rcc?.reset(cause)
    }

    // MARK: - CoreEnvironment

    var coreClockHertz: UInt64 { rcc?.coreHertz ?? description.resetHertz }

    var bootAddress: UInt32 { flash.bootAddress }

    func systemReset() { reset(.software) }

    /// Cache maintenance by whomever: register and value.
    var onCacheMaintenance: ((UInt32, UInt32) -> Void)?

    func maintainCache(_ register: UInt32, _ value: UInt32) {
        onCacheMaintenance?(register, value)
    }

    var damagedCells: ClosedRange<UInt32>? { flash.damagedCells }

    func readCells(at address: UInt32) -> CellReading { flash.readCells(at: address) }

    /// Everything that needs power is as at random: RAM holds nothing sensible.
    func losePower() {
        flash.losePower()
        var noise = PowerLoss()
        for storage in volatileStorage {
            for offset in stride(from: 0, to: storage.byteCount, by: 4) {
                storage.store(noise.next(), at: offset)
            }
        }
        for case let unit as DBGMCU in map.peripherals { unit.powerOn() }
        flash.powerOn()
        reset(.power)
    }

    func illegalOperation(_ kind: String) { statistics.count(illegal: kind) }
}

/// The interface of each flash by its description.
enum FlashFactory {
    static func make(
        _ description: FlashDescription, clock: BoardClock, statistics: BoardStatistics
    ) -> FlashInterface {
        switch description.controller {
        case .f1(let dialect):
            F1Flash(
                description: description, dialect: dialect, clock: clock, statistics: statistics)
        case .f4(let dialect):
            F4Flash(
                description: description, dialect: dialect, clock: clock, statistics: statistics)
        case .l1(let dialect):
            L1Flash(
                description: description, dialect: dialect, clock: clock, statistics: statistics)
        case .l4(let dialect):
            L4Flash(
                description: description, dialect: dialect, clock: clock, statistics: statistics)
        case .h7(let dialect):
            H7Flash(
                description: description, dialect: dialect, clock: clock, statistics: statistics)
        case .wb0: WB0Flash(description: description, clock: clock, statistics: statistics)
        }
    }
}
