/// Option registers of H5, H7, H7R and H7S: the values in force and their `_PRG` twins.
extension [OptionRegister] {
    static let h503: [OptionRegister] = [
        OptionRegister(
            "OPTSR", 0x4002_2050, programAddress: 0x4002_2054,
            fields: [
                OptionField("BOR_LEV", 0x3), OptionField("BORH_EN", 0x4),
                OptionField("IWDG_SW", 0x8), OptionField("WWDG_SW", 0x10),
                OptionField("NRST_SHDW", 0x20), OptionField("NRST_STOP", 0x40),
                OptionField("NRST_STDBY", 0x80), OptionField("PRODUCT_STATE", 0xFF00),
                OptionField("IO_VDD_HSLV", 0x10000), OptionField("IO_VDDIO2_HSLV", 0x20000),
                OptionField("IWDG_STOP", 0x100000), OptionField("IWDG_STDBY", 0x200000),
                OptionField("SWAP_BANK", 0x80000000),
            ]),
        OptionRegister(
            "OPTSR2", 0x4002_2070, programAddress: 0x4002_2074,
            fields: [
                OptionField("SRAM2_RST", 0x8), OptionField("BKPRAM_ECC", 0x10),
                OptionField("SRAM2_ECC", 0x40), OptionField("SRAM1_RST", 0x200),
                OptionField("SRAM1_ECC", 0x400),
            ]),
        OptionRegister(
            "NSBOOTR", 0x4002_2080, programAddress: 0x4002_2084,
            fields: [OptionField("NSBOOT_LOCK", 0xFF), OptionField("NSBOOTADD", 0xFFFFFF00)]),
        OptionRegister(
            "OTPBLR", 0x4002_2090, programAddress: 0x4002_2094,
            fields: [OptionField("LOCKBL", 0xFFFFFFFF)]),
        OptionRegister(
            "WRPSGN1R", 0x4002_20E8, programAddress: 0x4002_20EC,
            fields: [OptionField("WRPSG", 0xFF)]),
        OptionRegister(
            "HDP1R", 0x4002_20F8, programAddress: 0x4002_20FC,
            fields: [OptionField("HDP1_STRT", 0x7), OptionField("HDP1_END", 0x70000)]),
        OptionRegister(
            "WRPSGN2R", 0x4002_21E8, programAddress: 0x4002_21EC,
            fields: [OptionField("WRPSG", 0xFF)]),
        OptionRegister(
            "HDP2R", 0x4002_21F8, programAddress: 0x4002_21FC,
            fields: [OptionField("HDP2_STRT", 0x7), OptionField("HDP2_END", 0x70000)]),
    ]

    static let h5: [OptionRegister] = [
        OptionRegister(
            "OPTSR", 0x4002_2050, programAddress: 0x4002_2054,
            fields: [
                OptionField("BOR_LEV", 0x3), OptionField("BORH_EN", 0x4),
                OptionField("IWDG_SW", 0x8), OptionField("WWDG_SW", 0x10),
                OptionField("NRST_STOP", 0x40), OptionField("NRST_STDBY", 0x80),
                OptionField("PRODUCT_STATE", 0xFF00), OptionField("IO_VDD_HSLV", 0x10000),
                OptionField("IO_VDDIO2_HSLV", 0x20000), OptionField("IWDG_STOP", 0x100000),
                OptionField("IWDG_STDBY", 0x200000), OptionField("BOOT_UBE", 0x3FC00000),
                OptionField("SWAP_BANK", 0x80000000),
            ]),
        OptionRegister(
            "OPTSR2", 0x4002_2070, programAddress: 0x4002_2074,
            fields: [
                OptionField("SRAM13_RST", 0x4), OptionField("SRAM2_RST", 0x8),
                OptionField("BKPRAM_ECC", 0x10), OptionField("SRAM3_ECC", 0x20),
                OptionField("SRAM2_ECC", 0x40), OptionField("USBPD_DIS", 0x100),
                OptionField("TZEN", 0xFF000000),
            ]),
        OptionRegister(
            "NSBOOTR", 0x4002_2080, programAddress: 0x4002_2084,
            fields: [OptionField("NSBOOT_LOCK", 0xFF), OptionField("NSBOOTADD", 0xFFFFFF00)]),
        OptionRegister(
            "SECBOOTR", 0x4002_2088, programAddress: 0x4002_208C,
            fields: [OptionField("SECBOOT_LOCK", 0xFF), OptionField("SECBOOTADD", 0xFFFFFF00)]),
        OptionRegister(
            "OTPBLR", 0x4002_2090, programAddress: 0x4002_2094,
            fields: [OptionField("LOCKBL", 0xFFFFFFFF)]),
        OptionRegister(
            "SECWM1R", 0x4002_20E0, programAddress: 0x4002_20E4,
            fields: [OptionField("SECWMSTRT", 0x7F), OptionField("SECWMEND", 0x7F0000)]),
        OptionRegister(
            "WRP1R", 0x4002_20E8, programAddress: 0x4002_20EC,
            fields: [OptionField("WRPSG", 0xFFFFFFFF)]),
        OptionRegister(
            "EDATA1R", 0x4002_20F0, programAddress: 0x4002_20F4,
            fields: [OptionField("EDATA1_STRT", 0x7), OptionField("EDATA1_EN", 0x8000)]),
        OptionRegister(
            "HDP1R", 0x4002_20F8, programAddress: 0x4002_20FC,
            fields: [OptionField("HDP1_STRT", 0x7F), OptionField("HDP1_END", 0x7F0000)]),
        OptionRegister(
            "SECWM2R", 0x4002_21E0, programAddress: 0x4002_21E4,
            fields: [OptionField("SECWMSTRT", 0x7F), OptionField("SECWMEND", 0x7F0000)]),
        OptionRegister(
            "WRP2R", 0x4002_21E8, programAddress: 0x4002_21EC,
            fields: [OptionField("WRPSG", 0xFFFFFFFF)]),
        OptionRegister(
            "EDATA2R", 0x4002_21F0, programAddress: 0x4002_21F4,
            fields: [OptionField("EDATA2_STRT", 0x7), OptionField("EDATA2_EN", 0x8000)]),
        OptionRegister(
            "HDP2R", 0x4002_21F8, programAddress: 0x4002_21FC,
            fields: [OptionField("HDP2_STRT", 0x7F), OptionField("HDP2_END", 0x7F0000)]),
    ]

    static let h7: [OptionRegister] = [
        OptionRegister(
            "OPTSR", 0x5200_201C, programAddress: 0x5200_2020,
            fields: [
                OptionField("BOR_LEV", 0xC), OptionField("IWDG1_SW", 0x10),
                OptionField("nRST_STOP_D1", 0x40), OptionField("nRST_STDBY_D1", 0x80),
                OptionField("RDP", 0xFF00), OptionField("FZ_IWDG_STOP", 0x20000),
                OptionField("FZ_IWDG_STDBY", 0x40000), OptionField("ST_RAM_SIZE", 0x180000),
                OptionField("SECURITY", 0x200000), OptionField("BOOT_CM4", 0x400000),
                OptionField("BOOT_CM7", 0x800000), OptionField("RSS1", 0x4000000),
                OptionField("IO_HSLV", 0x20000000), OptionField("SWAP_BANK_OPT", 0x80000000),
            ]),
        OptionRegister(
            "BOOT", 0x5200_2040, programAddress: 0x5200_2044,
            fields: [OptionField("BOOT_ADD0", 0xFFFF), OptionField("BOOT_ADD1", 0xFFFF0000)]),
        OptionRegister(
            "BOOT4", 0x5200_2048, programAddress: 0x5200_204C,
            fields: [OptionField("BOOT_ADD0", 0xFFFF), OptionField("BOOT_ADD1", 0xFFFF0000)]),
        OptionRegister(
            "PRAR1", 0x5200_2028, programAddress: 0x5200_202C,
            fields: [
                OptionField("PROT_AREA_START", 0xFFF), OptionField("PROT_AREA_END", 0xFFF0000),
                OptionField("DMEP", 0x80000000),
            ]),
        OptionRegister(
            "SCAR1", 0x5200_2030, programAddress: 0x5200_2034,
            fields: [
                OptionField("SEC_AREA_START", 0xFFF), OptionField("SEC_AREA_END", 0xFFF0000),
                OptionField("DMES", 0x80000000),
            ]),
        OptionRegister(
            "WPSN1", 0x5200_2038, programAddress: 0x5200_203C,
            fields: [OptionField("WRPSn", 0xFF)]),
        OptionRegister(
            "PRAR2", 0x5200_2128, programAddress: 0x5200_212C,
            fields: [
                OptionField("PROT_AREA_START", 0xFFF), OptionField("PROT_AREA_END", 0xFFF0000),
                OptionField("DMEP", 0x80000000),
            ]),
        OptionRegister(
            "SCAR2", 0x5200_2130, programAddress: 0x5200_2134,
            fields: [
                OptionField("SEC_AREA_START", 0xFFF), OptionField("SEC_AREA_END", 0xFFF0000),
                OptionField("DMES", 0x80000000),
            ]),
        OptionRegister(
            "WPSN2", 0x5200_2138, programAddress: 0x5200_213C,
            fields: [OptionField("WRPSn", 0xFF)]),
    ]

    static let h7rs: [OptionRegister] = [
        OptionRegister(
            "NVSR", 0x5200_2200, programAddress: 0x5200_2204,
            fields: [OptionField("NVSTATE", 0xFF)]),
        OptionRegister(
            "ROTSR", 0x5200_2208, programAddress: 0x5200_220C,
            fields: [
                OptionField("OEM_PROVD", 0xFF), OptionField("DBG_AUTH", 0xFF00),
                OptionField("IROT_SELECT", 0xFF000000),
            ]),
        OptionRegister(
            "OTPLSR", 0x5200_2210, programAddress: 0x5200_2214,
            fields: [OptionField("OTPL", 0xFFFF)]),
        OptionRegister(
            "WRPSR", 0x5200_2218, programAddress: 0x5200_221C,
            fields: [OptionField("WRPS", 0xFF)]),
        OptionRegister(
            "HDPSR", 0x5200_2230, programAddress: 0x5200_2234,
            fields: [OptionField("HDP_AREA_START", 0x1FF), OptionField("HDP_AREA_END", 0x1FF0000)]),
        OptionRegister(
            "EPOCHSR", 0x5200_2250, programAddress: 0x5200_2254,
            fields: [OptionField("EPOCH", 0xFFFFFF)]),
        OptionRegister(
            "OBW1SR", 0x5200_2260, programAddress: 0x5200_2264,
            fields: [
                OptionField("BOR_LEV", 0xC), OptionField("IWDG_HW", 0x10),
                OptionField("NRST_STOP", 0x40), OptionField("NRST_STBY", 0x80),
                OptionField("OCTO1_HSLV", 0x100), OptionField("OCTO2_HSLV", 0x200),
                OptionField("IWDG_FZ_STOP", 0x20000), OptionField("IWDG_FZ_SDBY", 0x40000),
                OptionField("VDDIO_HSLV", 0x20000000),
            ]),
        OptionRegister(
            "OBW2SR", 0x5200_2268, programAddress: 0x5200_226C,
            fields: [
                OptionField("ITCM_AXI_SHARE", 0x7), OptionField("DTCM_AXI_SHARE", 0x70),
                OptionField("ECC_ON_SRAM", 0x100), OptionField("I2C_NI3C", 0x200),
            ]),
    ]
}
