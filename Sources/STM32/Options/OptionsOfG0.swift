/// Option registers of G0, C0, U0, WB and WL.
extension [OptionRegister] {
    static let g0: [OptionRegister] = [
        OptionRegister(
            "OPTR", 0x4002_2020,
            fields: [
                OptionField("RDP", 0xFF), OptionField("BOR_EN", 0x100),
                OptionField("BORF_LEV", 0x600), OptionField("BORR_LEV", 0x1800),
                OptionField("nRST_STOP", 0x2000), OptionField("nRST_STDBY", 0x4000),
                OptionField("nRST_SHDW", 0x8000), OptionField("IWDG_SW", 0x10000),
                OptionField("IWDG_STOP", 0x20000), OptionField("IWDG_STDBY", 0x40000),
                OptionField("WWDG_SW", 0x80000), OptionField("RAM_PARITY_CHECK", 0x400000),
                OptionField("nBOOT_SEL", 0x1000000), OptionField("nBOOT1", 0x2000000),
                OptionField("nBOOT0", 0x4000000), OptionField("NRST_MODE", 0x18000000),
                OptionField("IRHEN", 0x20000000),
            ]),
        OptionRegister(
            "PCROP1ASR", 0x4002_2024,
            fields: [OptionField("PCROP1A_STRT", 0x1FF)]),
        OptionRegister(
            "PCROP1AER", 0x4002_2028,
            fields: [OptionField("PCROP1A_END", 0x1FF), OptionField("PCROP_RDP", 0x80000000)]),
        OptionRegister(
            "WRP1AR", 0x4002_202C,
            fields: [OptionField("WRP1A_STRT", 0x7F), OptionField("WRP1A_END", 0x7F0000)]),
        OptionRegister(
            "WRP1BR", 0x4002_2030,
            fields: [OptionField("WRP1B_STRT", 0x7F), OptionField("WRP1B_END", 0x7F0000)]),
        OptionRegister(
            "PCROP1BSR", 0x4002_2034,
            fields: [OptionField("PCROP1B_STRT", 0x1FF)]),
        OptionRegister(
            "PCROP1BER", 0x4002_2038,
            fields: [OptionField("PCROP1B_END", 0x1FF)]),
        OptionRegister(
            "SECR", 0x4002_2080,
            fields: [OptionField("SEC_SIZE", 0xFF), OptionField("BOOT_LOCK", 0x10000)]),
    ]

    static let g0Dual: [OptionRegister] = [
        OptionRegister(
            "OPTR", 0x4002_2020,
            fields: [
                OptionField("RDP", 0xFF), OptionField("BOR_EN", 0x100),
                OptionField("BORF_LEV", 0x600), OptionField("BORR_LEV", 0x1800),
                OptionField("nRST_STOP", 0x2000), OptionField("nRST_STDBY", 0x4000),
                OptionField("nRST_SHDW", 0x8000), OptionField("IWDG_SW", 0x10000),
                OptionField("IWDG_STOP", 0x20000), OptionField("IWDG_STDBY", 0x40000),
                OptionField("WWDG_SW", 0x80000), OptionField("nSWAP_BANK", 0x100000),
                OptionField("DUAL_BANK", 0x200000), OptionField("RAM_PARITY_CHECK", 0x400000),
                OptionField("nBOOT_SEL", 0x1000000), OptionField("nBOOT1", 0x2000000),
                OptionField("nBOOT0", 0x4000000), OptionField("NRST_MODE", 0x18000000),
                OptionField("IRHEN", 0x20000000),
            ]),
        OptionRegister(
            "PCROP1ASR", 0x4002_2024,
            fields: [OptionField("PCROP1A_STRT", 0x1FF)]),
        OptionRegister(
            "PCROP1AER", 0x4002_2028,
            fields: [OptionField("PCROP1A_END", 0x1FF), OptionField("PCROP_RDP", 0x80000000)]),
        OptionRegister(
            "WRP1AR", 0x4002_202C,
            fields: [OptionField("WRP1A_STRT", 0x7F), OptionField("WRP1A_END", 0x7F0000)]),
        OptionRegister(
            "WRP1BR", 0x4002_2030,
            fields: [OptionField("WRP1B_STRT", 0x7F), OptionField("WRP1B_END", 0x7F0000)]),
        OptionRegister(
            "PCROP1BSR", 0x4002_2034,
            fields: [OptionField("PCROP1B_STRT", 0x1FF)]),
        OptionRegister(
            "PCROP1BER", 0x4002_2038,
            fields: [OptionField("PCROP1B_END", 0x1FF)]),
        OptionRegister(
            "PCROP2ASR", 0x4002_2044,
            fields: [OptionField("PCROP2A_STRT", 0x1FF)]),
        OptionRegister(
            "PCROP2AER", 0x4002_2048,
            fields: [OptionField("PCROP2A_END", 0x1FF)]),
        OptionRegister(
            "WRP2AR", 0x4002_204C,
            fields: [OptionField("WRP2A_STRT", 0x7F), OptionField("WRP2A_END", 0x7F0000)]),
        OptionRegister(
            "WRP2BR", 0x4002_2050,
            fields: [OptionField("WRP2B_STRT", 0x7F), OptionField("WRP2B_END", 0x7F0000)]),
        OptionRegister(
            "PCROP2BSR", 0x4002_2054,
            fields: [OptionField("PCROP2B_STRT", 0x1FF)]),
        OptionRegister(
            "PCROP2BER", 0x4002_2058,
            fields: [OptionField("PCROP2B_END", 0x1FF)]),
        OptionRegister(
            "SECR", 0x4002_2080,
            fields: [
                OptionField("SEC_SIZE", 0xFF), OptionField("BOOT_LOCK", 0x10000),
                OptionField("SEC_SIZE_2", 0xFF00000),
            ]),
    ]

    static let c0: [OptionRegister] = [
        OptionRegister(
            "OPTR", 0x4002_2020,
            fields: [
                OptionField("RDP", 0xFF), OptionField("BOR_EN", 0x100),
                OptionField("BORF_LEV", 0x600), OptionField("BORR_LEV", 0x1800),
                OptionField("nRST_STOP", 0x2000), OptionField("nRST_STDBY", 0x4000),
                OptionField("nRST_SHDW", 0x8000), OptionField("IWDG_SW", 0x10000),
                OptionField("IWDG_STOP", 0x20000), OptionField("IWDG_STDBY", 0x40000),
                OptionField("WWDG_SW", 0x80000), OptionField("RAM_PARITY_CHECK", 0x400000),
                OptionField("nBOOT_SEL", 0x1000000), OptionField("nBOOT1", 0x2000000),
                OptionField("nBOOT0", 0x4000000), OptionField("NRST_MODE", 0x18000000),
                OptionField("IRHEN", 0x20000000),
            ]),
        OptionRegister(
            "PCROP1ASR", 0x4002_2024,
            fields: [OptionField("PCROP1A_STRT", 0x3F)]),
        OptionRegister(
            "PCROP1AER", 0x4002_2028,
            fields: [OptionField("PCROP1A_END", 0x3F), OptionField("PCROP_RDP", 0x80000000)]),
        OptionRegister(
            "WRP1AR", 0x4002_202C,
            fields: [OptionField("WRP1A_STRT", 0x3F), OptionField("WRP1A_END", 0x3F0000)]),
        OptionRegister(
            "WRP1BR", 0x4002_2030,
            fields: [OptionField("WRP1B_STRT", 0x3F), OptionField("WRP1B_END", 0x3F0000)]),
        OptionRegister(
            "PCROP1BSR", 0x4002_2034,
            fields: [OptionField("PCROP1B_STRT", 0x3F)]),
        OptionRegister(
            "PCROP1BER", 0x4002_2038,
            fields: [OptionField("PCROP1B_END", 0x3F)]),
        OptionRegister(
            "SECR", 0x4002_2080,
            fields: [OptionField("SEC_SIZE", 0x1F), OptionField("BOOT_LOCK", 0x10000)]),
    ]

    static let u0: [OptionRegister] = [
        OptionRegister(
            "OPTR", 0x4002_2020,
            fields: [
                OptionField("RDP", 0xFF), OptionField("BORR_LEV", 0x700),
                OptionField("NRST_STOP", 0x2000), OptionField("NRST_STDBY", 0x4000),
                OptionField("NRST_SHDW", 0x8000), OptionField("IWDG_SW", 0x10000),
                OptionField("IWDG_STOP", 0x20000), OptionField("IWDG_STDBY", 0x40000),
                OptionField("WWDG_SW", 0x80000), OptionField("BDRST", 0x200000),
                OptionField("RAM_PARITY_CHECK", 0x400000),
                OptionField("BKPSRAM_HW_ERASE_DISABLE", 0x800000),
                OptionField("NBOOT_SEL", 0x1000000), OptionField("NBOOT1", 0x2000000),
                OptionField("NBOOT0", 0x4000000), OptionField("NRST_MODE", 0x18000000),
                OptionField("IRHEN", 0x20000000),
            ]),
        OptionRegister(
            "WRP1AR", 0x4002_202C,
            fields: [OptionField("WRP1A_STRT", 0x7F), OptionField("WRP1A_END", 0x7F0000)]),
        OptionRegister(
            "WRP1BR", 0x4002_2030,
            fields: [OptionField("WRP1B_STRT", 0x7F), OptionField("WRP1B_END", 0x7F0000)]),
        OptionRegister(
            "SECR", 0x4002_2080,
            fields: [
                OptionField("HDP1_PEND", 0x7F), OptionField("BOOT_LOCK", 0x10000),
                OptionField("HDP1EN", 0xFF000000),
            ]),
    ]

    static let wb: [OptionRegister] = [
        OptionRegister(
            "OPTR", 0x5800_4020,
            fields: [
                OptionField("RDP", 0xFF), OptionField("ESE", 0x100), OptionField("BOR_LEV", 0xE00),
                OptionField("nRST_STOP", 0x1000), OptionField("nRST_STDBY", 0x2000),
                OptionField("nRST_SHDW", 0x4000), OptionField("IWDG_SW", 0x10000),
                OptionField("IWDG_STOP", 0x20000), OptionField("IWDG_STDBY", 0x40000),
                OptionField("WWDG_SW", 0x80000), OptionField("nBOOT1", 0x800000),
                OptionField("SRAM2_PE", 0x1000000), OptionField("SRAM2_RST", 0x2000000),
                OptionField("nSWBOOT0", 0x4000000), OptionField("nBOOT0", 0x8000000),
                OptionField("AGC_TRIM", 0xE0000000),
            ]),
        OptionRegister(
            "PCROP1ASR", 0x5800_4024,
            fields: [OptionField("PCROP1A_STRT", 0x1FF)]),
        OptionRegister(
            "PCROP1AER", 0x5800_4028,
            fields: [OptionField("PCROP1A_END", 0x1FF), OptionField("PCROP_RDP", 0x80000000)]),
        OptionRegister(
            "WRP1AR", 0x5800_402C,
            fields: [OptionField("WRP1A_STRT", 0xFF), OptionField("WRP1A_END", 0xFF0000)]),
        OptionRegister(
            "WRP1BR", 0x5800_4030,
            fields: [OptionField("WRP1B_END", 0xFF), OptionField("WRP1B_STRT", 0xFF0000)]),
        OptionRegister(
            "PCROP1BSR", 0x5800_4034,
            fields: [OptionField("PCROP1B_STRT", 0x1FF)]),
        OptionRegister(
            "PCROP1BER", 0x5800_4038,
            fields: [OptionField("PCROP1B_END", 0x1FF)]),
        OptionRegister(
            "IPCCBR", 0x5800_403C,
            fields: [OptionField("IPCCDBA", 0x3FFF)]),
        OptionRegister(
            "SFR", 0x5800_4080,
            fields: [
                OptionField("SFSA", 0xFF), OptionField("FSD", 0x100), OptionField("DDS", 0x1000),
            ]),
        OptionRegister(
            "SRRVR", 0x5800_4084,
            fields: [
                OptionField("SBRV", 0x3FFFF), OptionField("SBRSA", 0x7C0000),
                OptionField("BRSD", 0x800000), OptionField("SNBRSA", 0x3E000000),
                OptionField("NBRSD", 0x40000000), OptionField("C2OPT", 0x80000000),
            ]),
    ]

    static let wl: [OptionRegister] = [
        OptionRegister(
            "OPTR", 0x5800_4020,
            fields: [
                OptionField("RDP", 0xFF), OptionField("ESE", 0x100), OptionField("BOR_LEV", 0xE00),
                OptionField("nRST_STOP", 0x1000), OptionField("nRST_STDBY", 0x2000),
                OptionField("nRST_SHDW", 0x4000), OptionField("IWDG_SW", 0x10000),
                OptionField("IWDG_STOP", 0x20000), OptionField("IWDG_STDBY", 0x40000),
                OptionField("WWDG_SW", 0x80000), OptionField("nBOOT1", 0x800000),
                OptionField("SRAM2_PE", 0x1000000), OptionField("SRAM2_RST", 0x2000000),
                OptionField("nSWBOOT0", 0x4000000), OptionField("nBOOT0", 0x8000000),
                OptionField("AGC_TRIM", 0xE0000000),
            ]),
        OptionRegister(
            "PCROP1ASR", 0x5800_4024,
            fields: [OptionField("PCROP1A_STRT", 0x1FF)]),
        OptionRegister(
            "PCROP1AER", 0x5800_4028,
            fields: [OptionField("PCROP1A_END", 0x1FF), OptionField("PCROP_RDP", 0x80000000)]),
        OptionRegister(
            "WRP1AR", 0x5800_402C,
            fields: [OptionField("WRP1A_STRT", 0xFF), OptionField("WRP1A_END", 0xFF0000)]),
        OptionRegister(
            "WRP1BR", 0x5800_4030,
            fields: [OptionField("WRP1B_END", 0xFF), OptionField("WRP1B_STRT", 0xFF0000)]),
        OptionRegister(
            "PCROP1BSR", 0x5800_4034,
            fields: [OptionField("PCROP1B_STRT", 0x1FF)]),
        OptionRegister(
            "PCROP1BER", 0x5800_4038,
            fields: [OptionField("PCROP1B_END", 0x1FF)]),
        OptionRegister(
            "IPCCBR", 0x5800_403C,
            fields: [OptionField("IPCCDBA", 0x3FFF)]),
        OptionRegister(
            "SFR", 0x5800_4080,
            fields: [
                OptionField("SFSA", 0xFF), OptionField("FSD", 0x100), OptionField("DDS", 0x1000),
            ]),
        OptionRegister(
            "SRRVR", 0x5800_4084,
            fields: [
                OptionField("SBRV", 0x3FFFF), OptionField("SBRSA", 0x7C0000),
                OptionField("BRSD", 0x800000), OptionField("SNBRSA", 0x3E000000),
                OptionField("NBRSD", 0x40000000), OptionField("C2OPT", 0x80000000),
            ]),
    ]
}
