/// The flash interface of the STM32F75x (RM0385, chapter 3): registers, locks, and the rules by
/// which cells take what is written to them. `FlashController+Cells.swift` has the cells.
///
/// Times of operations run on the board's clock. So that nobody has to poll through a second of
/// erase, a poller is told the truth a few times and then finds time skipped: the core up to the
/// end of its time slice (paced) or of the operation (unpaced), the debugger only when unpaced.
final class FlashController: Peripheral {
    enum Offset {
        static let acr: UInt32 = 0x00
        static let keyr: UInt32 = 0x04
        static let optkeyr: UInt32 = 0x08
        static let sr: UInt32 = 0x0C
        static let cr: UInt32 = 0x10
        static let optcr: UInt32 = 0x14
        static let optcr1: UInt32 = 0x18
    }

    /// FLASH_SR (RM0385, 3.7.4).
    enum Status {
        static let endOfOperation: UInt32 = 1 << 0
        static let operation: UInt32 = 1 << 1
        static let writeProtection: UInt32 = 1 << 4
        static let alignment: UInt32 = 1 << 5
        static let parallelism: UInt32 = 1 << 6
        static let sequence: UInt32 = 1 << 7
        static let busy: UInt32 = 1 << 16
        static let writeOneToClear: UInt32 = 0xF3
    }

    /// FLASH_CR (RM0385, 3.7.5).
    enum Control {
        static let program: UInt32 = 0
        static let sectorErase: UInt32 = 1
        static let massErase: UInt32 = 2
        static let start: UInt32 = 16
        static let endInterrupt: UInt32 = 24
        static let errorInterrupt: UInt32 = 25
        static let lock: UInt32 = 31
        static let writable: UInt32 = 0x0301_037F
    }

    /// One key register: the first key must be followed by the second, or it is over.
    struct Lock {
        let keys: [UInt32]
        var progress = 0
        var isLocked = true
        var isDead = false

        /// `false`: a wrong key, or a key too many.
        mutating func accept(_ key: UInt32) -> Bool {
            guard !isDead, isLocked, key == keys[progress] else {
                isLocked = true
                isDead = true
                return false
            }
            progress += 1
            if progress == keys.count { isLocked = false }
            return true
        }

        mutating func close() {
            isLocked = true
            progress = 0
        }

        mutating func reset() { self = Lock(keys: keys) }
    }

    let base: UInt32 = 0x4002_3C00
    let byteCount = 0x400
    let clock: BoardClock
    let statistics: BoardStatistics
    let memory: FlashMemory
    /// Supply of the chip; decides how wide it may program (RM0385, table 6).
    var supplyMillivolts: Int
    /// Whether virtual time is wall time; then the debugger has to poll as often as for real.
    var isPaced = false
    /// End of the core's present time slice, in nanoseconds of the board's clock.
    var horizon: UInt64 = 0
    /// The bus holds the core until that instant.
    var onCoreStall: ((UInt64) -> Void)?
    /// Cells changed; the core's translated code may be stale.
    var onCodeChange: ((UInt32, Int) -> Void)?
    /// Addresses whose cells do not take what is programmed (`--fault weak`).
    var weakAddresses: Set<UInt32> = []
    /// Error flag to raise instead of the nth erase or program operation (`--fault flasherr`).
    var injectedErrors: [Int: UInt32] = [:]
    var operationCount = 0
    /// How long an erase takes instead of the data sheet's time (`--fault busy`).
    var eraseNanoseconds: UInt64?

    var status: UInt32 = 0
    var control: UInt32 = 0
    private var latency: UInt32 = 0
    var controlLock = Lock(keys: [0x4567_0123, 0xCDEF_89AB])
    private var optionLock = Lock(keys: [0x0819_2A3B, 0x4C5D_6E7F])
    /// Programmed, and what the registers hold meanwhile.
    private(set) var options: OptionBytes
    private var shadow: OptionBytes
    private var busyUntil: UInt64?
    private var busyReads = 0

    init(
        clock: BoardClock, statistics: BoardStatistics, memory: FlashMemory,
        options: OptionBytes, supplyMillivolts: Int
    ) {
        self.clock = clock
        self.statistics = statistics
        self.memory = memory
        self.options = options
        self.supplyMillivolts = supplyMillivolts
        shadow = options
        memory.show(options)
    }

    // MARK: - Time

    /// What is left of the operation under way, in nanoseconds.
    var busyNanoseconds: UInt64 {
        settle()
        guard let busyUntil else { return 0 }
        return busyUntil - clock.now
    }

    var isBusy: Bool { busyNanoseconds > 0 }

    func beginOperation(_ duration: UInt64) {
        busyUntil = clock.now + duration
        busyReads = 0
    }

    /// The bus stalls whoever writes to a busy flash until it is done (RM0385, 3.7.5).
    func stallUntilDone(_ master: BusMaster) {
        if let busyUntil { skip(to: busyUntil, master) }
        settle()
    }

    private func skip(to instant: UInt64, _ master: BusMaster) {
        if master == .core { onCoreStall?(instant) }
        clock.advance(toNanosecond: instant)
    }

    private func settle() {
        guard let end = busyUntil, end <= clock.now else { return }
        busyUntil = nil
        control = control.setting(Control.start, false)
        if control.has(Control.endInterrupt) { status |= Status.endOfOperation }
    }

    private func skipForPoller(_ master: BusMaster) {
        guard let busyUntil else { return }
        busyReads += 1
        guard busyReads > Timing.truthfulBusyReads else { return }
        switch (master, isPaced) {
        case (.core, true): skip(to: min(busyUntil, horizon), master)
        case (.debugger, true): break
        case (_, false): skip(to: busyUntil, master)
        }
    }

    func reset() {
        settle()
        busyUntil = nil
        status = 0
        control = 0
        latency = 0
        controlLock.reset()
        optionLock.reset()
        // The option bytes are loaded anew (RM0385, 3.4.1).
        shadow = options
    }

    // MARK: - Registers

    func read(_ offset: UInt32, width: Int, by master: BusMaster) throws(BusFault) -> UInt32 {
        let word = load(offset & ~3, by: master)
        let mask: UInt32 = width >= 4 ? ~0 : (1 << UInt32(8 * width)) - 1
        return word >> (8 * (offset & 3)) & mask
    }

    private func load(_ offset: UInt32, by master: BusMaster) -> UInt32 {
        settle()
        switch offset {
        case Offset.acr: return latency
        case Offset.sr:
            let value = status | (busyUntil == nil ? 0 : Status.busy)
            skipForPoller(master)
            return value
        case Offset.cr: return control.setting(Control.lock, controlLock.isLocked)
        case Offset.optcr: return shadow.control.setting(0, optionLock.isLocked)
        case Offset.optcr1: return shadow.boot
        default: return 0
        }
    }

    func write(
        _ value: UInt32, to offset: UInt32, width: Int, by master: BusMaster
    ) throws(BusFault) {
        settle()
        let shift = 8 * (offset & 3)
        let mask: UInt32 = (width >= 4 ? ~0 : (1 << UInt32(8 * width)) - 1) << shift
        let register = offset & ~3
        var word = value << shift & mask
        // Narrow writes keep the rest of a register; flags and keys have no rest to keep.
        switch register {
        case Offset.acr: word |= latency & ~mask
        case Offset.cr: word |= load(Offset.cr, by: master) & ~mask
        case Offset.optcr: word |= load(Offset.optcr, by: master) & ~mask
        case Offset.optcr1: word |= shadow.boot & ~mask
        default: break
        }
        switch register {
        case Offset.acr: latency = word & 0x0000_0B0F
        case Offset.keyr:
            if !controlLock.accept(word) { try refuse(.flashKeySequence, Offset.keyr) }
        case Offset.optkeyr:
            if !optionLock.accept(word) { try refuse(.optionKeySequence, Offset.optkeyr) }
        case Offset.sr: status &= ~(word & Status.writeOneToClear)
        case Offset.cr: writeControl(word, by: master)
        case Offset.optcr: writeOptionControl(word, by: master)
        case Offset.optcr1:
            if isOptionWritable(isLocking: false, by: master) { shadow.boot = word }
        default: break
        }
    }

    /// A wrong key gives a bus error and locks until the next reset (RM0385, 3.3.5).
    private func refuse(_ kind: IllegalOperation, _ offset: UInt32) throws(BusFault) {
        illegal(kind)
        throw BusFault(address: base + offset)
    }

    func illegal(_ kind: IllegalOperation) { statistics.count(illegal: kind.rawValue) }

    private func writeControl(_ value: UInt32, by master: BusMaster) {
        if busyUntil != nil {
            illegal(.flashControlBusy)
            stallUntilDone(master)
        }
        if controlLock.isLocked {
            if !value.has(Control.lock) { illegal(.flashControlLocked) }
            return
        }
        control = value & Control.writable
        if control.has(Control.start) { startErase() }
        if value.has(Control.lock) {
            control = control.setting(Control.start, busyUntil != nil)
            controlLock.close()
        }
    }

    // MARK: - Option bytes

    private func isOptionWritable(isLocking: Bool, by master: BusMaster) -> Bool {
        if busyUntil != nil {
            illegal(.optionControlBusy)
            stallUntilDone(master)
        }
        if optionLock.isLocked && !isLocking { illegal(.optionControlLocked) }
        return !optionLock.isLocked
    }

    private func writeOptionControl(_ value: UInt32, by master: BusMaster) {
        guard isOptionWritable(isLocking: value.has(0), by: master) else { return }
        shadow.control = value & OptionBytes.mask
        if value.has(1) { programOptions() }
        if value.has(0) { optionLock.close() }
    }

    /// OPTSTRT (RM0385, 3.4.2). Level 2 is for ever; from level 1 to 0 costs the whole flash.
    private func programOptions() {
        if options.protection == .level2 { return }
        let isUnprotecting = options.protection == .level1 && shadow.protection == .none
        statistics.optionPrograms += 1
        var duration = Timing.Flash.optionProgram(parallelism: 2)
        if isUnprotecting {
            statistics.massErases += 1
            memory.eraseAll()
            memory.main.map { onCodeChange?($0.base, $0.byteCount) }
            duration += Timing.Flash.massErase(parallelism: 2)
        }
        options = shadow
        memory.show(options)
        beginOperation(duration)
    }
}
