/// How the interface of L0 and L1 differs from part to part.
struct L1Dialect: Sendable {
    /// Bytes that FPRG writes at once: 64 in L0, 128 in L1.
    var halfPageByteCount: Int
    /// L0 refuses a word that is not zero (RM0367, 3.7.7: NOTZEROERR); L1 has no such flag.
    var notZeroFlag: UInt32?
    /// Bytes that one bit of FLASH_WRPROT protects.
    var protectionByteCount: Int
    /// Half words of write protection among the option bytes, and FLASH_WRPROT registers.
    var protectionHalves: Int
    /// Offsets of FLASH_WRPROT1 and its followers.
    var protectionRegisters: [UInt32]
    /// User option half word, out of the factory.
    var user: UInt32
}
