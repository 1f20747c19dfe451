/// The flash interface of L0 and L1 (RM0367 and RM0038, chapter 3): three locks, words and half
/// pages into cells that are zero when erased, data EEPROM beside, option bytes as words with
/// their complement above.
final class L1Flash: FlashInterface {
    enum Offset {
        static let acr: UInt32 = 0x00
        static let pecr: UInt32 = 0x04
        static let pdkeyr: UInt32 = 0x08
        static let pekeyr: UInt32 = 0x0C
        static let prgkeyr: UInt32 = 0x10
        static let optkeyr: UInt32 = 0x14
        static let sr: UInt32 = 0x18
        static let obr: UInt32 = 0x1C
    }

    /// FLASH_SR (RM0367, 3.7.7; RM0038, 3.9.8).
    enum Status {
        static let busy: UInt32 = 1 << 0
        static let endOfOperation: UInt32 = 1 << 1
        static let endOfVoltage: UInt32 = 1 << 2
        static let ready: UInt32 = 1 << 3
        static let writeProtection: UInt32 = 1 << 8
        static let alignment: UInt32 = 1 << 9
        static let size: UInt32 = 1 << 10
        static let optionValidity: UInt32 = 1 << 11
        static let clearable: UInt32 = 0x0003_7F02
    }

    /// FLASH_PECR (RM0367, 3.7.2).
    enum Control {
        static let eepromLock: UInt32 = 0
        static let programLock: UInt32 = 1
        static let optionLock: UInt32 = 2
        static let program: UInt32 = 3
        static let data: UInt32 = 4
        static let erase: UInt32 = 9
        static let halfPage: UInt32 = 10
        static let launch: UInt32 = 18
        static let writable: UInt32 = 0x0003_8718
        /// PROG, DATA, FTDW, ERASE, FPRG.
        static let modes: UInt32 = 0x0000_0718
    }

    private static let eepromKeys: [UInt32] = [0x89AB_CDEF, 0x0203_0405]
    private static let programKeys: [UInt32] = [0x8C9D_AEBF, 0x1314_1516]
    private static let optionKeys: [UInt32] = [0xFBEA_D9C8, 0x2425_2627]
    private static let levels: [UInt32] = [0xAA, 0x11, 0xCC]

    let dialect: L1Dialect
    private var access: UInt32 = 0
    var control: UInt32 = 0
    var status: UInt32 = 0
    private(set) var eepromLock = KeyLock(eepromKeys)
    private(set) var programLock = KeyLock(programKeys)
    private(set) var optionLock = KeyLock(optionKeys)
    /// Words of a half page that is not complete.
    var pending: (base: UInt32, bytes: [UInt8])?
    /// The way to level 0 was gone since options were loaded.
    var wasRegressed = false
    /// Option half words as they were loaded: RDP, user, write protection.
    private(set) var loaded: [UInt32] = []

    init(
        description: FlashDescription, dialect: L1Dialect, clock: BoardClock,
        statistics: BoardStatistics
    ) {
        self.dialect = dialect
        super.init(description: description, clock: clock, statistics: statistics)
        timer.onEnd = { [unowned self] in status |= Status.endOfOperation }
        deliver(FlashDelivery())
    }

    // MARK: - Option bytes

    var optionByteCount: Int { 4 * (2 + dialect.protectionHalves) }

    private func storeOption(_ half: UInt32, _ index: Int) {
        guard let area = description.options else { return }
        cells.store(half & 0xFFFF | ~half << 16, at: area + UInt32(4 * index))
    }

    override func deliver(_ delivery: FlashDelivery) {
        storeOption(Self.levels[delivery.protection.rawValue], 0)
        storeOption(delivery.isWatchdogHardware ? dialect.user & ~0x10 : dialect.user, 1)
        if let range = delivery.executeOnly { return deliverExecuteOnly(range, delivery) }
        for index in 0..<dialect.protectionHalves {
            let half = index < 2 ? delivery.writeProtectedSectors >> UInt32(16 * index) : 0
            storeOption(half, 2 + index)
        }
        loadOptions()
    }

    /// A half word that does not fit its complement counts as erased (RM0367, 3.8.3).
    private func loadOptions() {
        wasRegressed = false
        guard let area = description.options else { return }
        loaded = (0..<2 + dialect.protectionHalves).map { index in
            let word = cells.word(at: area + UInt32(4 * index))
            guard word >> 16 == ~word & 0xFFFF else {
                status |= Status.optionValidity
                return 0
            }
            return word & 0xFFFF
        }
        hideExecuteOnly()
    }

    /// WDG_SW (RM0367, 3.7.8).
    override var hardwareWatchdogs: (independent: Bool, window: Bool) {
        (loaded.count > 1 && !loaded[1].has(4), false)
    }

    /// SPRMOD or WPRMOD: a clear bit is PCROP, a set one is no protection (RM0038, 3.7.4).
    var isExecuteOnlyMode: Bool { loaded.first?.has(8) ?? false }

    private func deliverExecuteOnly(_ range: Range<UInt32>, _ delivery: FlashDelivery) {
        storeOption(Self.levels[delivery.protection.rawValue] | 0x100, 0)
        for index in 0..<dialect.protectionHalves {
            var half: UInt32 = 0xFFFF
            for bit in 0..<16 {
                let base =
                    description.base + UInt32((16 * index + bit) * dialect.protectionByteCount)
                let end = base + UInt32(dialect.protectionByteCount)
                if base < range.upperBound, range.lowerBound < end { half &= ~(1 << UInt32(bit)) }
            }
            storeOption(half, 2 + index)
        }
        loadOptions()
    }

    override var executeOnly: [Range<UInt32>] {
        guard isExecuteOnlyMode else { return [] }
        let byteCount = UInt32(dialect.protectionByteCount)
        return (0..<16 * dialect.protectionHalves).compactMap { bit in
            let base = description.base + UInt32(bit) * byteCount
            guard loaded.indices.contains(2 + bit / 16), cells.isMain(base),
                !loaded[2 + bit / 16].has(UInt32(bit % 16))
            else { return nil }
            return base..<base + byteCount
        }
    }

    /// RDERR.
    override func noteRefusedRead() { status |= 1 << 13 }

    override var protection: ReadProtection { Self.protection(loaded.first ?? 0) }

    static func protection(_ half: UInt32) -> ReadProtection {
        switch half & 0xFF {
        case 0xAA: .none
        case 0xCC: .level2
        default: .level1
        }
    }

    func isWriteProtected(_ address: UInt32) -> Bool {
        let bit = Int(address - description.base) / dialect.protectionByteCount
        guard loaded.indices.contains(2 + bit / 16) else { return false }
        return loaded[2 + bit / 16].has(UInt32(bit % 16)) != isExecuteOnlyMode
    }

    private func protectionWord(_ index: Int) -> UInt32 {
        let halves = (0..<2).map { half -> UInt32 in
            let place = 2 + 2 * index + half
            return loaded.indices.contains(place) ? loaded[place] : 0
        }
        return halves[0] | halves[1] << 16
    }

    // MARK: - Registers

    override func powerOn() {
        loadOptions()
        reset()
    }

    override func reset() {
        timer.cancel()
        (access, control, status) = (0, 0, 0)
        pending = nil
        eepromLock.reset()
        programLock.reset()
        optionLock.reset()
        loadOptions()
    }

    override var bootAddress: UInt32 { description.bootAddress }

    override func load(_ offset: UInt32, by master: BusMaster) throws(BusFault) -> UInt32 {
        switch offset {
        case Offset.acr: return access
        case Offset.pecr: return controlWord
        case Offset.sr:
            let before = status
            let isBusy = timer.poll(master)
            let idle = Status.endOfVoltage | Status.ready
            return isBusy ? before | Status.busy : status | idle
        case Offset.obr:
            guard loaded.count > 1 else { return 0 }
            return loaded[0] & 0x1FF | loaded[1] << 16
        default:
            return dialect.protectionRegisters.firstIndex(of: offset).map(protectionWord) ?? 0
        }
    }

    private var controlWord: UInt32 {
        timer.settle()
        return control | (eepromLock.isLocked ? 1 : 0) | (programLock.isLocked ? 2 : 0)
            | (optionLock.isLocked ? 4 : 0)
    }

    override func retained(_ offset: UInt32) -> UInt32 {
        switch offset {
        case Offset.acr: access
        case Offset.pecr: controlWord
        default: 0
        }
    }

    override func store(
        _ word: UInt32, at offset: UInt32, by master: BusMaster
    ) throws(BusFault) {
        switch offset {
        case Offset.acr: access = word
        case Offset.pecr: writeControl(word, by: master)
        case Offset.pekeyr:
            if !eepromLock.accept(word) { try refuse(.flashKeySequence, offset) }
        case Offset.prgkeyr:
            // PELOCK first (RM0367, 3.3.4).
            let isOpen = !eepromLock.isLocked
            if !isOpen || !programLock.accept(word) { try refuse(.flashKeySequence, offset) }
        case Offset.optkeyr:
            let isOpen = !eepromLock.isLocked
            if !isOpen || !optionLock.accept(word) { try refuse(.optionKeySequence, offset) }
        case Offset.sr: status &= ~(word & Status.clearable)
        default: break
        }
    }

    /// A wrong key gives a bus error and locks until the next reset (RM0367, 3.3.4).
    private func refuse(_ kind: IllegalOperation, _ offset: UInt32) throws(BusFault) {
        illegal(kind)
        throw BusFault(address: base + offset)
    }

    private func writeControl(_ value: UInt32, by master: BusMaster) {
        if timer.isBusy {
            illegal(.flashControlBusy)
            timer.stall(master)
        }
        guard !eepromLock.isLocked else {
            if !value.has(Control.eepromLock) { illegal(.flashControlLocked) }
            return
        }
        control = value & Control.writable
        if !value.has(Control.halfPage), pending != nil {
            pending = nil
            illegal(.incompleteUnit)
        }
        // Locking takes the modes back: OpenOCD leaves ERASE set when it locks, and parts program
        // after that.
        if value.has(Control.programLock) {
            programLock.close()
            control &= ~Control.modes
        }
        if value.has(Control.optionLock) { optionLock.close() }
        if value.has(Control.launch) { launch() }
        if value.has(Control.eepromLock) {
            eepromLock.close()
            programLock.close()
            optionLock.close()
            control &= ~Control.modes
        }
    }

    private func launch() {
        guard !optionLock.isLocked else { return illegal(.optionControlLocked) }
        loadOptions()
        onResetRequest?()
    }

    override func write(
        _ bytes: [UInt8], to address: UInt32, by master: BusMaster
    ) throws(BusFault) { writeCells(bytes, at: address, by: master) }
}
