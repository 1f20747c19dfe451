/// The flash interfaces of the families, one driver each.
public enum FlashController: String, Hashable, Sendable, CaseIterable {
    /// Pages, programmed by halfwords: F0, F1, F3. XL-density F1 have a second register set.
    case f1
    /// Sectors of growing size, programmed by bytes to words as the supply allows: F2, F4, F7.
    case f4
    /// PECR, words and half-pages, cells that are erased to 0, data EEPROM: L0, L1.
    case l0
    /// Pages, programmed by double words: L4, L4+, G0, G4, WB, WL, C0, U0.
    case l4
    /// As `l4` with secure and non-secure registers: L5, U3 (8 bytes), U5, WBA (16 bytes).
    case l5
    /// Sectors, 16 bytes, secure and non-secure registers, product state: H5.
    case h5
    /// Two banks with a register set each, 32 bytes at once, 16 on the H7A/H7B: H7.
    case h7
    /// Boot flash only, 16 bytes at once, NVSTATE in place of RDP: H7R, H7S.
    case h7rs
    /// Commands in a register of their own, 4 or 16 bytes at once: WB0.
    case wb0
}

/// The note that a chip takes when power comes or options are loaded: flash is empty. As long as
/// it stands each reset starts the boot loader, whatever was programmed since.
public enum EmptyFlag: Hashable, Sendable {
    /// Bit of FLASH_ACR that is as it was written last: G0, C0, U0, WB, WL (RM0444 3.7.1).
    case access(UInt32)
    /// Bit of FLASH_SR that changes when a one is written to it: most L4, L4+ (RM0394 3.7.5).
    case status(UInt32)
    /// Not to be seen, and taken anew only with the option bytes: F04x, F070x6, F09x, F030xC
    /// (RM0091 2.5).
    case hidden
}

/// Where a flash interface has its registers, as offsets from `Flash.registers`, and which of
/// their bits do what: the part that differs between dies with one and the same driver.
///
/// An offset of a register, or a bit, that the interface does not have is `nil` or 0.
public struct FlashRegisterLayout: Hashable, Sendable {
    public var key: Int
    public var optionKey: Int
    public var status: Int
    /// Where flags are cleared by ones; the status register itself, or one for it.
    public var statusClear: Int
    /// Where the error bits are; the status register itself, or one for them.
    public var flags: Int
    public var control: Int
    /// The register with `optionStart` and `optionLock`; the control register itself, or another.
    public var optionControl: Int
    /// The same for the secure world.
    public var secureKey: Int?
    public var secureStatus: Int?
    public var secureControl: Int?
    /// Status bits any of which says that the interface must be waited for.
    public var busy: UInt32
    /// Status bits any of which says that an operation failed.
    public var errors: UInt32
    public var endOfOperation: UInt32
    public var program: UInt32
    /// Row, half-page or burst programming.
    public var fastProgram: UInt32
    public var pageErase: UInt32
    /// Erases all of the first bank, or all there is of one.
    public var massErase: UInt32
    public var massEraseSecondBank: UInt32
    public var start: UInt32
    /// Lowest bit of the page or sector number.
    public var pageShift: Int
    /// Chooses the second bank for a page erase.
    public var bankSelect: UInt32
    public var optionStart: UInt32
    /// Loads the option bytes, by a reset.
    public var optionLaunch: UInt32
    public var optionLock: UInt32
    public var lock: UInt32
    /// Where the interface tells that it read cells whose error correction failed.
    public var doubleErrors: [DoubleErrorFlag]
    /// Control bits that every write has to leave as they were found: the parallelism of the H7.
    public var keptControl: UInt32
    public var options = OptionTraits.none

    public init(
        key: Int, optionKey: Int, status: Int, statusClear: Int? = nil, flags: Int? = nil,
        control: Int, optionControl: Int? = nil, secureKey: Int? = nil, secureStatus: Int? = nil,
        secureControl: Int? = nil,
        busy: UInt32, errors: UInt32, endOfOperation: UInt32 = 1, program: UInt32,
        fastProgram: UInt32 = 0, pageErase: UInt32, massErase: UInt32,
        massEraseSecondBank: UInt32 = 0, start: UInt32, pageShift: Int, bankSelect: UInt32 = 0,
        optionStart: UInt32 = 0, optionLaunch: UInt32 = 0, optionLock: UInt32 = 0, lock: UInt32,
        doubleErrors: [DoubleErrorFlag] = [], keptControl: UInt32 = 0
    ) {
        self.key = key
        self.optionKey = optionKey
        self.status = status
        self.statusClear = statusClear ?? status
        self.flags = flags ?? status
        self.control = control
        self.optionControl = optionControl ?? control
        self.secureKey = secureKey
        self.secureStatus = secureStatus
        self.secureControl = secureControl
        self.busy = busy
        self.errors = errors
        self.endOfOperation = endOfOperation
        self.program = program
        self.fastProgram = fastProgram
        self.pageErase = pageErase
        self.massErase = massErase
        self.massEraseSecondBank = massEraseSecondBank
        self.start = start
        self.pageShift = pageShift
        self.bankSelect = bankSelect
        self.optionStart = optionStart
        self.optionLaunch = optionLaunch
        self.optionLock = optionLock
        self.lock = lock
        self.doubleErrors = doubleErrors
        self.keptControl = keptControl
    }
}

/// Bits that tell of cells with more wrong bits than can be corrected, and the register where they
/// are cleared by ones: offsets from the interface's base.
public struct DoubleErrorFlag: Hashable, Sendable {
    public var status: Int
    public var bits: UInt32
    public var clear: Int

    /// `clear`: the register itself, if not another.
    public init(_ status: Int, _ bits: UInt32, clear: Int? = nil) {
        self.status = status
        self.bits = bits
        self.clear = clear ?? status
    }
}
