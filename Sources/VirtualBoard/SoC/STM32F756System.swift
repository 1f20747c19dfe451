/// Everything of an STM32F756xG on the bus matrix: memories, peripherals and what a reset does
/// to them. The core is not in it; it sees the system as its environment.
final class STM32F756System: CoreEnvironment {
    let map = SystemMap()
    let rcc = RCC()
    let flash: FlashController
    let statistics: BoardStatistics
    let memory = FlashMemory()
    private var volatileStorage: [CellStorage] = []

    /// Name, base and size of plain RAM (RM0385, 2.2.2).
    private static let ram: [(name: String, base: UInt32, byteCount: Int)] = [
        ("ITCM RAM", 0x0000_0000, 0x4000), ("DTCM RAM", 0x2000_0000, 0x1_0000),
        ("SRAM1", 0x2001_0000, 0x3_C000), ("SRAM2", 0x2004_C000, 0x4000),
        ("backup SRAM", 0x4002_4000, 0x1000),
    ]

    init(
        clock: BoardClock, statistics: BoardStatistics, options: OptionBytes,
        supplyMillivolts: Int
    ) {
        self.statistics = statistics
        flash = FlashController(
            clock: clock, statistics: statistics, memory: memory, options: options,
            supplyMillivolts: supplyMillivolts)
        for (name, base, byteCount) in Self.ram {
            let storage = CellStorage(byteCount: byteCount, filledWith: 0)
            volatileStorage.append(storage)
            map.add(
                MemoryBlock(
                    name: name, base: base, byteCount: byteCount, storage: storage.bytes,
                    isWritable: true))
        }
        memory.add(to: map, cells: flash)
        addPeripherals(clock)
    }

    private func addPeripherals(_ clock: BoardClock) {
        map.add(rcc)
        map.add(flash)
        map.add(PWR())
        map.add(DBGMCU())
        let windowWatchdog = WindowWatchdog(base: 0x4000_2C00, clock: clock)
        windowWatchdog.hertz = { [unowned self] in rcc.coreHertz }
        map.add(windowWatchdog)
        map.add(IndependentWatchdog(base: 0x4000_3000, clock: clock))
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

    /// Resets the peripherals and notes why.
    func reset(_ cause: RCC.ResetCause) {
        switch cause {
        case .pin: statistics.count(reset: "nrst")
        case .software: statistics.count(reset: "system")
        case .power: statistics.count(reset: "power")
        case .independentWatchdog: statistics.count(reset: "watchdog")
        }
        for peripheral in map.peripherals where peripheral !== rcc { peripheral.reset() }
        rcc.reset(cause)
    }

    // MARK: - CoreEnvironment

    var coreClockHertz: UInt64 { rcc.coreHertz }

    var bootAddress: UInt32 { flash.options.bootAddress }

    func systemReset() { reset(.software) }

    /// Cache maintenance by whomever: register and value.
    var onCacheMaintenance: ((UInt32, UInt32) -> Void)?

    func maintainCache(_ register: UInt32, _ value: UInt32) {
        onCacheMaintenance?(register, value)
    }

    func illegalOperation(_ kind: String) { statistics.count(illegal: kind) }
}
