/// Read protection as all families grade it; how a level is coded is the family's affair.
enum ReadProtection: Int, Sendable { case none, level1, level2 }

/// An error to raise instead of an operation (`--fault flasherr`); each interface has its flag.
enum InjectedFlashError: String, CaseIterable, Sendable {
    case writeProtection = "wrperr"
    case alignment = "pgaerr"
    case parallelism = "pgperr"
    case sequence = "erserr"
}

/// What lasts without power and is not as out of the factory.
struct FlashDelivery: Sendable {
    var protection = ReadProtection.none
    /// One bit for each sector or group of sectors that the option bytes protect.
    var writeProtectedSectors: UInt32 = 0
    /// The independent watchdog starts by itself.
    var isWatchdogHardware = false
    /// So does the window watchdog, where there is an option bit for it.
    var isWindowWatchdogHardware = false
    /// PCROP: cells that can be executed and not read.
    var executeOnly: Range<UInt32>?
    /// RDP level 0.5: TrustZone, with the Secure state closed to the debugger.
    var isSecureDebugClosed = false
}

/// What all flash interfaces have in common: registers that may be written in parts, an operation
/// that takes its time, and cells that change by the interface's rules only. A subclass is one
/// interface by its manual.
///
/// Times of operations run on the board's clock. So that nobody has to poll through a second of
/// erase, a poller is told the truth a few times and then finds time skipped: see `FlashTimer`.
class FlashInterface: Peripheral, CellWriter {
    let base: UInt32
    let byteCount: Int
    let description: FlashDescription
    let clock: BoardClock
    let statistics: BoardStatistics
    let cells: FlashCells
    let timer: FlashTimer
    /// The access under way came by the secure alias of the registers.
    var isSecureAccess = false
    /// Supply of the chip, in millivolts.
    var supplyMillivolts = 3300
    /// Addresses whose cells do not take what is programmed (`--fault weak`).
    var weakAddresses: Set<UInt32> = []
    /// Main flash reads as zero, whatever is done to it (`--fault flash(zero)`): the array has no
    /// supply of its own, as with an H7's LDO off.
    var isUnread = false {
        didSet { hideUnread(cells.main) }
    }
    /// Error to raise instead of the nth erase or program operation (`--fault flasherr`).
    var injectedErrors: [Int: InjectedFlashError] = [:]
    private(set) var operationCount = 0
    /// What was changed last, of which nothing certain is known should power fail meanwhile.
    private var changing: (base: UInt32, byteCount: Int, isErase: Bool)?
    /// Units whose error correction says that they are wrong, by their first address.
    var damaged: Set<UInt32> = []
    /// How long an erase takes instead of the data sheet's time (`--fault busy`).
    var eraseNanoseconds: UInt64?
    /// Cells changed; the core's translated code may be stale.
    var onCodeChange: ((UInt32, Int) -> Void)?
    /// The interface resets the whole chip: option bytes are loaded anew.
    var onResetRequest: (() -> Void)?

    init(
        description: FlashDescription, byteCount: Int = 0x400, clock: BoardClock,
        statistics: BoardStatistics
    ) {
        base = description.registers
        self.byteCount = byteCount
        self.description = description
        self.clock = clock
        self.statistics = statistics
        cells = FlashCells(description)
        timer = FlashTimer(clock: clock)
        setSizeRegister(description.sizeCode ?? UInt16(clamping: description.byteCount / 1024))
    }

    // MARK: - What a subclass has to say

    /// The read protection in force.
    var protection: ReadProtection { .none }

    /// Watchdogs that the option bytes in force start at each reset.
    var hardwareWatchdogs: (independent: Bool, window: Bool) { (false, false) }

    /// Where the core starts after a reset.
    var bootAddress: UInt32 { description.base }

    /// Where the core starts when there is firmware.
    var firmwareAddress: UInt32 { bootAddress }

    /// Cells under PCROP as the options in force have them: nobody reads, programs or erases them.
    var executeOnly: [Range<UInt32>] { [] }

    /// Somebody read such a cell: the interface's flag for that.
    func noteRefusedRead() {}

    /// Banks as the options in force divide the flash.
    var banks: [FlashBank] { description.banks }

    /// As the chip was delivered or left by somebody: before power-on.
    func deliver(_ delivery: FlashDelivery) {}

    /// The size register in KiB, as the chip tells it.
    func setSizeRegister(_ kib: UInt16) {
        guard let address = description.sizeRegister else { return }
        let shift = 8 * (address & 2)
        let kept = cells.word(at: address & ~3) & ~(0xFFFF << shift)
        cells.store(kept | UInt32(kib) << shift, at: address & ~3)
    }

    /// The word at `offset`.
    func load(_ offset: UInt32, by master: BusMaster) throws(BusFault) -> UInt32 { 0 }

    /// A write of the word at `offset`; narrow ones come merged with what `retained` gives.
    func store(_ value: UInt32, at offset: UInt32, by master: BusMaster) throws(BusFault) {}

    /// The bits of a register that a narrow write leaves as they are: those of flags and keys are
    /// no rest to keep.
    func retained(_ offset: UInt32) -> UInt32 { 0 }

    func write(_ bytes: [UInt8], to address: UInt32, by master: BusMaster) throws(BusFault) {}

    /// A system reset; an erase under way is over.
    func reset() { timer.cancel() }

    /// A reset from power: what a reset does, and option bytes are loaded.
    func powerOn() { reset() }

    /// The timer of the operation that a read at this address has to wait for.
    func timer(at address: UInt32) -> FlashTimer? { timer }

    /// All timers, for settings that concern them alike.
    var timers: [FlashTimer] { [timer] }

    // MARK: - Registers

    func read(_ offset: UInt32, width: Int, by master: BusMaster) throws(BusFault) -> UInt32 {
        let word = try load(offset & ~3, by: master)
        let mask: UInt32 = width >= 4 ? ~0 : (1 << UInt32(8 * width)) - 1
        return word >> (8 * (offset & 3)) & mask
    }

    func write(
        _ value: UInt32, to offset: UInt32, width: Int, by master: BusMaster
    ) throws(BusFault) {
        for timer in timers { timer.settle() }
        let shift = 8 * (offset & 3)
        let mask: UInt32 = (width >= 4 ? ~0 : (1 << UInt32(8 * width)) - 1) << shift
        let kept = mask == ~0 ? 0 : retained(offset & ~3) & ~mask
        try store(value << shift & mask | kept, at: offset & ~3, by: master)
    }

    // MARK: - Common to the subclasses

    func illegal(_ kind: IllegalOperation) { statistics.count(illegal: kind.rawValue) }

    /// Counts an operation that is about to begin; the error it shall fail with, if any.
    func beginCounted() -> InjectedFlashError? {
        operationCount += 1
        return injectedErrors[operationCount]
    }

    /// Writes a word into the cells: bits go from erased to programmed only. `false`: some would
    /// have to go back.
    @discardableResult
    func program(_ bytes: [UInt8], at address: UInt32) -> Bool {
        guard let cell = cells.pointer(at: address, width: bytes.count) else { return false }
        let erased = cells.erasedByte(at: address)
        var isTaken = true
        for (index, wanted) in bytes.enumerated() {
            let present = cell.load(fromByteOffset: index, as: UInt8.self)
            let result = erased == 0 ? present | wanted : present & wanted
            if isUnread, cells.isMain(address) { continue }
            if result != wanted { isTaken = false }
            guard !weakAddresses.contains(address &+ UInt32(index)) else { continue }
            cell.storeBytes(of: result, toByteOffset: index, as: UInt8.self)
        }
        changing = (address, bytes.count, false)
        statistics.count(programmedBits: 8 * bytes.count)
        onCodeChange?(address, bytes.count)
        return isTaken
    }

    func isErased(_ address: UInt32, count: Int) -> Bool {
        guard let cell = cells.pointer(at: address, width: count) else { return false }
        if let unit = errorCorrection?.unit, damaged.contains(address & ~(unit - 1)) {
            return false
        }
        if isUnread, cells.isMain(address) { return true }
        let erased = cells.erasedByte(at: address)
        return (0..<count).allSatisfy {
            cell.load(fromByteOffset: $0, as: UInt8.self) == erased
        }
    }

    func eraseSector(_ base: UInt32, _ byteCount: Int) {
        statistics.sectorErases += 1
        clear(base, byteCount)
    }

    private func clear(_ base: UInt32, _ byteCount: Int) {
        changing = (base, byteCount, true)
        cells.erase(base, count: byteCount)
        hideUnread(base..<base + UInt32(byteCount))
        damaged = damaged.filter { $0 < base || Int($0 - base) >= byteCount }
        onCodeChange?(base, byteCount)
    }

    private func hideUnread(_ range: Range<UInt32>) {
        guard isUnread, cells.isMain(range.lowerBound) else { return }
        cells.clear(range)
    }

    func eraseMain() {
        statistics.massErases += 1
        for bank in banks { eraseCells(of: bank) }
    }

    func eraseCells(of bank: FlashBank) { clear(bank.base, bank.byteCount) }

    var lastChange: (base: UInt32, byteCount: Int, isErase: Bool)? { changing }

    func forgetChange() { changing = nil }

    /// How the cells are corrected; `nil`: they are not.
    var errorCorrection: ErrorCorrection? { nil }

    /// A read found a damaged unit.
    func noteDamage(at address: UInt32) {}

    /// The sector that holds an address, counted through all banks.
    func sector(at address: UInt32) -> (bank: Int, number: Int, base: UInt32, byteCount: Int)? {
        for (index, bank) in banks.enumerated() where bank.contains(address) {
            var start = bank.base
            for (number, byteCount) in bank.sectors.enumerated() {
                if Int(address - start) < byteCount { return (index, number, start, byteCount) }
                start += UInt32(byteCount)
            }
        }
        return nil
    }

    /// A sector by bank and number in it.
    func sector(_ number: Int, inBank index: Int) -> (base: UInt32, byteCount: Int)? {
        let banks = banks
        guard banks.indices.contains(index), banks[index].sectors.indices.contains(number) else {
            return nil
        }
        let offset = banks[index].sectors[..<number].reduce(0, +)
        return (banks[index].base + UInt32(offset), banks[index].sectors[number])
    }
}
