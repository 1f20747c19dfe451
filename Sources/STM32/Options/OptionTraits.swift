/// What an interface has for option bytes and one-time cells beyond its keys and start bits.
/// Registers are offsets from `Flash.registers`.
public struct OptionTraits: Hashable, Sendable {
    /// The registers that show the bytes in force where the option bytes themselves are cells.
    public var loaded: LoadedOptionBytes?
    /// A register that says that options are being programmed, and the bit.
    public var busyRegister: Int?
    public var busy: UInt32
    /// Where a refused change of options shows, and where ones clear it.
    public var errorRegister: Int?
    public var errorClear: Int?
    public var error: UInt32
    /// Status bit: the way back to level 0 takes a password (OEM1LOCK, RM0456 7.9.7).
    public var passwordLock: UInt32
    /// Bit of the option control register that opens the one-time cells; 0: they take what the
    /// program bit allows.
    public var oneTimeProgram: UInt32
    /// One-time cells are programmed by so many bytes; `nil`: by a program unit.
    public var oneTimeByteCount: Int?
    /// Where flags of the secure world are cleared; `nil`: in its status register.
    public var secureStatusClear: Int?
    /// FLASH_SECBB1R1 and FLASH_SECBB2R1: a bit for each page of the bank.
    public var blockSecurity: [Int]

    public init(
        loaded: LoadedOptionBytes? = nil, busyRegister: Int? = nil, busy: UInt32 = 0,
        errorRegister: Int? = nil, errorClear: Int? = nil, error: UInt32 = 0,
        passwordLock: UInt32 = 0, oneTimeProgram: UInt32 = 0, oneTimeByteCount: Int? = nil,
        secureStatusClear: Int? = nil, blockSecurity: [Int] = []
    ) {
        self.loaded = loaded
        self.busyRegister = busyRegister
        self.busy = busy
        self.errorRegister = errorRegister
        self.errorClear = errorClear
        self.error = error
        self.passwordLock = passwordLock
        self.oneTimeProgram = oneTimeProgram
        self.oneTimeByteCount = oneTimeByteCount
        self.secureStatusClear = secureStatusClear
        self.blockSecurity = blockSecurity
    }

    public static let none = OptionTraits()
}

/// FLASH_OBR and FLASH_WRPR: the option bytes as the last reset loaded them.
public struct LoadedOptionBytes: Hashable, Sendable {
    public var status: Int
    public var writeProtection: Int
    /// Lowest bits of the user byte and of the first data byte in FLASH_OBR.
    public var userShift: Int
    public var dataShift: Int
    /// The read protection byte that opens the chip.
    public var openByte: UInt8

    public init(
        status: Int, writeProtection: Int, userShift: Int, dataShift: Int, openByte: UInt8
    ) {
        self.status = status
        self.writeProtection = writeProtection
        self.userShift = userShift
        self.dataShift = dataShift
        self.openByte = openByte
    }

    /// RM0091 3.5.7, RM0316 4.5.7.
    static let f0 = LoadedOptionBytes(
        status: 0x1C, writeProtection: 0x20, userShift: 8, dataShift: 16, openByte: 0xAA)
    /// PM0075 3.6 and 2.4.1.
    static let f1 = LoadedOptionBytes(
        status: 0x1C, writeProtection: 0x20, userShift: 2, dataShift: 10, openByte: 0xA5)
}

extension FlashRegisterLayout {
    func with(_ traits: OptionTraits) -> FlashRegisterLayout {
        var layout = self
        layout.options = traits
        return layout
    }
}
