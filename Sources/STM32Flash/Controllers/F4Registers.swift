import TargetMemory

/// The flash interface of STM32F2, F4 and F7, relative to its base (RM0385 3.7).
enum F4Interface {
    static let accessControl = 0x00
    static let key = 0x04
    static let status = 0x0C
    static let control = 0x10
    static let option = 0x14

    /// The two words that open FLASH_CR, in this order (RM0385 3.3.5).
    static let keys: [UInt32] = [0x4567_0123, 0xCDEF_89AB]
}

/// FLASH_SR (RM0385 3.7.4).
struct F4Status {
    var rawValue: UInt32

    var isBusy: Bool { rawValue & 1 << 16 != 0 }

    /// OPERR, WRPERR, PGAERR, PGPERR, ERSERR (PGSERR on the F4), RDERR (F4).
    static let errorBits: UInt32 = 0x1F2
    /// All that a write of ones clears, EOP among them.
    static let clearAll: UInt32 = errorBits | 1

    /// Names of the error flags that are set, and what to do; `nil` for none.
    var errors: String? { StatusFlag.list(.f4).verdict(in: rawValue) }
}

/// FLASH_CR (RM0385 3.7.5).
enum F4Control {
    static let program: UInt32 = 1 << 0
    static let sectorErase: UInt32 = 1 << 1
    static let massErase: UInt32 = 1 << 2
    /// MER2 of parts with two banks.
    static let massEraseSecondBank: UInt32 = 1 << 15
    static let start: UInt32 = 1 << 16
    static let lock: UInt32 = 1 << 31

    static func sector(_ code: Int) -> UInt32 { UInt32(code) << 3 }
    static func size(_ parallelism: Parallelism) -> UInt32 { parallelism.code << 8 }
}

/// FLASH_ACR (RM0385 3.7.1): the accelerator's and caches' enables of F4 and F7.
enum F4AccessControl {
    /// F4: ICEN, DCEN. F7: ARTEN is bit 9 too.
    static let enables: UInt32 = 1 << 9 | 1 << 10
    /// F4: ICRST, DCRST. F7: ARTRST is bit 11 too. To be used while the enables are clear.
    static let resets: UInt32 = 1 << 11 | 1 << 12
}
