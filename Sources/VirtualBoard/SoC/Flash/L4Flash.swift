/// The flash interface of L4 and its descendants (RM0351, RM0432, RM0434, RM0440, RM0444, RM0453,
/// RM0490 and RM0503; with Secure registers RM0438, RM0456, RM0487 and RM0493): units of 8 or 16
/// bytes, pages by number, options in registers. `L4Flash+Cells.swift` has the cells,
/// `L4Flash+Options.swift` the option bytes.
final class L4Flash: FlashInterface {
    /// FLASH_SR (RM0351, 3.7.5).
    enum Status {
        static let endOfOperation: UInt32 = 1 << 0
        static let operation: UInt32 = 1 << 1
        static let programming: UInt32 = 1 << 3
        static let writeProtection: UInt32 = 1 << 4
        static let alignment: UInt32 = 1 << 5
        static let size: UInt32 = 1 << 6
        static let sequence: UInt32 = 1 << 7
        static let missed: UInt32 = 1 << 8
        static let fast: UInt32 = 1 << 9
        static let busy: UInt32 = 1 << 16
        static let errors: UInt32 = 0x3FA
        static let clearable: UInt32 = 0xE3FB
        /// Have to be cleared before anything is started (RM0351, 3.7.5: PGSERR).
        static let stale: UInt32 = 0x3F8
    }

    /// FLASH_CR (RM0351, 3.7.6).
    enum Control {
        static let program: UInt32 = 0
        static let pageErase: UInt32 = 1
        static let massErase: UInt32 = 2
        static let page: UInt32 = 3
        static let secondMassErase: UInt32 = 15
        static let start: UInt32 = 16
        static let optionStart: UInt32 = 17
        static let fastProgram: UInt32 = 18
        static let endInterrupt: UInt32 = 24
        static let errorInterrupt: UInt32 = 25
        static let launch: UInt32 = 27
        static let optionLock: UInt32 = 30
        static let lock: UInt32 = 31
        /// All but the locks and what clears itself.
        static let writable: UInt32 = 0x370F_FFFF & ~(1 << 16 | 1 << 17)
    }

    /// Registers of one security state.
    struct Side {
        var lock = KeyLock.control
        var status: UInt32 = 0
        var control: UInt32 = 0
    }

    let dialect: L4Dialect
    /// Non-secure, Secure.
    var sides = [Side(), Side()]
    var optionLock = KeyLock.options
    private var access: UInt32
    var isEmptyAtLoad = false
    private var correction: UInt32 = 0
    /// Words of a unit or row that is not complete.
    var pending: (base: UInt32, bytes: [UInt8])?
    /// Banks whose cells are busy, and whose operation it is.
    var busyBanks: Set<Int> = []
    var operatingSide = 0
    /// Option registers by offset: programmed, in force, and as the registers show them.
    var programmed: [UInt32: UInt32] = [:]
    var loaded: [UInt32: UInt32] = [:]
    var shadow: [UInt32: UInt32] = [:]
    var isSwapped = false
    /// FLASH_SECBBxRy by offset: pages that are Secure until the next reset.
    var blockSecurity: [UInt32: UInt32] = [:]

    init(
        description: FlashDescription, dialect: L4Dialect, clock: BoardClock,
        statistics: BoardStatistics
    ) {
        self.dialect = dialect
        access = dialect.accessFactory
        super.init(description: description, clock: clock, statistics: statistics)
        for register in dialect.optionRegisters { programmed[register.offset] = register.factory }
        timer.onEnd = { [unowned self] in
            busyBanks = []
            sides[operatingSide].control &= ~(1 << Control.start | 1 << Control.optionStart)
            if sides[operatingSide].control.has(Control.endInterrupt) {
                sides[operatingSide].status |= Status.endOfOperation
            }
        }
        loadOptions()
    }

    // MARK: - Banks

    var isDual: Bool {
        switch dialect.dualBank {
        case .never: false
        case .always: true
        case .whenSet(let bit): optionControl.has(bit)
        }
    }

    override var banks: [FlashBank] {
        let isDeliveredDual = description.banks.count > 1
        return isDual == isDeliveredDual || description.otherBanks.isEmpty
            ? description.banks : description.otherBanks
    }

    /// The bank at the place of a physical one.
    func place(ofBank index: Int) -> Int { isSwapped && banks.count > 1 ? 1 - index : index }

    override func timer(at address: UInt32) -> FlashTimer? {
        guard let sector = sector(at: address), !busyBanks.isEmpty else { return timer }
        return busyBanks.contains(sector.bank) ? timer : nil
    }

    // MARK: - Registers

    override func reset() {
        timer.cancel()
        sides = [Side(), Side()]
        optionLock.reset()
        pending = nil
        busyBanks = []
        correction = 0
        blockSecurity = [:]
        access = dialect.accessFactory | access & emptyAccessBit
        shadow = programmed
    }

    override func powerOn() {
        loadOptions()
        reset()
    }

    private var emptyAccessBit: UInt32 {
        if case .access(let bit) = dialect.emptyFlag { return 1 << bit }
        return 0
    }

    func setEmptyFlag() {
        isEmptyAtLoad = isErased(description.base, count: 4)
        if case .access(let bit) = dialect.emptyFlag {
            access = access.setting(bit, isEmptyAtLoad)
        }
    }

    /// Whether the chip starts its boot loader because flash was empty.
    private var startsBootLoader: Bool {
        switch dialect.emptyFlag {
        case .access(let bit): access.has(bit)
        case .status: isEmptyAtLoad
        case nil: false
        }
    }

    override var bootAddress: UInt32 {
        if startsBootLoader, let loader = description.systemMemory { return loader }
        return description.bootAddress
    }

    override var firmwareAddress: UInt32 { description.bootAddress }

    /// Which side's key, status or control register is at an offset.
    private func side(of offset: UInt32, _ register: KeyPath<L4Dialect.RegisterSet, UInt32>)
        -> Int?
    {
        if dialect.plain[keyPath: register] == offset { return 0 }
        // Without TrustZone the Secure registers read as zero and ignore writes.
        guard isTrustZoneOn, isSecureAccess else { return nil }
        return dialect.secure?[keyPath: register] == offset ? 1 : nil
    }

    var isTrustZoneOn: Bool {
        dialect.hasTrustZone && loaded[dialect.optionControl, default: 0].has(31)
    }

    override var errorCorrection: ErrorCorrection? {
        guard dialect.correctionRegister != nil else { return nil }
        return ErrorCorrection(unit: UInt32(dialect.unit), refusesReads: false)
    }

    override func noteDamage(at address: UInt32) {
        correction = 1 << Self.detected | (address - description.base) & 0x7_FFFF
    }

    /// ECCD (RM0351, 3.7.7).
    private static let detected: UInt32 = 31

    override func load(_ offset: UInt32, by master: BusMaster) throws(BusFault) -> UInt32 {
        if offset == 0 { return access }
        if offset == dialect.correctionRegister { return correction }
        if let side = side(of: offset, \.status) { return statusWord(side, master) }
        if let side = side(of: offset, \.control) { return controlWord(side) }
        if dialect.blockSecurity.contains(offset) {
            return isSecureAccess ? blockSecurity[offset, default: 0] : 0
        }
        return shadow[offset, default: 0]
    }

    private func statusWord(_ side: Int, _ master: BusMaster) -> UInt32 {
        let before = sides[side].status
        let banks = busyBanks
        let isBusy = timer.poll(master)
        var word = isBusy ? before : sides[side].status
        if isBusy {
            let isSecondOnly = banks == [1]
            if let bit = dialect.secondBusyBit, banks.contains(1) { word |= 1 << bit }
            if dialect.secondBusyBit == nil || !isSecondOnly { word |= Status.busy }
        }
        if let bit = dialect.configurationBusyBit {
            word = word.setting(bit, isBusy || pending != nil)
        }
        if let bit = dialect.dataWaitBit { word = word.setting(bit, pending != nil) }
        if case .status(let bit) = dialect.emptyFlag { word = word.setting(bit, isEmptyAtLoad) }
        return word
    }

    private func controlWord(_ side: Int) -> UInt32 {
        timer.settle()
        var word = sides[side].control
        word = word.setting(Control.lock, sides[side].lock.isLocked)
        if side == 0 { word = word.setting(Control.optionLock, optionLock.isLocked) }
        return word
    }

    override func retained(_ offset: UInt32) -> UInt32 {
        if offset == 0 { return access }
        if let side = side(of: offset, \.control) { return controlWord(side) }
        return shadow[offset, default: 0]
    }

    override func store(
        _ word: UInt32, at offset: UInt32, by master: BusMaster
    ) throws(BusFault) {
        if offset == 0 {
            access = word
        } else if offset == dialect.correctionRegister {
            if word.has(Self.detected) { correction = 0 }
        } else if let side = side(of: offset, \.key) {
            if !sides[side].lock.accept(word) { try refuse(.flashKeySequence, offset) }
        } else if offset == dialect.optionKey {
            // The control register first (RM0351, 3.4.2).
            let isOpen = !sides[0].lock.isLocked
            if !isOpen || !optionLock.accept(word) { try refuse(.optionKeySequence, offset) }
        } else if let side = side(of: offset, \.status) {
            sides[side].status &= ~(word & Status.clearable)
            if case .status(let bit) = dialect.emptyFlag, word.has(bit) { isEmptyAtLoad.toggle() }
        } else if let side = side(of: offset, \.control) {
            writeControl(word, side, by: master)
        } else if dialect.blockSecurity.contains(offset) {
            if isTrustZoneOn, isSecureAccess { blockSecurity[offset] = word }
        } else {
            writeOption(word, offset, by: master)
        }
    }

    /// A wrong key gives a bus error and locks until the next reset (RM0351, 3.3.5).
    private func refuse(_ kind: IllegalOperation, _ offset: UInt32) throws(BusFault) {
        illegal(kind)
        throw BusFault(address: base + offset)
    }

    private func writeControl(_ value: UInt32, _ side: Int, by master: BusMaster) {
        if timer.isBusy {
            illegal(.flashControlBusy)
            timer.stall(master)
        }
        guard !sides[side].lock.isLocked else {
            if !value.has(Control.lock) { illegal(.flashControlLocked) }
            return
        }
        sides[side].control = value & Control.writable
        // A unit or row that was begun is given up with its mode.
        if !value.has(Control.program), !value.has(Control.fastProgram) { abandon(side) }
        if value.has(Control.start) { startErase(side) }
        if side == 0 {
            if value.has(Control.optionStart) { programOptions() }
            if value.has(Control.optionLock) { optionLock.close() }
            if value.has(Control.launch) { launchOptions() }
        }
        if value.has(Control.lock) {
            sides[side].lock.close()
            if side == 0 { optionLock.close() }
        }
    }

    override func write(
        _ bytes: [UInt8], to address: UInt32, by master: BusMaster
    ) throws(BusFault) { programCells(bytes, at: address, by: master) }

    override var protection: ReadProtection { levelInForce }

    override var executeOnly: [Range<UInt32>] { executeOnlyRanges(loaded) }

    /// RDERR.
    override func noteRefusedRead() { sides[0].status |= 1 << 14 }

    override func deliver(_ delivery: FlashDelivery) { prepare(delivery) }

    /// IWDG_SW and WWDG_SW (RM0351, 3.7.8).
    override var hardwareWatchdogs: (independent: Bool, window: Bool) {
        (!optionControl.has(16), !optionControl.has(19))
    }
}
