/// How the interface of F0, F1 and F3 differs from part to part.
struct F1Dialect: Sendable {
    /// How RDP and the user byte are coded and shown.
    enum Options: Sendable {
        /// F1: 0xA5 opens, FLASH_OBR has the protection in bit 1 (PM0075, 3.6).
        case f1
        /// F0 and F3: 0xAA opens, 0xCC closes for ever, levels in bits 1 and 2 (RM0091, 3.5.7).
        case f0
    }

    var options: Options
    /// Bytes that one bit of FLASH_WRPR protects; the last bit has what is left.
    var protectionByteCount: Int
    /// Bits of FLASH_WRPR.
    var protectionBits = 32
    /// An empty chip starts its boot loader; the flag is taken when options are loaded by power or
    /// OBL_LAUNCH, and cannot be seen (F04x, F070x6, F09x, F030xC: RM0091, 2.5; RM0360, 2.5).
    var hasEmptyCheck = false
    /// XL-density: the second bank has registers of its own at 0x44 (PM0068, 3.3).
    var hasSecondBank = false
}
