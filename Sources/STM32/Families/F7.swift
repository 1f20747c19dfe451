import TargetMemory

extension Device {
    static let f7: [Device] = [f72x, f74x, f76x]

    static let f74x = Device(
        name: "STM32F74x/F75x", series: "F7", id: 0x449, corePart: CorePart.m7,
        flash: Flash(
            controller: .f4, registers: 0x4002_3C00, layout: .f4,
            aliases: [0x0020_0000], kibibytes: [64, 512, 1024],
            sectors: .runs([
                .init(4, of: 32 << 10), .init(1, of: 128 << 10), .init(3, of: 256 << 10),
            ]),
            programByteCount: 4, sizeRegister: 0x1FF0_F442, timing: .f7),
        ram: [
            NamedRegion("ITCM", 0x0000_0000, 16 << 10),
            NamedRegion("DTCM", 0x2000_0000, 64 << 10),
            NamedRegion("SRAM1", 0x2001_0000, 240 << 10),
            NamedRegion("SRAM2", 0x2004_C000, 16 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 64 << 10),
        systemMemory: [
            NamedRegion("system memory on ITCM", 0x0010_0000, 0xEDC0),
            NamedRegion("system memory", 0x1FF0_0000, 0xEDC0),
            NamedRegion("factory data", 0x1FF0_F420, 0x30),
        ],
        oneTime: NamedRegion("OTP", 0x1FF0_F000, 1056),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_0000, 32)],
        optionRegisters: .f7(nWRP: 8), protection: .f7(nWRP: 8),
        uniqueIDRegister: 0x1FF0_F420, debugUnit: .f7,
        source: "RM0385 2.2.2, 3.3.2 table 3, 3.6, 40.6, 41; DS10916 table 46")

    static let f76x = Device(
        name: "STM32F76x/F77x", series: "F7", id: 0x451, corePart: CorePart.m7,
        flash: Flash(
            controller: .f4, registers: 0x4002_3C00, layout: .f4,
            aliases: [0x0020_0000], kibibytes: [1024, 2048],
            sectors: .runs([
                .init(4, of: 32 << 10), .init(1, of: 128 << 10), .init(7, of: 256 << 10),
            ]),
            // OPTCR.nDBANK
            bankRules: [
                BankRule(
                    when: [.clear(RegisterBits(0x4002_3C14, 1 << 29))],
                    .dual(
                        .runs([
                            .init(4, of: 16 << 10), .init(1, of: 64 << 10),
                            .init(7, of: 128 << 10),
                        ]), code: 16, number: 12))
            ],
            programByteCount: 4, sizeRegister: 0x1FF0_F442, timing: .f7),
        ram: [
            NamedRegion("ITCM", 0x0000_0000, 16 << 10),
            NamedRegion("DTCM", 0x2000_0000, 128 << 10),
            NamedRegion("SRAM1", 0x2002_0000, 368 << 10),
            NamedRegion("SRAM2", 0x2007_C000, 16 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 128 << 10),
        systemMemory: [
            NamedRegion("system memory on ITCM", 0x0010_0000, 0xEDC0),
            NamedRegion("system memory", 0x1FF0_0000, 0xEDC0),
            NamedRegion("factory data", 0x1FF0_F420, 0x30),
        ],
        oneTime: NamedRegion("OTP", 0x1FF0_F000, 1056),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_0000, 32)],
        optionRegisters: .f7(nWRP: 12, hasBanks: true), protection: .f7(nWRP: 12),
        uniqueIDRegister: 0x1FF0_F420, debugUnit: .f7,
        source: "RM0410 2.2.2, 3.3.2 tables 3 to 6, 3.7, 44.6, 45")

    static let f72x = Device(
        name: "STM32F72x/F73x", series: "F7", id: 0x452, corePart: CorePart.m7,
        flash: Flash(
            controller: .f4, registers: 0x4002_3C00, layout: .f4,
            aliases: [0x0020_0000], kibibytes: [64, 256, 512],
            sectors: .runs([
                .init(4, of: 16 << 10), .init(1, of: 64 << 10), .init(3, of: 128 << 10),
            ]),
            programByteCount: 4, sizeRegister: 0x1FF0_7A22, timing: .f7),
        ram: [
            NamedRegion("ITCM", 0x0000_0000, 16 << 10),
            NamedRegion("DTCM", 0x2000_0000, 64 << 10),
            NamedRegion("SRAM1", 0x2001_0000, 176 << 10),
            NamedRegion("SRAM2", 0x2003_C000, 16 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 64 << 10),
        systemMemory: [
            NamedRegion("system memory on ITCM", 0x0010_0000, 30 << 10),
            NamedRegion("system memory", 0x1FF0_0000, 30 << 10),
            NamedRegion("factory data", 0x1FF0_7A10, 0x20),
        ],
        oneTime: NamedRegion("OTP", 0x1FF0_7800, 528),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_0000, 32)],
        optionRegisters: .f7(nWRP: 8), protection: .f7(nWRP: 8),
        uniqueIDRegister: 0x1FF0_7A10, debugUnit: .f7,
        source: "RM0431 2.2.2, 3.3.2 table 3, 3.6, 40.6, 41")
}

extension DebugUnit {
    /// RM0385 40.16: CR (sleep, stop, standby keep the debug clocks; TRACE_IOEN), APB1_FZ (WWDG,
    /// IWDG).
    static let f7 = DebugUnit(
        idcode: 0xE004_2000,
        whileDebugging: [
            RegisterBits(0xE004_2004, 0b111), RegisterBits(0xE004_2008, 1 << 11 | 1 << 12),
        ],
        traceEnable: [RegisterBits(0xE004_2004, 1 << 5)])
}

extension FlashTiming {
    /// DS10916 table 46, at x32.
    static let f7 = FlashTiming(
        programMicroseconds: 16, programMicrosecondsMax: 100,
        erases: [
            .init(16 << 10, milliseconds: 250, millisecondsMax: 500),
            .init(32 << 10, milliseconds: 250, millisecondsMax: 500),
            .init(64 << 10, milliseconds: 550, millisecondsMax: 1100),
            .init(128 << 10, milliseconds: 1000, millisecondsMax: 2000),
            .init(256 << 10, milliseconds: 2000, millisecondsMax: 4000),
        ],
        massEraseMilliseconds: 8000, massEraseMillisecondsMax: 32000, narrowFactor: 4)
}

extension Protection {
    /// FLASH_OPTCR (RM0385 3.7.6, RM0410 3.7.6): one nWRP bit for each sector, or for two with two
    /// banks.
    static func f7(nWRP count: Int) -> Protection {
        let place: Address = 0x4002_3C14
        return Protection(
            readout: ReadoutProtection(
                RegisterField(place, mask: 0xFF00),
                [
                    0xAA: .init("RDP level 0", .open),
                    0xCC: .init("RDP level 2", .permanent),
                ], otherwise: .init("RDP level 1", .closed)),
            write: [
                .bits(
                    .init(
                        RegisterField(place, mask: ((1 << UInt32(count)) - 1) << 16),
                        sectorsPerBit: 1, sectorsPerBitDualBank: 2))
            ])
    }
}

extension [OptionRegister] {
    /// RM0385 3.7.6 and 3.7.7; RM0410 adds nDBOOT and nDBANK.
    static func f7(nWRP count: Int, hasBanks: Bool = false) -> [OptionRegister] {
        let banks = [OptionField("nDBOOT", 1 << 28), OptionField("nDBANK", 1 << 29)]
        return [
            OptionRegister(
                "OPTCR", 0x4002_3C14,
                fields: [
                    OptionField("BOR_LEV", 0b11 << 2), OptionField("WWDG_SW", 1 << 4),
                    OptionField("IWDG_SW", 1 << 5), OptionField("nRST_STOP", 1 << 6),
                    OptionField("nRST_STDBY", 1 << 7), OptionField("RDP", 0xFF00),
                    OptionField("nWRP", ((1 << UInt32(count)) - 1) << 16),
                ] + (hasBanks ? banks : [])
                    + [OptionField("IWDG_STDBY", 1 << 30), OptionField("IWDG_STOP", 1 << 31)]),
            OptionRegister(
                "OPTCR1", 0x4002_3C18,
                fields: [
                    OptionField("BOOT_ADD0", 0xFFFF), OptionField("BOOT_ADD1", 0xFFFF << 16),
                ]),
        ]
    }
}
