/// How the interfaces that descend from L4's differ: L4, G0, G4, C0, U0, WB, WL, and with a second
/// set of registers for the Secure state L5, U5, U3 and WBA. Bits of status and control are at
/// the same place in all of them.
struct L4Dialect: Sendable {
    /// Registers of one security state: key, status and control.
    struct RegisterSet: Sendable {
        var key: UInt32
        var status: UInt32
        var control: UInt32
    }

    /// What makes two banks of one flash.
    enum DualBank: Sendable {
        case never
        case always
        /// A bit of FLASH_OPTR, set for two banks.
        case whenSet(UInt32)
    }

    /// Where the flag is that says that the first word was empty when options were loaded.
    enum EmptyFlag: Sendable {
        /// Of FLASH_SR; writing one toggles it (RM0351, 3.7.5).
        case status(UInt32)
        /// Of FLASH_ACR, written as it shall be (RM0444, 3.7.1).
        case access(UInt32)
    }

    /// A register of the option bytes: its offset, what it is out of the factory and the bits
    /// that exist.
    struct OptionRegister: Sendable {
        var offset: UInt32
        var factory: UInt32
        var mask: UInt32 = ~0
    }

    /// A write protection register and the bank whose pages its two fields bound.
    struct Protection: Sendable {
        var offset: UInt32
        var bank: Int
    }

    /// PCROP: registers with first and last step, and how many bytes a step has.
    struct ExecuteOnly: Sendable {
        var first: UInt32
        var last: UInt32
        var bank: Int
        var mask: UInt32
        var stepByteCount: UInt32
    }

    var plain: RegisterSet
    /// The Secure state's, where there is one.
    var secure: RegisterSet?
    var optionKey: UInt32
    var optionControl: UInt32
    var optionRegisters: [OptionRegister]
    var protections: [Protection]
    var executeOnly: [ExecuteOnly] = []
    /// Bits of a page number in FLASH_WRPxxR.
    var protectionBits: UInt32
    /// Bytes that are programmed at once: 8 or 16.
    var unit = 8
    /// PNB's width; the bank's bit, and whether there is a second mass erase bit.
    var pageBits: UInt32
    var bankBit: UInt32?
    var dualBank = DualBank.never
    /// BSY of the second bank where it has its own (G0Bx).
    var secondBusyBit: UInt32?
    /// CFGBSY: from the first word of a unit to the end of its programming.
    var configurationBusyBit: UInt32?
    /// WDW: a unit is begun and not complete (U5).
    var dataWaitBit: UInt32?
    /// Bytes of a row in fast programming with one and two banks; 0: there is none.
    var rowByteCount = (single: 0, dual: 0)
    var emptyFlag: EmptyFlag?
    /// FLASH_ECCR, whose bit 31 is ECCD; `nil` where cells have no error correction that can be
    /// seen (C0).
    var correctionRegister: UInt32? = 0x18
    /// Bit of FLASH_OPTR that exchanges the banks, and its value for that.
    var swap: (bit: UInt32, isSet: Bool)?
    /// The bank bit is the page number's highest and follows the addresses, whichever cells are
    /// there (RM0438, 6.9.5); elsewhere it means the cells (RM0444, 3.7.5; RM0456, 7.9.9).
    var pagesFollowAddresses = false
    /// SECBB registers of both banks, eight each (RM0456, 7.9.30 on).
    var blockSecurity: Set<UInt32> {
        hasTrustZone ? Set(stride(from: 0x80, through: 0xBC, by: 4)) : []
    }
    /// FLASH_OPTR bit 31.
    var hasTrustZone = false
    var accessFactory: UInt32 = 0

    /// L4's, and those of everything with its register map.
    static let registers = RegisterSet(key: 0x08, status: 0x10, control: 0x14)
    static let modernPlain = RegisterSet(key: 0x08, status: 0x20, control: 0x28)
    static let modernSecure = RegisterSet(key: 0x0C, status: 0x24, control: 0x2C)
}
