/// Option registers of L5, U5, U3 and WBA.
extension [OptionRegister] {
    static let l5: [OptionRegister] = [
        OptionRegister(
            "OPTR", 0x4002_2040,
            fields: [
                OptionField("RDP", 0xFF), OptionField("BOR_LEV", 0x700),
                OptionField("nRST_STOP", 0x1000), OptionField("nRST_STDBY", 0x2000),
                OptionField("nRST_SHDW", 0x4000), OptionField("IWDG_SW", 0x10000),
                OptionField("IWDG_STOP", 0x20000), OptionField("IWDG_STDBY", 0x40000),
                OptionField("WWDG_SW", 0x80000), OptionField("SWAP_BANK", 0x100000),
                OptionField("DB256K", 0x200000), OptionField("DBANK", 0x400000),
                OptionField("SRAM2_PE", 0x1000000), OptionField("SRAM2_RST", 0x2000000),
                OptionField("nSWBOOT0", 0x4000000), OptionField("nBOOT0", 0x8000000),
                OptionField("PA15_PUPEN", 0x10000000), OptionField("TZEN", 0x80000000),
            ]),
        OptionRegister(
            "NSBOOTADD0R", 0x4002_2044,
            fields: [OptionField("NSBOOTADD0", 0xFFFFFF80)]),
        OptionRegister(
            "NSBOOTADD1R", 0x4002_2048,
            fields: [OptionField("NSBOOTADD1", 0xFFFFFF80)]),
        OptionRegister(
            "SECBOOTADD0R", 0x4002_204C,
            fields: [OptionField("BOOT_LOCK", 0x1), OptionField("SECBOOTADD0", 0xFFFFFF80)]),
        OptionRegister(
            "SECWM1R1", 0x4002_2050,
            fields: [OptionField("SECWM1_PSTRT", 0x7F), OptionField("SECWM1_PEND", 0x7F0000)]),
        OptionRegister(
            "SECWM1R2", 0x4002_2054,
            fields: [
                OptionField("PCROP1_PSTRT", 0x7F), OptionField("PCROP1EN", 0x8000),
                OptionField("HDP1_PEND", 0x7F0000), OptionField("HDP1EN", 0x80000000),
            ]),
        OptionRegister(
            "WRP1AR", 0x4002_2058,
            fields: [OptionField("WRP1A_PSTRT", 0x7F), OptionField("WRP1A_PEND", 0x7F0000)]),
        OptionRegister(
            "WRP1BR", 0x4002_205C,
            fields: [OptionField("WRP1B_PSTRT", 0x7F), OptionField("WRP1B_PEND", 0x7F0000)]),
        OptionRegister(
            "SECWM2R1", 0x4002_2060,
            fields: [OptionField("SECWM2_PSTRT", 0x7F), OptionField("SECWM2_PEND", 0x7F0000)]),
        OptionRegister(
            "SECWM2R2", 0x4002_2064,
            fields: [
                OptionField("PCROP2_PSTRT", 0x7F), OptionField("PCROP2EN", 0x8000),
                OptionField("HDP2_PEND", 0x7F0000), OptionField("HDP2EN", 0x80000000),
            ]),
        OptionRegister(
            "WRP2AR", 0x4002_2068,
            fields: [OptionField("WRP2A_PSTRT", 0x7F), OptionField("WRP2A_PEND", 0x7F0000)]),
        OptionRegister(
            "WRP2BR", 0x4002_206C,
            fields: [OptionField("WRP2B_PSTRT", 0x7F), OptionField("WRP2B_PEND", 0x7F0000)]),
    ]

    static let u5: [OptionRegister] = [
        OptionRegister(
            "OPTR", 0x4002_2040,
            fields: [
                OptionField("RDP", 0xFF), OptionField("BOR_LEV", 0x700),
                OptionField("nRST_STOP", 0x1000), OptionField("nRST_STDBY", 0x2000),
                OptionField("nRST_SHDW", 0x4000), OptionField("SRAM1345_RST", 0x8000),
                OptionField("IWDG_SW", 0x10000), OptionField("IWDG_STOP", 0x20000),
                OptionField("IWDG_STDBY", 0x40000), OptionField("WWDG_SW", 0x80000),
                OptionField("SWAP_BANK", 0x100000), OptionField("DUALBANK", 0x200000),
                OptionField("BKPSRAM_ECC", 0x400000), OptionField("SRAM3_ECC", 0x800000),
                OptionField("SRAM2_ECC", 0x1000000), OptionField("SRAM2_RST", 0x2000000),
                OptionField("nSWBOOT0", 0x4000000), OptionField("nBOOT0", 0x8000000),
                OptionField("PA15_PUPEN", 0x10000000), OptionField("IO_VDD_HSLV", 0x20000000),
                OptionField("IO_VDDIO2_HSLV", 0x40000000), OptionField("TZEN", 0x80000000),
            ]),
        OptionRegister(
            "NSBOOTADD0R", 0x4002_2044,
            fields: [OptionField("NSBOOTADD0", 0xFFFFFF80)]),
        OptionRegister(
            "NSBOOTADD1R", 0x4002_2048,
            fields: [OptionField("NSBOOTADD1", 0xFFFFFF80)]),
        OptionRegister(
            "SECBOOTADD0R", 0x4002_204C,
            fields: [OptionField("BOOT_LOCK", 0x1), OptionField("SECBOOTADD0", 0xFFFFFF80)]),
        OptionRegister(
            "SECWM1R1", 0x4002_2050,
            fields: [OptionField("SECWM1_PSTRT", 0x7F), OptionField("SECWM1_PEND", 0x7F0000)]),
        OptionRegister(
            "SECWM1R2", 0x4002_2054,
            fields: [OptionField("HDP1_PEND", 0x7F0000), OptionField("HDP1EN", 0x80000000)]),
        OptionRegister(
            "WRP1AR", 0x4002_2058,
            fields: [
                OptionField("WRP1A_PSTRT", 0x7F), OptionField("WRP1A_PEND", 0x7F0000),
                OptionField("UNLOCK", 0x80000000),
            ]),
        OptionRegister(
            "WRP1BR", 0x4002_205C,
            fields: [
                OptionField("WRP1B_PSTRT", 0x7F), OptionField("WRP1B_PEND", 0x7F0000),
                OptionField("UNLOCK", 0x80000000),
            ]),
        OptionRegister(
            "SECWM2R1", 0x4002_2060,
            fields: [OptionField("SECWM2_PSTRT", 0x7F), OptionField("SECWM2_PEND", 0x7F0000)]),
        OptionRegister(
            "SECWM2R2", 0x4002_2064,
            fields: [OptionField("HDP2_PEND", 0x7F0000), OptionField("HDP2EN", 0x80000000)]),
        OptionRegister(
            "WRP2AR", 0x4002_2068,
            fields: [
                OptionField("WRP2A_PSTRT", 0x7F), OptionField("WRP2A_PEND", 0x7F0000),
                OptionField("UNLOCK", 0x80000000),
            ]),
        OptionRegister(
            "WRP2BR", 0x4002_206C,
            fields: [
                OptionField("WRP2B_PSTRT", 0x7F), OptionField("WRP2B_PEND", 0x7F0000),
                OptionField("UNLOCK", 0x80000000),
            ]),
    ]

    static let u3: [OptionRegister] = [
        OptionRegister(
            "OPTR", 0x4002_2040,
            fields: [
                OptionField("RDP", 0xFF), OptionField("BOR_LEV", 0x700),
                OptionField("BDRST_POR", 0x800), OptionField("NRST_STOP", 0x1000),
                OptionField("NRST_STDBY", 0x2000), OptionField("NRST_SHDW", 0x4000),
                OptionField("SRAM1_RST", 0x8000), OptionField("IWDG_SW", 0x10000),
                OptionField("IWDG_STOP", 0x20000), OptionField("IWDG_STDBY", 0x40000),
                OptionField("WWDG_SW", 0x80000), OptionField("SWAP_BANK", 0x100000),
                OptionField("DUALBANK", 0x200000), OptionField("SRAM2_PE", 0x1000000),
                OptionField("SRAM2_RST", 0x2000000), OptionField("NSWBOOT0", 0x4000000),
                OptionField("NBOOT0", 0x8000000), OptionField("IO_VDD_HSLV", 0x20000000),
                OptionField("IO_VDDIO2_HSLV", 0x40000000), OptionField("TZEN", 0x80000000),
            ]),
        OptionRegister(
            "BOOT0R", 0x4002_2044,
            fields: [OptionField("ADD", 0xFFFFFF80)]),
        OptionRegister(
            "BOOT1R", 0x4002_2048,
            fields: [OptionField("ADD", 0xFFFFFF80)]),
        OptionRegister(
            "SBOOT0R", 0x4002_204C,
            fields: [OptionField("BOOT_LOCK", 0x1), OptionField("ADD", 0xFFFFFF80)]),
        OptionRegister(
            "SECWM1R1", 0x4002_2050,
            fields: [OptionField("SECWM1_STRT", 0x7F), OptionField("SECWM1_END", 0x7F0000)]),
        OptionRegister(
            "SECWM1R2", 0x4002_2054,
            fields: [OptionField("HDP1_END", 0x7F0000), OptionField("HDP1EN", 0xFF000000)]),
        OptionRegister(
            "WRP1AR", 0x4002_2058,
            fields: [
                OptionField("STRT", 0x7F), OptionField("END", 0x7F0000),
                OptionField("UNLOCK", 0x80000000),
            ]),
        OptionRegister(
            "WRP1BR", 0x4002_205C,
            fields: [
                OptionField("STRT", 0x7F), OptionField("END", 0x7F0000),
                OptionField("UNLOCK", 0x80000000),
            ]),
        OptionRegister(
            "SECWM2R1", 0x4002_2060,
            fields: [OptionField("SECWM2_STRT", 0x7F), OptionField("SECWM2_END", 0x7F0000)]),
        OptionRegister(
            "SECWM2R2", 0x4002_2064,
            fields: [OptionField("HDP2_END", 0x7F0000), OptionField("HDP2EN", 0xFF000000)]),
        OptionRegister(
            "WRP2AR", 0x4002_2068,
            fields: [
                OptionField("STRT", 0x7F), OptionField("END", 0x7F0000),
                OptionField("UNLOCK", 0x80000000),
            ]),
        OptionRegister(
            "WRP2BR", 0x4002_206C,
            fields: [
                OptionField("STRT", 0x7F), OptionField("END", 0x7F0000),
                OptionField("UNLOCK", 0x80000000),
            ]),
    ]

    static let wba: [OptionRegister] = [
        OptionRegister(
            "OPTR", 0x4002_2040,
            fields: [
                OptionField("RDP", 0xFF), OptionField("BOR_LEV", 0x700),
                OptionField("nRST_STOP", 0x1000), OptionField("nRST_STDBY", 0x2000),
                OptionField("nRST_SHDW", 0x4000), OptionField("SRAM1_RST", 0x8000),
                OptionField("IWDG_SW", 0x10000), OptionField("IWDG_STOP", 0x20000),
                OptionField("IWDG_STDBY", 0x40000), OptionField("WWDG_SW", 0x80000),
                OptionField("SWAP_BANK", 0x100000), OptionField("DUALBANK", 0x200000),
                OptionField("SRAM2_PE", 0x1000000), OptionField("SRAM2_RST", 0x2000000),
                OptionField("nSWBOOT0", 0x4000000), OptionField("nBOOT0", 0x8000000),
                OptionField("IO_VDD_HSLV", 0x20000000), OptionField("IO_VDDIO2_HSLV", 0x40000000),
                OptionField("TZEN", 0x80000000),
            ]),
        OptionRegister(
            "NSBOOTADD0R", 0x4002_2044,
            fields: [OptionField("NSBOOTADD0", 0xFFFFFF80)]),
        OptionRegister(
            "NSBOOTADD1R", 0x4002_2048,
            fields: [OptionField("NSBOOTADD1", 0xFFFFFF80)]),
        OptionRegister(
            "SECBOOTADD0R", 0x4002_204C,
            fields: [OptionField("BOOT_LOCK", 0x1), OptionField("SECBOOTADD0", 0xFFFFFF80)]),
        OptionRegister(
            "SECWM1R1", 0x4002_2050,
            fields: [OptionField("SECWM1_PSTRT", 0x7F), OptionField("SECWM1_PEND", 0x7F0000)]),
        OptionRegister(
            "SECWM1R2", 0x4002_2054,
            fields: [OptionField("HDP1_PEND", 0x7F0000), OptionField("HDP1EN", 0x80000000)]),
        OptionRegister(
            "WRP1AR", 0x4002_2058,
            fields: [
                OptionField("WRP1A_PSTRT", 0x7F), OptionField("WRP1A_PEND", 0x7F0000),
                OptionField("UNLOCK", 0x80000000),
            ]),
        OptionRegister(
            "WRP1BR", 0x4002_205C,
            fields: [
                OptionField("WRP1B_PSTRT", 0x7F), OptionField("WRP1B_PEND", 0x7F0000),
                OptionField("UNLOCK", 0x80000000),
            ]),
        OptionRegister(
            "SECWM2R1", 0x4002_2060,
            fields: [OptionField("SECWM2_PSTRT", 0x7F), OptionField("SECWM2_PEND", 0x7F0000)]),
        OptionRegister(
            "SECWM2R2", 0x4002_2064,
            fields: [OptionField("HDP2_PEND", 0x7F0000), OptionField("HDP2EN", 0x80000000)]),
        OptionRegister(
            "WRP2AR", 0x4002_2068,
            fields: [
                OptionField("WRP2A_PSTRT", 0x7F), OptionField("WRP2A_PEND", 0x7F0000),
                OptionField("UNLOCK", 0x80000000),
            ]),
        OptionRegister(
            "WRP2BR", 0x4002_206C,
            fields: [
                OptionField("WRP2B_PSTRT", 0x7F), OptionField("WRP2B_PEND", 0x7F0000),
                OptionField("UNLOCK", 0x80000000),
            ]),
    ]
}
