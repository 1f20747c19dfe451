import TargetMemory

/// What protects which flash, by the layout of its option registers.
///
/// `wrp` etc. name registers by their offset from the interface's base; masks have as many bits as
/// the die has pages, since the rest reads as anything.
extension Protection {
    /// RM0091 3.5.7: OBR.RDPRT, WRPR with a clear bit for so many pages.
    static func f0(_ base: Address, sectorsPerBit: Int, bitCount: Int) -> Protection {
        Protection(
            readout: ReadoutProtection(
                RegisterField(base + 0x1C, mask: 0b110), [0: .level0, 0b11: .level2],
                otherwise: .level1),
            write: [.f1(base + 0x20, sectorsPerBit, bitCount)])
    }

    /// PM0075 3.7: OBR.RDPRT is one bit.
    static func f1(_ base: Address, sectorsPerBit: Int, bitCount: Int) -> Protection {
        Protection(
            readout: ReadoutProtection(
                RegisterField(base + 0x1C, mask: 0b10), [0: .level0], otherwise: .level1),
            write: [.f1(base + 0x20, sectorsPerBit, bitCount)])
    }

    /// RM0090 3.9.8: OPTCR.RDP and nWRP, sector by sector; a 15th bit stands for 14 and 15.
    /// SPRMOD turns them into PCROP (RM0368 3.6.5); F2, F40x and F7 do not have it.
    static func f4(nWRP count: Int, hasPCROPMode: Bool = false) -> Protection {
        Protection(
            readout: .rdp(0x4002_3C14, mask: 0xFF00),
            write: [
                .bits(
                    .init(
                        RegisterField(0x4002_3C14, mask: (1 << UInt32(count) - 1) << 16),
                        sectorsPerBit: 1, lastBitCoversRest: count == 15,
                        pcropMode: hasPCROPMode ? sprmod : nil))
            ])
    }

    private static let sprmod = RegisterBits(0x4002_3C14, 1 << 31)

    /// RM0431 3.7.8: OPTCR2 has a bit for each PCROP sector.
    static let f72x: Protection = {
        var protection = f4(nWRP: 8)
        protection.pcropSectors = .init(
            RegisterField(0x4002_3C1C, mask: 0xFF), sectorsPerBit: 1, isActiveLow: false)
        return protection
    }()

    /// RM0090 3.9.9: OPTCR1 for the second bank; SYSCFG_MEMRMP.FB_MODE swaps.
    static let f4Dual = Protection(
        readout: .rdp(0x4002_3C14, mask: 0xFF00),
        write: [
            .bits(
                .init(
                    RegisterField(0x4002_3C14, mask: 0xFFF << 16), bank: 0, sectorsPerBit: 1,
                    pcropMode: sprmod)),
            .bits(
                .init(
                    RegisterField(0x4002_3C18, mask: 0xFFF << 16), bank: 1, sectorsPerBit: 1,
                    pcropMode: sprmod)),
        ],
        bankSwap: .set(RegisterBits(0x4001_3800, 1 << 8)))

    /// RM0410 3.7.6: one bit for two sectors in two-bank mode.
    static let f7Dual = Protection(
        readout: .rdp(0x4002_3C14, mask: 0xFF00),
        write: [
            .bits(
                .init(
                    RegisterField(0x4002_3C14, mask: 0xFFF << 16), sectorsPerBit: 1,
                    sectorsPerBitDualBank: 2))
        ],
        bankSwap: .set(RegisterBits(0x4001_3800, 1 << 8)))

    /// RM0377 3.7.8: OPTR.RDPROT; a set bit protects 4 KiB.
    static func l0(_ base: Address, wrp: KeyValuePairs<Int, Int>) -> Protection {
        Protection(
            readout: .rdp(base + 0x1C), write: .lowPower(base, wrp, sectorsPerBit: 32),
            bankSwap: .set(RegisterBits(0x4001_0000, 1 << 3)))
    }

    /// RM0038 3.9: as L0, with pages of 256 bytes.
    static func l1(_ base: Address, wrp: KeyValuePairs<Int, Int>) -> Protection {
        Protection(readout: .rdp(base + 0x1C), write: .lowPower(base, wrp, sectorsPerBit: 16))
    }

    /// RM0394 3.7: OPTR.RDP, WRP1A and WRP1B, PCROP1 in double words.
    static func l4(_ base: Address, pageMask: UInt32) -> Protection {
        Protection(
            readout: .rdp(base + 0x20),
            write: .pages(base, [(0x2C, "WRP1A", 0), (0x30, "WRP1B", 0)], pageMask),
            areas: [.ends("PCROP1", 0, base + 0x24, base + 0x28, mask: 0xFFFF, step: 8)])
    }

    /// RM0351 3.7, RM0432 3.7: areas of both banks; SYSCFG_MEMRMP.FB_MODE swaps.
    static func l4Dual(
        _ base: Address, pageMask: UInt32, pcropMask: UInt32 = 0xFFFF,
        singleBankToo: Bool = false
    ) -> Protection {
        Protection(
            readout: .rdp(base + 0x20),
            write: .pages(base, .bothBanks, pageMask, isUsedInOneBank: singleBankToo),
            bankSwap: .set(RegisterBits(0x4001_0000, 1 << 8)),
            areas: [
                .ends("PCROP1", 0, base + 0x24, base + 0x28, mask: pcropMask, step: 8),
                .ends("PCROP2", 1, base + 0x44, base + 0x48, mask: pcropMask, step: 8),
            ])
    }

    /// RM0440 3.7: as L4.
    static func g4(_ base: Address, pageMask: UInt32) -> Protection {
        var protection = l4(base, pageMask: pageMask)
        protection.areas = [
            .ends("PCROP1", 0, base + 0x24, base + 0x28, mask: 0x7FFF, step: 8)
        ]
        return protection
    }

    static func g4Dual(_ base: Address, pageMask: UInt32) -> Protection {
        var protection = l4Dual(base, pageMask: pageMask, singleBankToo: true)
        protection.areas = [
            .ends("PCROP1", 0, base + 0x24, base + 0x28, mask: 0x7FFF, step: 8),
            .ends("PCROP2", 1, base + 0x44, base + 0x48, mask: 0x7FFF, step: 8),
        ]
        return protection
    }

    /// RM0444 3.7, RM0490: PCROP1A and PCROP1B in steps of 512 bytes.
    static func g0(_ base: Address, pageMask: UInt32) -> Protection {
        Protection(
            readout: .rdp(base + 0x20),
            write: .pages(base, [(0x2C, "WRP1A", 0), (0x30, "WRP1B", 0)], pageMask),
            areas: [
                .ends("PCROP1A", 0, base + 0x24, base + 0x28, mask: 0x1FF, step: 512),
                .ends("PCROP1B", 0, base + 0x34, base + 0x38, mask: 0x1FF, step: 512),
            ])
    }

    /// RM0444 3.7.8: nSWAP_BANK.
    static func g0Dual(_ base: Address, pageMask: UInt32) -> Protection {
        var protection = g0(base, pageMask: pageMask)
        protection.write = .pages(base, .bothBanks, pageMask)
        protection.bankSwap = .clear(RegisterBits(base + 0x20, 1 << 20))
        protection.areas += [
            .ends("PCROP2A", 1, base + 0x44, base + 0x48, mask: 0x1FF, step: 512),
            .ends("PCROP2B", 1, base + 0x54, base + 0x58, mask: 0x1FF, step: 512),
        ]
        return protection
    }

    /// RM0434 3.10: PCROP in steps of 2 KiB; RM0453 4.10: of 1 KiB.
    static func wb(
        _ base: Address, pageMask: UInt32, pcropMask: UInt32 = 0x1FF, pcropStep: Int = 2 << 10
    ) -> Protection {
        Protection(
            readout: .rdp(base + 0x20),
            write: .pages(base, [(0x2C, "WRP1A", 0), (0x30, "WRP1B", 0)], pageMask),
            areas: [
                .ends("PCROP1A", 0, base + 0x24, base + 0x28, mask: pcropMask, step: pcropStep),
                .ends("PCROP1B", 0, base + 0x34, base + 0x38, mask: pcropMask, step: pcropStep),
            ])
    }

    /// RM0503 3.7: as G0 without PCROP.
    static func u0(_ base: Address, pageMask: UInt32) -> Protection {
        Protection(
            readout: .rdp(base + 0x20),
            write: .pages(base, [(0x2C, "WRP1A", 0), (0x30, "WRP1B", 0)], pageMask))
    }
}
