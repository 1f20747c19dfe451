/// The option bytes as they are programmed, in the layout of FLASH_OPTCR and FLASH_OPTCR1
/// (RM0385, 3.7.6 and 3.7.7), without the two control bits.
struct OptionBytes: Hashable {
    /// As delivered: RDP 0xAA, no write protection, boot from ITCM flash or the boot loader.
    static let delivered = OptionBytes(control: 0xC0FF_AAFC, boot: 0x0040_0080)
    /// Bits of FLASH_OPTCR that are option bytes.
    static let mask: UInt32 = 0xC0FF_FFFC

    var control: UInt32
    var boot: UInt32

    enum Protection: Int { case none, level1, level2 }

    /// RM0385, table 11.
    var protection: Protection {
        switch control.field(8, 8) {
        case 0xAA: .none
        case 0xCC: .level2
        default: .level1
        }
    }

    func isWriteProtected(sector: Int) -> Bool { !control.has(16 + UInt32(sector)) }

    var hasWriteProtection: Bool { control.field(16, 8) != 0xFF }

    /// Boot address with BOOT0 low: BOOT_ADD0 in steps of 16 KiB (RM0385, 2.5).
    var bootAddress: UInt32 { boot.field(0, 16) << 14 }

    mutating func setProtection(_ level: Protection) {
        let code: UInt32 = [0xAA, 0x55, 0xCC][level.rawValue]
        control = control & ~0xFF00 | code << 8
    }

    /// The bytes at 0x1FFF0000 (RM0385, table 8): each half-word with its complement above it.
    var memoryImage: [(offset: Int, word: UInt32)] {
        func doubled(_ half: UInt32) -> UInt32 { half & 0xFFFF | ~half << 16 }
        let user = control.field(4, 4) << 4 | control.field(2, 2) << 2 | 0x3
        let protections = control.field(16, 8) | control.field(24, 8) << 8
        return [
            (0x00, doubled(control.field(8, 8) << 8 | user)),
            (0x08, doubled(protections)),
            (0x10, doubled(boot.field(0, 16))),
            (0x18, doubled(boot.field(16, 16))),
        ]
    }
}
