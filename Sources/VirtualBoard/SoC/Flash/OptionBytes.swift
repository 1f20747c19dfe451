/// The option bytes of F2, F4 and F7 as they are programmed, in the layout of FLASH_OPTCR and its
/// followers (RM0385, 3.7.6 and 3.7.7; RM0090, 3.9.10), without the two control bits.
struct OptionBytes: Hashable {
    /// F75x as delivered: RDP 0xAA, no write protection, boot from ITCM flash or the boot loader.
    static let delivered = OptionBytes(control: 0xC0FF_AAFC, boot: 0x0040_0080)

    var control: UInt32
    /// FLASH_OPTCR1: boot addresses of F7, write protection of the second bank of F42x.
    var boot: UInt32
    /// FLASH_OPTCR2 of F72x: PCROP.
    var third: UInt32 = 0

    /// RM0385, table 11.
    var protection: ReadProtection {
        switch control.field(8, 8) {
        case 0xAA: .none
        case 0xCC: .level2
        default: .level1
        }
    }

    /// Boot address with BOOT0 low: BOOT_ADD0 in steps of 16 KiB (RM0385, 2.5).
    var bootAddress: UInt32 { boot.field(0, 16) << 14 }

    mutating func setProtection(_ level: ReadProtection) {
        let code: UInt32 = [0xAA, 0x55, 0xCC][level.rawValue]
        control = control & ~0xFF00 | code << 8
    }

    /// The bytes at the option area (RM0385, table 8; RM0090, table 12): each half-word with its
    /// complement above it.
    func memoryImage(hasBootAddresses: Bool) -> [(offset: UInt32, word: UInt32)] {
        func doubled(_ half: UInt32) -> UInt32 { half & 0xFFFF | ~half << 16 }
        let user = control.field(4, 4) << 4 | control.field(2, 2) << 2 | 0x3
        let protections = control.field(16, 16)
        let words = [
            (UInt32(0x00), doubled(control.field(8, 8) << 8 | user)),
            (0x08, doubled(protections)),
        ]
        guard hasBootAddresses else { return words }
        return words + [
            (0x10, doubled(boot.field(0, 16))), (0x18, doubled(boot.field(16, 16))),
        ]
    }
}
