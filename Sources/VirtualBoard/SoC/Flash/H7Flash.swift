/// The flash interface of H7 and its descendants (RM0433, RM0455, RM0468, RM0477 and RM0481). The
/// cells are in `H7Flash+Cells.swift`, the option bytes in `H7Flash+Options.swift`.
final class H7Flash: FlashInterface {
    /// FLASH_SR (RM0433, 4.9.5).
    enum Status {
        static let busy: UInt32 = 1 << 0
        static let writeBuffer: UInt32 = 1 << 1
        static let queue: UInt32 = 1 << 2
        static let endOfOperation: UInt32 = 1 << 16
        static let writeProtection: UInt32 = 1 << 17
        static let sequence: UInt32 = 1 << 18
        static let strobe: UInt32 = 1 << 19
        static let errors: UInt32 = 0x07FE_0000
        static let clearable: UInt32 = 0x1FFF_0000
    }

    /// FLASH_CR (RM0433, 4.9.4).
    enum Control {
        static let lock: UInt32 = 0
        static let program: UInt32 = 1
        static let sectorErase: UInt32 = 2
        static let bankErase: UInt32 = 3
    }

    /// One controller: a bank's in H7, a security state's in H5.
    struct Unit {
        var lock = KeyLock.control
        var status: UInt32 = 0
        var control: UInt32 = 0
        /// The write buffer: where it begins, and which of its bytes were written.
        var buffer: (base: UInt32, bytes: [UInt8?])?
        var isErasing = false
    }

    let dialect: H7Dialect
    var units: [Unit]
    let unitTimers: [FlashTimer]
    private var access: UInt32 = 0x37
    private var correction: UInt32 = 0
    private(set) var optionLock = KeyLock.options
    var current: [UInt32]
    var wanted: [UInt32]
    var isSwapped = false
    /// OPTCHANGEERR: a change of options was refused.
    var isChangeRefused = false
    /// FLASH_SECBBxRy by bank and word; until the next reset.
    var blockSecurity: [[Int]: UInt32] = [:]
    /// PG_OTP as it was written.
    private(set) var optionBits: UInt32 = 0

    init(
        description: FlashDescription, dialect: H7Dialect, clock: BoardClock,
        statistics: BoardStatistics
    ) {
        self.dialect = dialect
        units = Array(repeating: Unit(), count: dialect.unitCount)
        unitTimers = (0..<dialect.unitCount).map { _ in FlashTimer(clock: clock) }
        current = dialect.options.map(\.factory)
        wanted = current
        super.init(
            description: description, byteCount: 0x400, clock: clock, statistics: statistics)
        for (index, timer) in unitTimers.enumerated() {
            timer.onEnd = { [unowned self] in
                units[index].control &= ~(1 << dialect.startBit)
                units[index].isErasing = false
                units[index].status |= Status.endOfOperation
            }
        }
    }

    override var timers: [FlashTimer] { unitTimers }

    override func timer(at address: UInt32) -> FlashTimer? {
        if case .bank = dialect.scope {
            return sector(at: address).map { unitTimers[$0.bank] }
        }
        return unitTimers.first { $0.isBusy } ?? unitTimers[0]
    }

    func place(ofBank index: Int) -> Int { isSwapped && banks.count > 1 ? 1 - index : index }

    // MARK: - Registers

    override func reset() {
        for index in units.indices {
            unitTimers[index].cancel()
            units[index] = Unit()
        }
        access = 0x37
        correction = 0
        optionLock.reset()
        wanted = current
        blockSecurity = [:]
        optionBits = 0
        isProgrammingOptions = false
        swapBanks()
    }

    private func register(_ offset: UInt32) -> H7Dialect.Register? {
        guard let register = dialect.registers[offset] else { return nil }
        // The Secure unit is there for Secure accesses only.
        guard dialect.hasSecureUnit, !isSecureAccess else { return register }
        switch register {
        case .key(1), .control(1), .status(1), .clear(1), .blockSecurity: return nil
        default: return register
        }
    }

    override var errorCorrection: ErrorCorrection? {
        ErrorCorrection(
            unit: UInt32(dialect.wordByteCount), refusesReads: dialect.correctionRegister == nil)
    }

    override func noteDamage(at address: UInt32) {
        guard dialect.correctionRegister == nil else { return correction = 1 << 31 }
        // DBECCERR (RM0433, 4.9.5).
        let place = sector(at: address)?.bank ?? 0
        units[units.count > 1 ? place : 0].status |= 1 << 26
    }

    override func load(_ offset: UInt32, by master: BusMaster) throws(BusFault) -> UInt32 {
        if offset == dialect.correctionRegister { return correction }
        switch register(offset) {
        case .access: return access
        case .control(let index): return controlWord(index)
        case .status(let index): return statusWord(index, master)
        case .flags(let index):
            unitTimers[index].settle()
            return units[index].status
        // SWAP_BANK, as it is in force (RM0433, 4.9.7).
        case .optionControl:
            return (isSwapped ? 1 << 31 : 0) | (optionLock.isLocked ? 1 : 0)
        case .current(let row):
            let isOptionStatus = row == dialect.statusRow && dialect.hasOptionBusy
            let isBusy = isOptionStatus && unitTimers[0].poll(master)
            let isRefused = isOptionStatus && isChangeRefused
            return current[row] | (isBusy ? 1 : 0) | (isRefused ? 1 << 30 : 0)
        case .blockSecurity(let bank, let word): return blockSecurity[[bank, word], default: 0]
        case .wanted(let row): return wanted[row]
        default: return 0
        }
    }

    private func statusWord(_ index: Int, _ master: BusMaster) -> UInt32 {
        let before = units[index].status
        let isBusy = unitTimers[index].poll(master)
        var word = isBusy ? before : units[index].status
        if dialect.registers.values.contains(.flags(index)) { word = 0 }
        if isBusy { word |= Status.busy | (dialect.hasSecureUnit ? 0 : Status.queue) }
        if units[index].buffer != nil { word |= Status.writeBuffer }
        return word
    }

    private func controlWord(_ index: Int) -> UInt32 {
        unitTimers[index].settle()
        return units[index].control | (units[index].lock.isLocked ? 1 : 0)
    }

    override func retained(_ offset: UInt32) -> UInt32 {
        switch register(offset) {
        case .access: access
        case .control(let index): controlWord(index)
        case .wanted(let row): wanted[row]
        default: 0
        }
    }

    override func store(
        _ word: UInt32, at offset: UInt32, by master: BusMaster
    ) throws(BusFault) {
        if offset == dialect.correctionRegister, word.has(31) { return correction = 0 }
        switch register(offset) {
        case .access: access = word & 0x3FF
        case .key(let index):
            if !units[index].lock.accept(word) { try refuse(.flashKeySequence, offset) }
        case .optionKey:
            if !optionLock.accept(word) { try refuse(.optionKeySequence, offset) }
        case .control(let index): writeControl(word, index, by: master)
        case .clear(let index): units[index].status &= ~(word & Status.clearable)
        case .optionControl: writeOptionControl(word, by: master)
        case .wanted(let row): writeOption(word, row)
        case .optionClear: if word.has(30) { isChangeRefused = false }
        case .blockSecurity(let bank, let word32): blockSecurity[[bank, word32]] = word
        default: break
        }
    }

    /// A wrong key gives a bus error and locks until the next reset (RM0433, 4.5.1).
    private func refuse(_ kind: IllegalOperation, _ offset: UInt32) throws(BusFault) {
        illegal(kind)
        throw BusFault(address: base + offset)
    }

    private func writeControl(_ value: UInt32, _ index: Int, by master: BusMaster) {
        guard !units[index].lock.isLocked else {
            if !value.has(Control.lock) { illegal(.flashControlLocked) }
            return
        }
        // While an operation is under way the register may be written to lock, no more.
        if unitTimers[index].isBusy {
            illegal(.flashControlBusy)
            unitTimers[index].stall(master)
        }
        units[index].control = value & ~(1 << dialect.forceBit | 1 << dialect.startBit | 1)
        if value.has(dialect.forceBit) { forceWrite(index) }
        if value.has(dialect.startBit) { startErase(index) }
        if value.has(Control.lock) { units[index].lock.close() }
    }

    private func writeOptionControl(_ value: UInt32, by master: BusMaster) {
        guard !optionLock.isLocked else {
            if !value.has(0) { illegal(.optionControlLocked) }
            return
        }
        // MER of H7: both banks.
        if case .bank = dialect.scope, value.has(4) { eraseAllBanks() }
        optionBits = value & 1 << 5
        if value.has(1), !dialect.programsOptionsOnWrite { programOptions() }
        isProgrammingOptions = dialect.programsOptionsOnWrite && value.has(1)
        if value.has(0) { optionLock.close() }
    }

    /// H7RS: PG_OPT is set.
    private(set) var isProgrammingOptions = false

    override var bootAddress: UInt32 { description.bootAddress }

    override func write(
        _ bytes: [UInt8], to address: UInt32, by master: BusMaster
    ) throws(BusFault) { writeCells(bytes, at: address, by: master) }

    override var protection: ReadProtection { levelInForce }

    override var executeOnly: [Range<UInt32>] { executeOnlyRanges }

    /// RDPERR.
    override func noteRefusedRead() { units[0].status |= 1 << 23 }

    override func deliver(_ delivery: FlashDelivery) { prepare(delivery) }

    override var hardwareWatchdogs: (independent: Bool, window: Bool) {
        let word = current[dialect.watchdogs.row]
        return (
            !word.has(dialect.watchdogs.independent),
            dialect.watchdogs.window.map { !word.has($0) } ?? false
        )
    }
}
