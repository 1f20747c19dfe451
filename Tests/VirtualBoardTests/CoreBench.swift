import VirtualBoard

/// A core with some memory and a debugger's hands: nothing of a chip.
final class CoreBench: CoreEnvironment {
    static let ram: UInt32 = 0x2000_0000
    static let flash: UInt32 = 0x0800_0000
    static let flashAlias: UInt32 = 0x0020_0000
    static let memoryByteCount = 0x1_0000
    static let stackTop: UInt32 = 0x2000_8000

    let clock = BoardClock()
    let map = SystemMap()
    let cells = RecordingCells()
    let device = RecordingPeripheral()
    private var storedCore: UnicornCore?
    private var storages: [UnsafeMutableRawPointer] = []

    var coreClockHertz: UInt64 = 16_000_000
    var bootAddress = CoreBench.flash
    var systemResetCount = 0
    var illegalOperations: [String] = []

    func systemReset() { systemResetCount += 1 }
    func illegalOperation(_ kind: String) { illegalOperations.append(kind) }

    static let cortexM7 = CoreConfiguration(
        cpuid: 0x411F_C271, hasFPU: true, hasDoublePrecision: false, fpbRevision: 1,
        codeComparators: 8, literalComparators: 0, watchpoints: 4, priorityBits: 4,
        interruptCount: 98, romTable: 0xE00F_D003)
    static let cortexM4 = CoreConfiguration(
        cpuid: 0x410F_C241, hasFPU: true, hasDoublePrecision: false, fpbRevision: 0,
        codeComparators: 6, literalComparators: 2, watchpoints: 4, priorityBits: 4,
        interruptCount: 82, romTable: 0xE00F_F003)

    init(_ configuration: CoreConfiguration = CoreBench.cortexM7) throws {
        let ram = storage()
        let flash = storage()
        flash.initializeMemory(as: UInt8.self, repeating: 0xFF, count: Self.memoryByteCount)
        map.add(
            MemoryBlock(
                name: "SRAM", base: Self.ram, byteCount: Self.memoryByteCount, storage: ram,
                isWritable: true))
        for base in [Self.flash, Self.flashAlias] {
            map.add(
                MemoryBlock(
                    name: "flash", base: base, byteCount: Self.memoryByteCount, storage: flash,
                    cells: cells, isWritable: true))
        }
        map.add(device)
        cells.storage = flash
        storedCore = try UnicornCore(
            configuration: configuration, map: map, clock: clock, environment: self)
    }

    private func storage() -> UnsafeMutableRawPointer {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: Self.memoryByteCount, alignment: 4096)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: Self.memoryByteCount)
        storages.append(memory)
        return memory
    }

    deinit {
        storedCore = nil
        for memory in storages { memory.deallocate() }
    }

    var core: UnicornCore {
        guard let storedCore else { preconditionFailure("the bench has no core yet") }
        return storedCore
    }

    // MARK: Programs

    /// Vectors at the start of flash, the program behind them at 0x200, reset released and the
    /// core halted on the first instruction.
    func boot(_ source: String, vectors: [Int: String] = [:]) throws -> CoreProgram {
        let program = try CoreProgram(source, at: Self.flash + 0x200)
        var table = [UInt32](repeating: 0, count: 128)
        table[0] = Self.stackTop
        table[1] = try program["_start"] | 1
        for (number, label) in vectors { table[number] = try program[label] | 1 }
        for (index, word) in table.enumerated() { cells.put(word, at: UInt32(4 * index)) }
        for (index, byte) in program.bytes.enumerated() {
            cells.storage?.storeBytes(of: byte, toByteOffset: 0x200 + index, as: UInt8.self)
        }
        try write(0xE000_EDF0, 0xA05F_0001)
        try write(0xE000_EDFC, 0x0100_0001)
        core.releaseReset()
        return program
    }

    /// As `boot`, but running and without a debugger.
    func bootRunning(_ source: String, vectors: [Int: String] = [:]) throws -> CoreProgram {
        let program = try boot(source, vectors: vectors)
        try write(0xE000_EDFC, 0)
        try write(0xE000_EDF0, 0xA05F_0000)
        return program
    }

    // MARK: Debugger

    func read(_ address: UInt32, width: Int = 4) throws -> UInt32 {
        try core.debugRead(address, width: width)
    }

    func write(_ address: UInt32, _ value: UInt32, width: Int = 4) throws {
        try core.debugWrite(value, to: address, width: width)
    }

    func register(_ number: UInt32) throws -> UInt32 {
        try write(0xE000_EDF4, number)
        return try read(0xE000_EDF8)
    }

    func setRegister(_ number: UInt32, _ value: UInt32) throws {
        try write(0xE000_EDF8, value)
        try write(0xE000_EDF4, 1 << 16 | number)
    }

    var programCounter: UInt32 { get throws { try register(15) } }

    func resume() throws { try write(0xE000_EDF0, 0xA05F_0001) }
    func halt() throws { try write(0xE000_EDF0, 0xA05F_0003) }

    func step(maskInterrupts: Bool = false) throws {
        let mask: UInt32 = maskInterrupts ? 8 : 0
        // C_MASKINTS must not change in the write that leaves Debug state.
        try write(0xE000_EDF0, 0xA05F_0003 | mask)
        try write(0xE000_EDF0, 0xA05F_0005 | mask)
        core.run(nanoseconds: 10_000)
    }

    func run(milliseconds: UInt64 = 10) { core.run(nanoseconds: milliseconds * 1_000_000) }

    func setBreakpoint(_ slot: UInt32, _ address: UInt32) throws {
        try write(0xE000_2000, 3)
        try write(0xE000_2008 + 4 * slot, address | 1)
    }

    func setWatchpoint(_ slot: UInt32, _ address: UInt32, mask: UInt32, function: UInt32) throws {
        try write(0xE000_1020 + 16 * slot, address)
        try write(0xE000_1024 + 16 * slot, mask)
        try write(0xE000_1028 + 16 * slot, function)
    }

    /// DFSR, and clears it.
    func takeDebugFaults() throws -> UInt32 {
        let value = try read(0xE000_ED30)
        try write(0xE000_ED30, value)
        return value
    }
}

/// Flash cells that only clear bits, and remember who wrote.
final class RecordingCells: CellWriter {
    var storage: UnsafeMutableRawPointer?
    var writes: [(address: UInt32, bytes: [UInt8], master: BusMaster)] = []

    func write(_ bytes: [UInt8], to address: UInt32, by master: BusMaster) throws(BusFault) {
        writes.append((address, bytes, master))
        let offset = Int(address & 0xFFFF)
        for (index, byte) in bytes.enumerated() {
            guard let storage else { throw BusFault(address: address) }
            let old = storage.load(fromByteOffset: offset + index, as: UInt8.self)
            storage.storeBytes(of: old & byte, toByteOffset: offset + index, as: UInt8.self)
        }
    }

    func put(_ word: UInt32, at offset: UInt32) {
        storage?.storeBytes(of: word, toByteOffset: Int(offset), as: UInt32.self)
    }
}

/// Registers that remember their accesses; offset 0xC faults, 0x10 tells the time.
final class RecordingPeripheral: Peripheral {
    let base: UInt32 = 0x4000_0000
    let byteCount = 0x400
    var values: [UInt32: UInt32] = [:]
    var accesses: [(offset: UInt32, width: Int, master: BusMaster)] = []
    var clock: BoardClock?
    var instants: [UInt64] = []
    /// Called after each write.
    var onWrite: ((UInt32) -> Void)?

    func read(_ offset: UInt32, width: Int, by master: BusMaster) throws(BusFault) -> UInt32 {
        accesses.append((offset, width, master))
        if offset == 0xC { throw BusFault(address: base + offset) }
        if offset == 0x10, let clock {
            instants.append(clock.now)
            return UInt32(truncatingIfNeeded: clock.now)
        }
        return values[offset] ?? 0
    }

    func write(
        _ value: UInt32, to offset: UInt32, width: Int, by master: BusMaster
    ) throws(BusFault) {
        accesses.append((offset, width, master))
        if offset == 0xC { throw BusFault(address: base + offset) }
        values[offset] = value
        onWrite?(offset)
    }

    func reset() { values = [:] }
}
