/// The flash interface of F0, F1 and F3 (PM0075, PM0068 for XL-density, RM0091 and RM0316): half
/// words into erased cells, pages by address, option bytes in cells of their own.
final class F1Flash: FlashInterface {
    /// FLASH_SR (PM0075, 3.4).
    enum Status {
        static let busy: UInt32 = 1 << 0
        static let programming: UInt32 = 1 << 2
        static let writeProtection: UInt32 = 1 << 4
        static let endOfOperation: UInt32 = 1 << 5
        static let clearable: UInt32 = programming | writeProtection | endOfOperation
    }

    /// FLASH_CR (PM0075, 3.5; RM0091, 3.5.5).
    enum Control {
        static let program: UInt32 = 0
        static let pageErase: UInt32 = 1
        static let massErase: UInt32 = 2
        static let optionProgram: UInt32 = 4
        static let optionErase: UInt32 = 5
        static let start: UInt32 = 6
        static let lock: UInt32 = 7
        static let optionWrite: UInt32 = 9
        static let launch: UInt32 = 13
        /// PG to OPTER and the interrupt enables.
        static let writable: UInt32 = 0x1437
    }

    /// Registers of one bank; those of the second lie 0x40 higher.
    struct Bank {
        var lock = KeyLock.control
        var status: UInt32 = 0
        var control: UInt32 = 0
        var address: UInt32 = 0
    }

    let dialect: F1Dialect
    var bankRegisters: [Bank]
    private var optionLock = KeyLock.control
    var isOptionOpen = false
    private var isEmptyAtLoad = false
    private var latency: UInt32 = 0x30
    let bankTimers: [FlashTimer]
    /// Option bytes as they were loaded; the cells may have changed since.
    private(set) var loaded: F1Options
    /// The operation under way raises EOP when it ends, or not at all.
    var endsWell = [true, true]

    init(
        description: FlashDescription, dialect: F1Dialect, clock: BoardClock,
        statistics: BoardStatistics
    ) {
        self.dialect = dialect
        let count = dialect.hasSecondBank ? 2 : 1
        bankRegisters = Array(repeating: Bank(), count: count)
        bankTimers = (0..<count).map { _ in FlashTimer(clock: clock) }
        loaded = F1Options(dialect.options)
        super.init(description: description, clock: clock, statistics: statistics)
        for (index, timer) in bankTimers.enumerated() {
            timer.onEnd = { [unowned self] in
                bankRegisters[index].control &= ~(1 << Control.start)
                if endsWell[index] { bankRegisters[index].status |= Status.endOfOperation }
            }
        }
        storeOptions(.delivered(dialect.options))
        loaded = options
    }

    override var timers: [FlashTimer] { bankTimers }

    override func timer(at address: UInt32) -> FlashTimer? { bankTimers[bank(of: address)] }

    func bank(of address: UInt32) -> Int {
        dialect.hasSecondBank && banks.count > 1 && banks[1].contains(address) ? 1 : 0
    }

    // MARK: - Option bytes

    /// What the cells say now.
    var options: F1Options {
        var options = F1Options(dialect.options)
        guard let area = description.options else { return options }
        for index in 0..<F1Options.byteCount {
            let half =
                cells.word(at: area + UInt32(2 * index) & ~3)
                >> (index % 2 == 0 ? 0 : 16) & 0xFFFF
            options.set(half, index)
        }
        return options
    }

    private func storeOptions(_ options: F1Options) {
        guard let area = description.options else { return }
        for word in 0..<F1Options.byteCount / 2 {
            let pair = [options.bytes[2 * word], options.bytes[2 * word + 1]].map {
                UInt32($0) | UInt32(~$0) << 8
            }
            cells.store(pair[0] | pair[1] << 16, at: area + UInt32(4 * word))
        }
    }

    override func deliver(_ delivery: FlashDelivery) {
        var options = F1Options.delivered(dialect.options)
        options.setProtection(delivery.protection)
        options.protect(delivery.writeProtectedSectors)
        if delivery.isWatchdogHardware { options.startWatchdog() }
        storeOptions(options)
    }

    override var protection: ReadProtection { loaded.protection }

    override var hardwareWatchdogs: (independent: Bool, window: Bool) {
        (loaded.startsWatchdog, false)
    }

    override var bootAddress: UInt32 {
        guard dialect.hasEmptyCheck, isEmptyAtLoad else { return firmwareAddress }
        return description.systemMemory ?? firmwareAddress
    }

    override var firmwareAddress: UInt32 { 0 }

    override func powerOn() {
        reset()
        isEmptyAtLoad = isErased(description.base, count: 4)
    }

    func isWriteProtected(_ address: UInt32) -> Bool {
        let group = Int(address - description.base) / dialect.protectionByteCount
        return !loaded.writeProtection.has(UInt32(min(group, dialect.protectionBits - 1)))
    }

    // MARK: - Registers

    override func reset() {
        for index in bankRegisters.indices {
            bankTimers[index].cancel()
            bankRegisters[index] = Bank()
        }
        optionLock.reset()
        isOptionOpen = false
        latency = 0x30
        loaded = options
    }

    override func load(_ offset: UInt32, by master: BusMaster) throws(BusFault) -> UInt32 {
        switch offset {
        case 0x00: return latency
        case 0x1C: return loaded.register
        case 0x20: return loaded.writeProtection
        default: break
        }
        guard let (index, register) = place(of: offset) else { return 0 }
        switch register {
        case 0x0C:
            let before = bankRegisters[index].status
            let isBusy = bankTimers[index].poll(master)
            return isBusy ? before | Status.busy : bankRegisters[index].status
        case 0x10: return controlWord(index)
        case 0x14: return bankRegisters[index].address
        default: return 0
        }
    }

    private func place(of offset: UInt32) -> (bank: Int, register: UInt32)? {
        if offset < 0x40 { return (0, offset) }
        guard dialect.hasSecondBank, offset < 0x60 else { return nil }
        return (1, offset - 0x40)
    }

    private func controlWord(_ index: Int) -> UInt32 {
        bankTimers[index].settle()
        let locked: UInt32 = bankRegisters[index].lock.isLocked ? 1 << Control.lock : 0
        let open: UInt32 = index == 0 && isOptionOpen ? 1 << Control.optionWrite : 0
        return bankRegisters[index].control | locked | open
    }

    override func retained(_ offset: UInt32) -> UInt32 {
        switch offset {
        case 0x00: latency
        case 0x10: controlWord(0)
        case 0x50: dialect.hasSecondBank ? controlWord(1) : 0
        default: 0
        }
    }

    override func store(
        _ word: UInt32, at offset: UInt32, by master: BusMaster
    ) throws(BusFault) {
        guard let (index, register) = place(of: offset) else { return }
        switch register {
        case 0x00: if index == 0 { latency = word & 0x3F }
        case 0x04:
            if !bankRegisters[index].lock.accept(word) {
                try refuseKey(.flashKeySequence, offset)
            }
        case 0x08: if index == 0 { try acceptOptionKey(word) }
        case 0x0C: bankRegisters[index].status &= ~(word & Status.clearable)
        case 0x10: writeControl(word, index, by: master)
        case 0x14:
            if bankTimers[index].isBusy { illegal(.flashControlBusy) }
            bankRegisters[index].address = word
        default: break
        }
    }

    /// A wrong key gives a bus error and locks until the next reset (PM0075, 2.3.1).
    private func refuseKey(_ kind: IllegalOperation, _ offset: UInt32) throws(BusFault) {
        illegal(kind)
        throw BusFault(address: base + offset)
    }

    private func acceptOptionKey(_ key: UInt32) throws(BusFault) {
        guard optionLock.accept(key) else { return try refuseKey(.optionKeySequence, 0x08) }
        if !optionLock.isLocked {
            isOptionOpen = true
            optionLock.reset()
        }
    }

    private func writeControl(_ value: UInt32, _ index: Int, by master: BusMaster) {
        // FPEC registers take no writes while BSY is set (PM0075, 2.3.1).
        if bankTimers[index].isBusy {
            illegal(.flashControlBusy)
            bankTimers[index].stall(master)
        }
        guard !bankRegisters[index].lock.isLocked else {
            if !value.has(Control.lock) { illegal(.flashControlLocked) }
            return
        }
        bankRegisters[index].control = value & Control.writable
        if index == 0, !value.has(Control.optionWrite) { isOptionOpen = false }
        if value.has(Control.start) { startErase(index) }
        if value.has(Control.lock) { bankRegisters[index].lock.close() }
        if index == 0, value.has(Control.launch), dialect.options == .f0 {
            isEmptyAtLoad = isErased(description.base, count: 4)
            onResetRequest?()
        }
    }

    override func write(
        _ bytes: [UInt8], to address: UInt32, by master: BusMaster
    ) throws(BusFault) {
        try programCells(bytes, at: address, by: master)
    }
}
