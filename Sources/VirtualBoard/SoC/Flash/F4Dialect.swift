/// How the interface of F2, F4 and F7 differs from part to part.
struct F4Dialect: Sendable {
    /// What makes two banks of one flash.
    enum DualBank: Sendable {
        case never
        case always
        /// F42x of 1 MiB: DB1M, OPTCR bit 30, set for two banks (RM0090, 3.9.10).
        case whenSet(UInt32)
        /// F76x: nDBANK, OPTCR bit 29, clear for two banks (RM0410, 3.7.6).
        case whenClear(UInt32)
    }

    /// FLASH_OPTCR, OPTCR1 and OPTCR2 out of the factory, without lock and start.
    var options: (UInt32, UInt32, UInt32)
    /// Bits of the three that are option bytes.
    var optionMasks: (UInt32, UInt32, UInt32)
    /// Bits of FLASH_ACR that can be written.
    var accessMask: UInt32
    /// Bits of FLASH_CR that can be written.
    var controlMask: UInt32
    /// Flags of FLASH_SR.
    var statusMask: UInt32
    /// SNB is of 4 bits, or 5.
    var sectorBits: UInt32 = 4
    /// nWRP bits in OPTCR, from bit 16 on.
    var protectionBits: UInt32 = 12
    var dualBank = DualBank.never
    /// F7: BOOT_ADD0 and BOOT_ADD1 in OPTCR1.
    var hasBootAddresses = false
    /// F42x: nWRP12 to nWRP23 in OPTCR1.
    var hasSecondProtection = false
    var executeOnly = ExecuteOnly.none

    enum ExecuteOnly: Sendable {
        case none
        /// SPRMOD, OPTCR bit 31, turns nWRP bits into PCROP, set for active (RM0368, 3.6.5).
        case mode
        /// OPTCR2 has a bit for each sector, and PCROP_RDP (RM0431, 3.7.8).
        case register
    }

    /// F76x with two banks: one nWRP bit for two sectors.
    var protectsPairs = false
}
