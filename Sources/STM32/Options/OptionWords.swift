/// Option bytes of F0 to F7, L0 and L1.
///
/// F0, F1, F3, L0 and L1 keep each value beside its complement in memory; only the value is here.
extension [OptionRegister] {
    static let f0: [OptionRegister] = [
        OptionRegister(
            "USER", 0x1FFF_F800,
            fields: [
                OptionField("RDP", 0xFF), OptionField("WDG_SW", 0x10000),
                OptionField("nRST_STOP", 0x20000), OptionField("nRST_STDBY", 0x40000),
                OptionField("nBOOT0", 0x80000), OptionField("nBOOT1", 0x100000),
                OptionField("VDDA_MONITOR", 0x200000), OptionField("RAM_PARITY_CHECK", 0x400000),
                OptionField("BOOT_SEL", 0x800000),
            ]),
        OptionRegister(
            "DATA", 0x1FFF_F804,
            fields: [OptionField("Data0", 0xFF), OptionField("Data1", 0xFF0000)]),
        OptionRegister(
            "WRP01", 0x1FFF_F808,
            fields: [OptionField("WRP0", 0xFF), OptionField("WRP1", 0xFF0000)]),
        OptionRegister(
            "WRP23", 0x1FFF_F80C,
            fields: [OptionField("WRP2", 0xFF), OptionField("WRP3", 0xFF0000)]),
    ]

    static let f1: [OptionRegister] = [
        OptionRegister(
            "USER", 0x1FFF_F800,
            fields: [
                OptionField("RDP", 0xFF), OptionField("WDG_SW", 0x10000),
                OptionField("nRST_STOP", 0x20000), OptionField("nRST_STDBY", 0x40000),
                OptionField("BFB2", 0x80000),
            ]),
        OptionRegister(
            "DATA", 0x1FFF_F804,
            fields: [OptionField("Data0", 0xFF), OptionField("Data1", 0xFF0000)]),
        OptionRegister(
            "WRP01", 0x1FFF_F808,
            fields: [OptionField("WRP0", 0xFF), OptionField("WRP1", 0xFF0000)]),
        OptionRegister(
            "WRP23", 0x1FFF_F80C,
            fields: [OptionField("WRP2", 0xFF), OptionField("WRP3", 0xFF0000)]),
    ]

    static let f3: [OptionRegister] = [
        OptionRegister(
            "USER", 0x1FFF_F800,
            fields: [
                OptionField("RDP", 0xFF), OptionField("WDG_SW", 0x10000),
                OptionField("nRST_STOP", 0x20000), OptionField("nRST_STDBY", 0x40000),
                OptionField("nBOOT1", 0x100000), OptionField("VDDA_MONITOR", 0x200000),
                OptionField("SRAM_PE", 0x400000), OptionField("SDADC12_VDD_MONITOR", 0x800000),
            ]),
        OptionRegister(
            "DATA", 0x1FFF_F804,
            fields: [OptionField("Data0", 0xFF), OptionField("Data1", 0xFF0000)]),
        OptionRegister(
            "WRP01", 0x1FFF_F808,
            fields: [OptionField("WRP0", 0xFF), OptionField("WRP1", 0xFF0000)]),
        OptionRegister(
            "WRP23", 0x1FFF_F80C,
            fields: [OptionField("WRP2", 0xFF), OptionField("WRP3", 0xFF0000)]),
    ]

    static let l0: [OptionRegister] = [
        OptionRegister(
            "RDP", 0x1FF8_0000,
            fields: [OptionField("RDP", 0xFF), OptionField("WPRMOD", 0x100)]),
        OptionRegister(
            "USER", 0x1FF8_0004,
            fields: [
                OptionField("BOR_LEV", 0xF), OptionField("WDG_SW", 0x10),
                OptionField("nRST_STOP", 0x20), OptionField("nRST_STDBY", 0x40),
                OptionField("BFB2", 0x80), OptionField("nBOOT1", 0x8000),
            ]),
        OptionRegister(
            "WRP0", 0x1FF8_0008,
            fields: [OptionField("WRP0", 0xFFFF)]),
        OptionRegister(
            "WRP1", 0x1FF8_000C,
            fields: [OptionField("WRP1", 0xFFFF)]),
        OptionRegister(
            "WRP2", 0x1FF8_0010,
            fields: [OptionField("WRP2", 0xFFFF)]),
    ]

    static let l1: [OptionRegister] = [
        OptionRegister(
            "RDP", 0x1FF8_0000,
            fields: [OptionField("RDP", 0xFF), OptionField("SPRMOD", 0x100)]),
        OptionRegister(
            "USER", 0x1FF8_0004,
            fields: [
                OptionField("BOR_LEV", 0xF), OptionField("IWDG_SW", 0x10),
                OptionField("nRST_STOP", 0x20), OptionField("nRST_STDBY", 0x40),
                OptionField("nBFB2", 0x80),
            ]),
        OptionRegister(
            "WRP0", 0x1FF8_0008,
            fields: [OptionField("WRP0", 0xFFFF)]),
        OptionRegister(
            "WRP1", 0x1FF8_000C,
            fields: [OptionField("WRP1", 0xFFFF)]),
        OptionRegister(
            "WRP2", 0x1FF8_0010,
            fields: [OptionField("WRP2", 0xFFFF)]),
        OptionRegister(
            "WRP3", 0x1FF8_0014,
            fields: [OptionField("WRP3", 0xFFFF)]),
    ]

    static let f4: [OptionRegister] = [
        OptionRegister(
            "OPTCR", 0x4002_3C14,
            fields: [
                OptionField("BOR_LEV", 0xC), OptionField("WDG_SW", 0x20),
                OptionField("nRST_STOP", 0x40), OptionField("nRST_STDBY", 0x80),
                OptionField("RDP", 0xFF00), OptionField("nWRP", 0x7FFF0000),
                OptionField("SPRMOD", 0x80000000),
            ])
    ]

    static let f4Dual: [OptionRegister] = [
        OptionRegister(
            "OPTCR", 0x4002_3C14,
            fields: [
                OptionField("BOR_LEV", 0xC), OptionField("WDG_SW", 0x20),
                OptionField("nRST_STOP", 0x40), OptionField("nRST_STDBY", 0x80),
                OptionField("RDP", 0xFF00), OptionField("BFB2", 0x10),
                OptionField("nWRP", 0xFFF0000), OptionField("DB1M", 0x40000000),
                OptionField("SPRMOD", 0x80000000),
            ]),
        OptionRegister(
            "OPTCR1", 0x4002_3C18,
            fields: [OptionField("nWRP", 0xFFF0000)]),
    ]

    static let f7: [OptionRegister] = [
        OptionRegister(
            "OPTCR", 0x4002_3C14,
            fields: [
                OptionField("BOR_LEV", 0xC), OptionField("WWDG_SW", 0x10),
                OptionField("IWDG_SW", 0x20), OptionField("nRST_STOP", 0x40),
                OptionField("nRST_STDBY", 0x80), OptionField("RDP", 0xFF00),
                OptionField("nWRP", 0xFF0000), OptionField("IWDG_STDBY", 0x40000000),
                OptionField("IWDG_STOP", 0x80000000),
            ]),
        OptionRegister(
            "OPTCR1", 0x4002_3C18,
            fields: [OptionField("BOOT_ADD0", 0xFFFF), OptionField("BOOT_ADD1", 0xFFFF0000)]),
    ]

    static let f7Dual: [OptionRegister] = [
        OptionRegister(
            "OPTCR", 0x4002_3C14,
            fields: [
                OptionField("BOR_LEV", 0xC), OptionField("WWDG_SW", 0x10),
                OptionField("IWDG_SW", 0x20), OptionField("nRST_STOP", 0x40),
                OptionField("nRST_STDBY", 0x80), OptionField("RDP", 0xFF00),
                OptionField("nWRP", 0xFFF0000), OptionField("nDBOOT", 0x10000000),
                OptionField("nDBANK", 0x20000000), OptionField("IWDG_STDBY", 0x40000000),
                OptionField("IWDG_STOP", 0x80000000),
            ]),
        OptionRegister(
            "OPTCR1", 0x4002_3C18,
            fields: [OptionField("BOOT_ADD0", 0xFFFF), OptionField("BOOT_ADD1", 0xFFFF0000)]),
    ]

    static let f72x: [OptionRegister] = [
        OptionRegister(
            "OPTCR", 0x4002_3C14,
            fields: [
                OptionField("BOR_LEV", 0xC), OptionField("WWDG_SW", 0x10),
                OptionField("IWDG_SW", 0x20), OptionField("nRST_STOP", 0x40),
                OptionField("nRST_STDBY", 0x80), OptionField("RDP", 0xFF00),
                OptionField("nWRP", 0xFF0000), OptionField("IWDG_STDBY", 0x40000000),
                OptionField("IWDG_STOP", 0x80000000),
            ]),
        OptionRegister(
            "OPTCR1", 0x4002_3C18,
            fields: [OptionField("BOOT_ADD0", 0xFFFF), OptionField("BOOT_ADD1", 0xFFFF0000)]),
        OptionRegister(
            "OPTCR2", 0x4002_3C1C,
            fields: [OptionField("PCROP", 0xFF), OptionField("PCROP_RDP", 0x80000000)]),
    ]
}
