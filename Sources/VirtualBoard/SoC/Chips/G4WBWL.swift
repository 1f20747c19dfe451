/// STM32G4 (RM0440), WB (RM0434, RM0473, RM0478) and WL (RM0453).
extension ChipDescription {
    static let g4: [ChipDescription] = [
        g4(
            "stm32g431", "G431, G441", 0x468, banks: [FlashBank(0x0800_0000, 64, of: 2048)],
            ram: (22, 10, 0x2000_5800), dialect: .g4(isDual: nil)),
        g4(
            "stm32g474", "G471 to G484, two banks", 0x469, banks: twoOfG4, otherBanks: oneOfG4,
            ram: (96, 32, 0x2001_8000), dialect: .g4(isDual: true)),
        g4(
            "stm32g474-single", "G471 to G484, one bank", 0x469, banks: oneOfG4,
            otherBanks: twoOfG4, ram: (96, 32, 0x2001_8000), dialect: .g4(isDual: false)),
        g4(
            "stm32g491", "G491, G4A1", 0x479, banks: [FlashBank(0x0800_0000, 256, of: 2048)],
            ram: (96, 16, 0x2001_8000), dialect: .g4(isDual: nil, pageBits: 8)),
    ]

    /// RM0440, 3.3.1: pages of 2 KiB in two banks, of 4 KiB in one (DBANK, bit 22).
    private static let twoOfG4 = [
        FlashBank(0x0800_0000, 128, of: 2048), FlashBank(0x0804_0000, 128, of: 2048),
    ]
    private static let oneOfG4 = [FlashBank(0x0800_0000, 128, of: 4096)]

    private static func g4(
        _ name: String, _ parts: String, _ device: UInt32, banks: [FlashBank],
        otherBanks: [FlashBank] = [], ram: (main: Int, coupled: Int, alias: UInt32),
        dialect: L4Dialect
    ) -> ChipDescription {
        ChipDescription(
            name: name,
            summary: "STM32\(parts), \(banks.reduce(0) { $0 + $1.byteCount } / 1024) KiB flash, "
                + "Cortex-M4 with FPU",
            core: .m4(interrupts: 102),
            debug: .m4(identity: 0x2003_6000 | device, boundaryScan: 0x0646_9041),
            memories: [
                .init("SRAM", 0x2000_0000, ram.main * 1024),
                .init("CCM SRAM", 0x1000_0000, ram.coupled * 1024, aliases: [ram.alias]),
            ],
            flash: .l4(
                .l4(dialect), registers: 0x4002_2000, banks: banks, otherBanks: otherBanks,
                timing: .g4),
            peripherals: .registers(.l4), resetHertz: 16_000_000)
    }

    static let wb: [ChipDescription] = [
        wb(
            "stm32wb55", "WB55, WB50", 0x495, kib: 1024, page: 4096,
            memories: [
                .init("SRAM1", 0x2000_0000, 0x3_0000),
                .init("SRAM2a", 0x2003_0000, 0x8000, aliases: [0x1000_0000]),
                .init("SRAM2b", 0x2003_8000, 0x8000, aliases: [0x1000_8000]),
            ]),
        wb(
            "stm32wb35", "WB35, WB30", 0x496, kib: 512, page: 4096,
            memories: [
                .init("SRAM1", 0x2000_0000, 0x8000),
                .init("SRAM2a", 0x2003_0000, 0x8000, aliases: [0x1000_0000]),
                .init("SRAM2b", 0x2003_8000, 0x8000, aliases: [0x1000_8000]),
            ]),
        wb(
            "stm32wb15", "WB15, WB10", 0x494, kib: 320, page: 2048,
            memories: [
                .init("SRAM1", 0x2000_0000, 0x3000),
                .init("SRAM2a", 0x2003_0000, 0x8000, aliases: [0x1000_0000]),
                .init("SRAM2b", 0x2003_8000, 0x1000, aliases: [0x1000_8000]),
            ]),
        wb(
            "stm32wl55", "WLE, WL5x", 0x497, kib: 256, page: 2048, row: 256,
            memories: [
                .init("SRAM1", 0x2000_0000, 0x8000),
                .init("SRAM2", 0x2000_8000, 0x8000, aliases: [0x1000_0000]),
            ]),
    ]

    /// The second core is not there: its access port answers with nothing behind it.
    private static func wb(
        _ name: String, _ parts: String, _ device: UInt32, kib: Int, page: Int, row: Int = 512,
        memories: [ChipDescription.Memory]
    ) -> ChipDescription {
        var debug = DebugDescription.m4(identity: 0x2001_6000 | device, boundaryScan: 0x0649_5041)
        debug.serialWire = 0x6BA0_2477
        debug.jtag = 0x6BA0_0477
        return ChipDescription(
            name: name, summary: "STM32\(parts), \(kib) KiB flash, Cortex-M4",
            core: .m4(interrupts: 63), debug: debug, memories: memories,
            flash: .l4(
                .l4(.wb(row: row)), registers: 0x5800_4000,
                banks: [FlashBank(0x0800_0000, kib * 1024 / page, of: page)], timing: .wb),
            peripherals: .registers(.wb), resetHertz: 4_000_000)
    }
}

extension L4Dialect {
    /// `isDual`: `nil` where there is one bank only.
    fileprivate static func g4(isDual: Bool?, pageBits: UInt32 = 7) -> L4Dialect {
        .l4(
            optionControl: isDual == false ? 0xFFAF_F8AA : 0xFFEF_F8AA,
            banks: isDual == nil ? 1 : 2,
            dual: isDual == nil ? .never : .whenSet(22), rowByteCount: (256, 256),
            pageBits: pageBits, emptyFlag: nil)
    }

    /// WB and WL (RM0434, 3.10): EMPTY in FLASH_ACR, CFGBSY, registers of the second core.
    fileprivate static func wb(row: Int) -> L4Dialect {
        L4Dialect(
            plain: registers, optionKey: 0x0C, optionControl: 0x20,
            optionRegisters: [
                OptionRegister(offset: 0x20, factory: 0x3FFF_F1AA),
                OptionRegister(offset: 0x24, factory: 0x1FF),
                OptionRegister(offset: 0x28, factory: 0),
                OptionRegister(offset: 0x2C, factory: 0xFF),
                OptionRegister(offset: 0x30, factory: 0xFF),
                OptionRegister(offset: 0x34, factory: 0x1FF),
                OptionRegister(offset: 0x38, factory: 0),
                OptionRegister(offset: 0x80, factory: 0x10FF),
                OptionRegister(offset: 0x84, factory: 0x8000_0000),
            ],
            protections: [Protection(offset: 0x2C, bank: 0), Protection(offset: 0x30, bank: 0)],
            executeOnly: executeOnly([(0x24, 0), (0x34, 0)], stepByteCount: 2048),
            protectionBits: 8, pageBits: 8, configurationBusyBit: 18, rowByteCount: (row, row),
            emptyFlag: .access(16), accessFactory: 0x600)
    }
}

extension RegisterDescription {
    /// RM0434, 2.2: RCC and PWR are at 0x58000000.
    static let wb = RegisterDescription(
        spaces: [
            0x4000_0000..<0x4001_8000, 0x4002_0000..<0x4002_4400, 0x4800_0000..<0x4800_2000,
            0x5000_0000..<0x5006_2000, 0x5800_0000..<0x5800_6000, 0x6000_0000..<0x6000_8000,
            0xA000_1000..<0xA000_1400,
        ],
        resetValues: [
            0x5800_0000: 0x0000_0061, 0x5800_0094: 0x0C00_0000, 0x4800_0000: 0xABFF_FFFF,
            0x4800_000C: 0x6400_0000, 0x4800_0400: 0xFFFF_FEBF,
        ],
        followers: ready(0x5800_0000, [(0, 1), (8, 10), (16, 17), (24, 25)])
            + [switching(0x5800_0008)] + readiness(control: 0x5800_0094, enables: [0]),
        units: .wb)
}
