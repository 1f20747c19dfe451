/// The flash interface of F2, F4 and F7 (RM0033, RM0090, RM0385 and RM0410, chapter 3): registers,
/// locks, and the rules by which cells take what is written to them. `F4Flash+Cells.swift` has
/// the cells.
final class F4Flash: FlashInterface {
    enum Offset {
        static let acr: UInt32 = 0x00
        static let keyr: UInt32 = 0x04
        static let optkeyr: UInt32 = 0x08
        static let sr: UInt32 = 0x0C
        static let cr: UInt32 = 0x10
        static let optcr: UInt32 = 0x14
        static let optcr1: UInt32 = 0x18
        static let optcr2: UInt32 = 0x1C
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
    }

    /// FLASH_CR (RM0385, 3.7.5).
    enum Control {
        static let program: UInt32 = 0
        static let sectorErase: UInt32 = 1
        static let massErase: UInt32 = 2
        static let secondMassErase: UInt32 = 15
        static let start: UInt32 = 16
        static let endInterrupt: UInt32 = 24
        static let errorInterrupt: UInt32 = 25
        static let lock: UInt32 = 31
    }

    let dialect: F4Dialect
    var status: UInt32 = 0
    var control: UInt32 = 0
    private var latency: UInt32 = 0
    private(set) var controlLock = KeyLock.control
    private var optionLock = KeyLock.options
    /// Programmed, and what the registers hold meanwhile.
    private(set) var options: OptionBytes
    var shadow: OptionBytes

    init(
        description: FlashDescription, dialect: F4Dialect, clock: BoardClock,
        statistics: BoardStatistics
    ) {
        self.dialect = dialect
        options = OptionBytes(
            control: dialect.options.0, boot: dialect.options.1, third: dialect.options.2)
        shadow = options
        super.init(description: description, clock: clock, statistics: statistics)
        timer.onEnd = { [unowned self] in
            control = control.setting(Control.start, false)
            if control.has(Control.endInterrupt) { status |= Status.endOfOperation }
        }
        show()
    }

    /// The option bytes as somebody left them, before power-on.
    func deliver(_ options: OptionBytes) {
        self.options = options
        shadow = options
        show()
        hideExecuteOnly()
    }

    override func deliver(_ delivery: FlashDelivery) {
        var options = options
        options.setProtection(delivery.protection)
        let protected = delivery.writeProtectedSectors & mask(dialect.protectionBits)
        options.control &= ~(protected << 16)
        if delivery.isWatchdogHardware { options.control &= ~(1 << 5) }
        if delivery.isWindowWatchdogHardware, dialect.hasBootAddresses {
            options.control &= ~(1 << 4)
        }
        if let range = delivery.executeOnly { prepareExecuteOnly(range, &options) }
        deliver(options)
    }

    private func mask(_ bits: UInt32) -> UInt32 { (1 << bits) - 1 }

    private func show() {
        guard let area = description.options else { return }
        for (offset, word) in options.memoryImage(hasBootAddresses: dialect.hasBootAddresses) {
            cells.store(word, at: area + offset)
        }
    }

    override var protection: ReadProtection { options.protection }

    /// IWDG_SW, and WWDG_SW of F7 (RM0385, 3.7.6); in F2 and F4 bit 4 is reserved.
    override var hardwareWatchdogs: (independent: Bool, window: Bool) {
        (!options.control.has(5), dialect.hasBootAddresses && !options.control.has(4))
    }

    override var bootAddress: UInt32 { dialect.hasBootAddresses ? options.bootAddress : 0 }

    // MARK: - Banks and sectors

    private var isDual: Bool {
        switch dialect.dualBank {
        case .never: false
        case .always: true
        case .whenSet(let bit): options.control.has(bit)
        case .whenClear(let bit): !options.control.has(bit)
        }
    }

    override var banks: [FlashBank] {
        let isDeliveredDual = description.banks.count > 1
        return isDual == isDeliveredDual ? description.banks : description.otherBanks
    }

    /// SNB's code: those of the second bank begin at 16 (RM0090, 3.9.8; RM0410, 3.7.5).
    var selectedSector: (number: Int, base: UInt32, byteCount: Int)? {
        let code = Int(control.field(3, dialect.sectorBits))
        let isSecond = code >= 16
        guard let sector = sector(isSecond ? code - 16 : code, inBank: isSecond ? 1 : 0) else {
            return nil
        }
        return (isSecond ? code - 4 : code, sector.base, sector.byteCount)
    }

    func isWriteProtected(sector: Int) -> Bool {
        if isExecuteOnly(sector: sector) { return true }
        // Bits that mean PCROP protect nothing else.
        if case .mode = dialect.executeOnly, options.control.has(31) { return false }
        if dialect.protectsPairs, isDual {
            let bit = sector < 12 ? sector / 2 : 6 + (sector - 12) / 2
            return !options.control.has(16 + UInt32(bit))
        }
        if sector < 12 { return !options.control.has(16 + UInt32(sector)) }
        return dialect.hasSecondProtection && !options.boot.has(16 + UInt32(sector - 12))
    }

    func hasWriteProtection(inBank bank: Int) -> Bool {
        guard banks.indices.contains(bank) else { return false }
        let first = bank == 0 ? 0 : 12
        return banks[bank].sectors.indices.contains { isWriteProtected(sector: first + $0) }
    }

    // MARK: - Registers

    override func reset() {
        timer.cancel()
        status = 0
        control = 0
        latency = 0
        controlLock.reset()
        optionLock.reset()
        shadow = options
    }

    override func load(_ offset: UInt32, by master: BusMaster) throws(BusFault) -> UInt32 {
        switch offset {
        case Offset.acr: return latency
        case Offset.sr:
            // The flags of an operation appear when BSY disappears.
            let isBusy = timer.poll(master)
            return isBusy ? status | Status.busy : status
        case Offset.cr: return controlWord
        case Offset.optcr: return optionWord
        case Offset.optcr1: return shadow.boot
        case Offset.optcr2: return shadow.third
        // KEYR and OPTKEYR are write-only.
        default: return 0
        }
    }

    private var controlWord: UInt32 {
        timer.settle()
        return control | (controlLock.isLocked ? 1 << Control.lock : 0)
    }

    /// FLASH_OPTCR with OPTLOCK; OPTSTRT is over when the option bytes are programmed.
    private var optionWord: UInt32 { shadow.control | (optionLock.isLocked ? 1 : 0) }

    override func retained(_ offset: UInt32) -> UInt32 {
        switch offset {
        case Offset.acr: latency
        case Offset.cr: controlWord
        case Offset.optcr: optionWord
        case Offset.optcr1: shadow.boot
        case Offset.optcr2: shadow.third
        default: 0
        }
    }

    override func store(
        _ word: UInt32, at offset: UInt32, by master: BusMaster
    ) throws(BusFault) {
        switch offset {
        case Offset.acr: latency = word & dialect.accessMask
        case Offset.keyr:
            if !controlLock.accept(word) { try refuse(.flashKeySequence, Offset.keyr) }
        case Offset.optkeyr:
            if !optionLock.accept(word) { try refuse(.optionKeySequence, Offset.optkeyr) }
        case Offset.sr: status &= ~(word & dialect.statusMask)
        case Offset.cr: writeControl(word, by: master)
        case Offset.optcr: writeOptionControl(word, by: master)
        case Offset.optcr1:
            if isOptionWritable(isLocking: false, by: master) {
                shadow.boot = word & dialect.optionMasks.1
            }
        case Offset.optcr2:
            if isOptionWritable(isLocking: false, by: master) {
                shadow.third = word & dialect.optionMasks.2
            }
        default: break
        }
    }

    /// A wrong key gives a bus error and locks until the next reset (RM0385, 3.3.5).
    private func refuse(_ kind: IllegalOperation, _ offset: UInt32) throws(BusFault) {
        illegal(kind)
        throw BusFault(address: base + offset)
    }

    private func writeControl(_ value: UInt32, by master: BusMaster) {
        if timer.isBusy {
            illegal(.flashControlBusy)
            timer.stall(master)
        }
        if controlLock.isLocked {
            if !value.has(Control.lock) { illegal(.flashControlLocked) }
            return
        }
        control = value & dialect.controlMask
        if control.has(Control.start) { startErase() }
        if value.has(Control.lock) {
            control = control.setting(Control.start, timer.isBusy)
            controlLock.close()
        }
    }

    override func write(
        _ bytes: [UInt8], to address: UInt32, by master: BusMaster
    ) throws(BusFault) { programCells(bytes, at: address, by: master) }

    // MARK: - Option bytes

    private func isOptionWritable(isLocking: Bool, by master: BusMaster) -> Bool {
        if timer.isBusy {
            illegal(.optionControlBusy)
            timer.stall(master)
        }
        if optionLock.isLocked && !isLocking { illegal(.optionControlLocked) }
        return !optionLock.isLocked
    }

    private func writeOptionControl(_ value: UInt32, by master: BusMaster) {
        guard isOptionWritable(isLocking: value.has(0), by: master) else { return }
        shadow.control = value & dialect.optionMasks.0
        if value.has(1) { programOptions() }
        if value.has(0) { optionLock.close() }
    }

    /// OPTSTRT (RM0385, 3.4.2). Level 2 is for ever; from level 1 to 0 costs the whole flash.
    private func programOptions() {
        if options.protection == .level2 { return }
        let isUnprotecting = options.protection == .level1 && shadow.protection == .none
        statistics.optionPrograms += 1
        forgetChange()
        var duration = Timing.Flash.optionProgram(parallelism: 2)
        if isUnprotecting {
            eraseMain()
            duration += Timing.Flash.massErase(parallelism: 2)
        }
        keepExecuteOnly(isUnprotecting)
        options = shadow
        show()
        hideExecuteOnly()
        timer.begin(duration)
    }

    /// RDERR (RM0368, 3.8.4).
    override func noteRefusedRead() { status |= 1 << 8 }

    override var executeOnly: [Range<UInt32>] { executeOnlyRanges }
}
