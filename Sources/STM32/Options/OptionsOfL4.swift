/// Option registers of L4, L4+ and G4.
extension [OptionRegister] {
    static let l4: [OptionRegister] = [
        OptionRegister(
            "OPTR", 0x4002_2020,
            fields: [
                OptionField("RDP", 0xFF), OptionField("BOR_LEV", 0x700),
                OptionField("nRST_STOP", 0x1000), OptionField("nRST_STDBY", 0x2000),
                OptionField("nRST_SHDW", 0x4000), OptionField("IWDG_SW", 0x10000),
                OptionField("IWDG_STOP", 0x20000), OptionField("IWDG_STDBY", 0x40000),
                OptionField("WWDG_SW", 0x80000), OptionField("nBOOT1", 0x800000),
                OptionField("SRAM2_PE", 0x1000000), OptionField("SRAM2_RST", 0x2000000),
                OptionField("nSWBOOT0", 0x4000000), OptionField("nBOOT0", 0x8000000),
            ]),
        OptionRegister(
            "PCROP1SR", 0x4002_2024,
            fields: [OptionField("PCROP1_STRT", 0xFFFF)]),
        OptionRegister(
            "PCROP1ER", 0x4002_2028,
            fields: [OptionField("PCROP1_END", 0xFFFF), OptionField("PCROP_RDP", 0x80000000)]),
        OptionRegister(
            "WRP1AR", 0x4002_202C,
            fields: [OptionField("WRP1A_STRT", 0xFF), OptionField("WRP1A_END", 0xFF0000)]),
        OptionRegister(
            "WRP1BR", 0x4002_2030,
            fields: [OptionField("WRP1B_STRT", 0xFF), OptionField("WRP1B_END", 0xFF0000)]),
    ]

    static let l4Dual: [OptionRegister] = [
        OptionRegister(
            "OPTR", 0x4002_2020,
            fields: [
                OptionField("RDP", 0xFF), OptionField("BOR_LEV", 0x700),
                OptionField("nRST_STOP", 0x1000), OptionField("nRST_STDBY", 0x2000),
                OptionField("nRST_SHDW", 0x4000), OptionField("IWDG_SW", 0x10000),
                OptionField("IWDG_STOP", 0x20000), OptionField("IWDG_STDBY", 0x40000),
                OptionField("WWDG_SW", 0x80000), OptionField("BFB2", 0x100000),
                OptionField("DUALBANK", 0x200000), OptionField("nBOOT1", 0x800000),
                OptionField("SRAM2_PE", 0x1000000), OptionField("SRAM2_RST", 0x2000000),
                OptionField("nSWBOOT0", 0x4000000), OptionField("nBOOT0", 0x8000000),
            ]),
        OptionRegister(
            "PCROP1SR", 0x4002_2024,
            fields: [OptionField("PCROP1_STRT", 0xFFFF)]),
        OptionRegister(
            "PCROP1ER", 0x4002_2028,
            fields: [OptionField("PCROP1_END", 0xFFFF), OptionField("PCROP_RDP", 0x80000000)]),
        OptionRegister(
            "WRP1AR", 0x4002_202C,
            fields: [OptionField("WRP1A_STRT", 0xFF), OptionField("WRP1A_END", 0xFF0000)]),
        OptionRegister(
            "WRP1BR", 0x4002_2030,
            fields: [OptionField("WRP1B_STRT", 0xFF), OptionField("WRP1B_END", 0xFF0000)]),
        OptionRegister(
            "PCROP2SR", 0x4002_2044,
            fields: [OptionField("PCROP2_STRT", 0xFFFF)]),
        OptionRegister(
            "PCROP2ER", 0x4002_2048,
            fields: [OptionField("PCROP2_END", 0xFFFF)]),
        OptionRegister(
            "WRP2AR", 0x4002_204C,
            fields: [OptionField("WRP2A_STRT", 0xFF), OptionField("WRP2A_END", 0xFF0000)]),
        OptionRegister(
            "WRP2BR", 0x4002_2050,
            fields: [OptionField("WRP2B_STRT", 0xFF), OptionField("WRP2B_END", 0xFF0000)]),
    ]

    static let l4Plus: [OptionRegister] = [
        OptionRegister(
            "OPTR", 0x4002_2020,
            fields: [
                OptionField("RDP", 0xFF), OptionField("BOR_LEV", 0x700),
                OptionField("nRST_STOP", 0x1000), OptionField("nRST_STDBY", 0x2000),
                OptionField("nRST_SHDW", 0x4000), OptionField("IWDG_SW", 0x10000),
                OptionField("IWDG_STOP", 0x20000), OptionField("IWDG_STDBY", 0x40000),
                OptionField("WWDG_SW", 0x80000), OptionField("BFB2", 0x100000),
                OptionField("DB1M", 0x200000), OptionField("DBANK", 0x400000),
                OptionField("nBOOT1", 0x800000), OptionField("SRAM2_PE", 0x1000000),
                OptionField("SRAM2_RST", 0x2000000), OptionField("nSWBOOT0", 0x4000000),
                OptionField("nBOOT0", 0x8000000),
            ]),
        OptionRegister(
            "PCROP1SR", 0x4002_2024,
            fields: [OptionField("PCROP1_STRT", 0xFFFF)]),
        OptionRegister(
            "PCROP1ER", 0x4002_2028,
            fields: [OptionField("PCROP1_END", 0xFFFF), OptionField("PCROP_RDP", 0x80000000)]),
        OptionRegister(
            "WRP1AR", 0x4002_202C,
            fields: [OptionField("WRP1A_STRT", 0xFF), OptionField("WRP1A_END", 0xFF0000)]),
        OptionRegister(
            "WRP1BR", 0x4002_2030,
            fields: [OptionField("WRP1B_STRT", 0xFF), OptionField("WRP1B_END", 0xFF0000)]),
        OptionRegister(
            "PCROP2SR", 0x4002_2044,
            fields: [OptionField("PCROP2_STRT", 0xFFFF)]),
        OptionRegister(
            "PCROP2ER", 0x4002_2048,
            fields: [OptionField("PCROP2_END", 0xFFFF)]),
        OptionRegister(
            "WRP2AR", 0x4002_204C,
            fields: [OptionField("WRP2A_STRT", 0xFF), OptionField("WRP2A_END", 0xFF0000)]),
        OptionRegister(
            "WRP2BR", 0x4002_2050,
            fields: [OptionField("WRP2B_STRT", 0xFF), OptionField("WRP2B_END", 0xFF0000)]),
    ]

    static let g4: [OptionRegister] = [
        OptionRegister(
            "OPTR", 0x4002_2020,
            fields: [
                OptionField("RDP", 0xFF), OptionField("BOR_LEV", 0x700),
                OptionField("nRST_STOP", 0x1000), OptionField("nRST_STDBY", 0x2000),
                OptionField("nRST_SHDW", 0x4000), OptionField("IWDG_SW", 0x10000),
                OptionField("IWDG_STOP", 0x20000), OptionField("IWDG_STDBY", 0x40000),
                OptionField("WWDG_SW", 0x80000), OptionField("nBOOT1", 0x800000),
                OptionField("SRAM2_PE", 0x1000000), OptionField("SRAM2_RST", 0x2000000),
                OptionField("nSWBOOT0", 0x4000000), OptionField("nBOOT0", 0x8000000),
                OptionField("NRST_MODE", 0x30000000), OptionField("IRHEN", 0x40000000),
            ]),
        OptionRegister(
            "PCROP1SR", 0x4002_2024,
            fields: [OptionField("PCROP1_STRT", 0x7FFF)]),
        OptionRegister(
            "PCROP1ER", 0x4002_2028,
            fields: [OptionField("PCROP1_END", 0x7FFF), OptionField("PCROP_RDP", 0x80000000)]),
        OptionRegister(
            "WRP1AR", 0x4002_202C,
            fields: [OptionField("WRP1A_STRT", 0x7F), OptionField("WRP1A_END", 0x7F0000)]),
        OptionRegister(
            "WRP1BR", 0x4002_2030,
            fields: [OptionField("WRP1B_STRT", 0x7F), OptionField("WRP1B_END", 0x7F0000)]),
        OptionRegister(
            "SEC1R", 0x4002_2070,
            fields: [OptionField("SEC_SIZE1", 0xFF), OptionField("BOOT_LOCK", 0x10000)]),
    ]

    static let g4Dual: [OptionRegister] = [
        OptionRegister(
            "OPTR", 0x4002_2020,
            fields: [
                OptionField("RDP", 0xFF), OptionField("BOR_LEV", 0x700),
                OptionField("nRST_STOP", 0x1000), OptionField("nRST_STDBY", 0x2000),
                OptionField("nRST_SHDW", 0x4000), OptionField("IWDG_SW", 0x10000),
                OptionField("IWDG_STOP", 0x20000), OptionField("IWDG_STDBY", 0x40000),
                OptionField("WWDG_SW", 0x80000), OptionField("BFB2", 0x100000),
                OptionField("DBANK", 0x400000), OptionField("nBOOT1", 0x800000),
                OptionField("SRAM_PE", 0x1000000), OptionField("CCMSRAM_RST", 0x2000000),
                OptionField("nSWBOOT0", 0x4000000), OptionField("nBOOT0", 0x8000000),
                OptionField("NRST_MODE", 0x30000000), OptionField("IRHEN", 0x40000000),
            ]),
        OptionRegister(
            "PCROP1SR", 0x4002_2024,
            fields: [OptionField("PCROP1_STRT", 0x7FFF)]),
        OptionRegister(
            "PCROP1ER", 0x4002_2028,
            fields: [OptionField("PCROP1_END", 0x7FFF), OptionField("PCROP_RDP", 0x80000000)]),
        OptionRegister(
            "WRP1AR", 0x4002_202C,
            fields: [OptionField("WRP1A_STRT", 0x7F), OptionField("WRP1A_END", 0x7F0000)]),
        OptionRegister(
            "WRP1BR", 0x4002_2030,
            fields: [OptionField("WRP1B_STRT", 0x7F), OptionField("WRP1B_END", 0x7F0000)]),
        OptionRegister(
            "PCROP2SR", 0x4002_2044,
            fields: [OptionField("PCROP2_STRT", 0x7FFF)]),
        OptionRegister(
            "PCROP2ER", 0x4002_2048,
            fields: [OptionField("PCROP2_END", 0x7FFF)]),
        OptionRegister(
            "WRP2AR", 0x4002_204C,
            fields: [OptionField("WRP2A_STRT", 0x7F), OptionField("WRP2A_END", 0x7F0000)]),
        OptionRegister(
            "WRP2BR", 0x4002_2050,
            fields: [OptionField("WRP2B_STRT", 0x7F), OptionField("WRP2B_END", 0x7F0000)]),
        OptionRegister(
            "SEC1R", 0x4002_2070,
            fields: [OptionField("SEC_SIZE1", 0xFF), OptionField("BOOT_LOCK", 0x10000)]),
        OptionRegister(
            "SEC2R", 0x4002_2074,
            fields: [OptionField("SEC_SIZE2", 0xFF)]),
    ]
}
