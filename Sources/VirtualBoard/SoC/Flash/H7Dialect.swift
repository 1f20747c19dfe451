/// How the interfaces that descend from H7's differ: H7, H7A and H7B, H7RS, H5. They have program
/// words with a write buffer, flags from bit 16 on and options in pairs of registers.
struct H7Dialect: Sendable {
    /// A register by what it does; `unit` is which of the controllers it belongs to.
    enum Register: Sendable, Hashable {
        case access
        case key(Int)
        case control(Int)
        case status(Int)
        /// Flags in a register apart from the busy bits (H7RS).
        case flags(Int)
        case clear(Int)
        case optionKey
        /// FLASH_SECBBxRy: bank and word.
        case blockSecurity(bank: Int, word: Int)
        case optionControl
        case optionClear
        /// In force, and to be programmed; the number is of a row in `options`.
        case current(Int)
        case wanted(Int)
    }

    /// A pair of option registers.
    struct Option: Sendable {
        var current: UInt32
        var wanted: UInt32
        var factory: UInt32
        var mask: UInt32 = ~0
    }

    /// Which cells a unit rules.
    enum Scope: Sendable {
        /// One bank each: H7.
        case bank
        /// All, the bank by a bit of the control register: H5's two security states.
        case bit(UInt32)
        /// The only bank: H7RS.
        case all
    }

    var registers: [UInt32: Register]
    var options: [Option]
    var unitCount: Int
    var scope: Scope
    /// Bytes of a program word.
    var wordByteCount: Int
    /// FW, START, and the sector's field in the control register.
    var forceBit: UInt32
    var startBit: UInt32
    var sectorBit: UInt32
    var sectorBits: UInt32
    /// Mass erase of all banks: H5's bit 15 of the control register.
    var massBit: UInt32?
    /// INCERR's bit of the flags.
    var inconsistencyBit: UInt32 = 21
    /// Rows of `options`: status with RDP or product state, and write protection of each bank.
    var statusRow: Int
    var protectionRows: [Int]
    /// PRAR of each bank: PCROP in steps of 256 bytes (RM0433, 4.5.4).
    var executeOnlyRows: [Int] = []
    /// SECWM of each bank, and the offsets of their SECBB registers (RM0481, 7.5).
    var watermarkRows: [Int] = []
    var blockSecurity: [UInt32] = []
    /// OTPBLR, a bit for 64 bytes (RM0481, 7.3.9); else PG_OTP, bit 5 of the option control.
    var oneTimeLockRow: Int?
    /// Sectors that one bit protects; the bit is clear for that.
    var sectorsInGroup = 1
    var levels = Levels.rdp
    /// Bit of the options' status that exchanges the banks.
    var swapBit: UInt32?
    /// The option status has its own busy bit 0 (H7).
    var hasOptionBusy = false
    /// PG_OPT starts each option register's programming when it is written (H7RS).
    var programsOptionsOnWrite = false
    /// Row of `options` and bits of IWDG_SW and, where there is one, WWDG_SW.
    var watchdogs = (row: 0, independent: UInt32(4), window: UInt32?.none)
    /// ECCDETR, whose bit 31 tells of damaged cells (H5); else DBECCERR of the flags does, and the
    /// bus refuses to read them (RM0433, 4.3.12 and 4.7.6).
    var correctionRegister: UInt32?
    /// The second unit is the Secure state's.
    var hasSecureUnit = false

    /// How protection is coded, in bits 8 to 15 of the options' status unless named otherwise.
    enum Levels: Sendable {
        case rdp
        /// H5: product states (RM0481, table 70).
        case productState
        /// H7RS: NVSTATE, bits 0 to 7 (RM0477, 5.9.21).
        case life
    }
}
