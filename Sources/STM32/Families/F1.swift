import TargetMemory

extension Device {
    static let f1: [Device] = [f10xLow, f10xMedium, f10xHigh, f10xXL, f105f107, f100, f100High]

    static let f10xLow = Device(
        name: "STM32F10x low density", series: "F1", id: 0x412,
        corePart: CorePart.m3,
        revisions: [0x1000: "A"],
        flash: Flash(
            controller: .f1, registers: 0x4002_2000, layout: .f1, kibibytes: [16, 32],
            sectors: .uniform(1 << 10),
            programByteCount: 2, sizeRegister: 0x1FFF_F7E0, timing: .f1),
        ram: [NamedRegion("SRAM", 0x2000_0000, 10 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 4 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 32 << 10),
        systemMemory: [NamedRegion("system memory", 0x1FFF_F000, 2 << 10)],
        optionBytes: [NamedRegion("option bytes", 0x1FFF_F800, 16)],
        optionRegisters: .f1,
        protection: .f1(0x4002_2000, sectorsPerBit: 4, bitCount: 8),
        uniqueIDRegister: 0x1FFF_F7E8, debugUnit: .f1,
        source: "PM0075, PM0068, PM0063, RM0008 and RM0041 by OpenOCD stm32f1x.c, CMSIS "
            + "stm32f1xx headers, stm32-data; system memory: AN2606; times: data sheets, "
            + "from memory")

    /// Revisions 0x13xx to 0x19xx are those that OpenOCD has seen on copies with ST's id.
    static let f10xMedium = Device(
        name: "STM32F10x medium density", series: "F1", id: 0x410,
        corePart: CorePart.m3,
        revisions: [
            0x0000: "A", 0x2000: "B", 0x2001: "Z", 0x2003: "Y, 1, 2, X, 3",
            0x1303: "GD32F1x0, not ST",
            0x1704: "GD32F3x0, not ST", 0x1909: "GD32E23x, not ST",
        ],
        flash: Flash(
            controller: .f1, registers: 0x4002_2000, layout: .f1, kibibytes: [16, 32, 64, 128],
            sectors: .uniform(1 << 10),
            programByteCount: 2, sizeRegister: 0x1FFF_F7E0, timing: .f1),
        ram: [NamedRegion("SRAM", 0x2000_0000, 20 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 10 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 128 << 10),
        systemMemory: [NamedRegion("system memory", 0x1FFF_F000, 2 << 10)],
        optionBytes: [NamedRegion("option bytes", 0x1FFF_F800, 16)],
        optionRegisters: .f1,
        protection: .f1(0x4002_2000, sectorsPerBit: 4, bitCount: 32),
        uniqueIDRegister: 0x1FFF_F7E8, debugUnit: .f1,
        source: "PM0075, PM0068, PM0063, RM0008 and RM0041 by OpenOCD stm32f1x.c, CMSIS "
            + "stm32f1xx headers, stm32-data; system memory: AN2606; times: data sheets, "
            + "from memory")

    static let f10xHigh = Device(
        name: "STM32F10x high density", series: "F1", id: 0x414,
        corePart: CorePart.m3,
        revisions: [0x1000: "A", 0x1001: "Z", 0x1003: "Y"],
        flash: Flash(
            controller: .f1, registers: 0x4002_2000, layout: .f1, kibibytes: [256, 384, 512],
            sectors: .uniform(2 << 10),
            programByteCount: 2, sizeRegister: 0x1FFF_F7E0, timing: .f1),
        ram: [NamedRegion("SRAM", 0x2000_0000, 64 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 32 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 512 << 10),
        systemMemory: [NamedRegion("system memory", 0x1FFF_F000, 2 << 10)],
        optionBytes: [NamedRegion("option bytes", 0x1FFF_F800, 16)],
        optionRegisters: .f1,
        external: .fsmc,
        protection: .f1(0x4002_2000, sectorsPerBit: 2, bitCount: 32),
        uniqueIDRegister: 0x1FFF_F7E8, debugUnit: .f1,
        source: "PM0075, PM0068, PM0063, RM0008 and RM0041 by OpenOCD stm32f1x.c, CMSIS "
            + "stm32f1xx headers, stm32-data; system memory: AN2606; times: data sheets, "
            + "from memory")

    static let f10xXL = Device(
        name: "STM32F10x XL density", series: "F1", id: 0x430,
        corePart: CorePart.m3,
        revisions: [0x1000: "A"],
        flash: Flash(
            controller: .f1, registers: 0x4002_2000, secondBankRegisters: 0x4002_2040, layout: .f1,
            kibibytes: [768, 1024],
            sectors: .uniform(2 << 10),
            bankRules: [
                BankRule(kibibytes: 513...1024, .dual(.uniform(2 << 10), first: 512 << 10))
            ],
            programByteCount: 2, sizeRegister: 0x1FFF_F7E0, timing: .f1),
        ram: [NamedRegion("SRAM", 0x2000_0000, 96 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 80 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 1024 << 10),
        systemMemory: [NamedRegion("system memory", 0x1FFF_E000, 6 << 10)],
        optionBytes: [NamedRegion("option bytes", 0x1FFF_F800, 16)],
        optionRegisters: .f1,
        external: .fsmc,
        protection: .f1(0x4002_2000, sectorsPerBit: 2, bitCount: 32),
        uniqueIDRegister: 0x1FFF_F7E8, debugUnit: .f1,
        source: "PM0075, PM0068, PM0063, RM0008 and RM0041 by OpenOCD stm32f1x.c, CMSIS "
            + "stm32f1xx headers, stm32-data; system memory: AN2606; times: data sheets, "
            + "from memory")

    static let f105f107 = Device(
        name: "STM32F105/F107", series: "F1", id: 0x418,
        corePart: CorePart.m3,
        revisions: [0x1000: "A", 0x1001: "Z"],
        flash: Flash(
            controller: .f1, registers: 0x4002_2000, layout: .f1, kibibytes: [64, 128, 256],
            sectors: .uniform(2 << 10),
            programByteCount: 2, sizeRegister: 0x1FFF_F7E0, timing: .f1),
        ram: [NamedRegion("SRAM", 0x2000_0000, 64 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 64 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 256 << 10),
        systemMemory: [NamedRegion("system memory", 0x1FFF_B000, 18 << 10)],
        optionBytes: [NamedRegion("option bytes", 0x1FFF_F800, 16)],
        optionRegisters: .f1,
        protection: .f1(0x4002_2000, sectorsPerBit: 2, bitCount: 32),
        uniqueIDRegister: 0x1FFF_F7E8, debugUnit: .f1,
        source: "PM0075, PM0068, PM0063, RM0008 and RM0041 by OpenOCD stm32f1x.c, CMSIS "
            + "stm32f1xx headers, stm32-data; system memory: AN2606; times: data sheets, "
            + "from memory")

    static let f100 = Device(
        name: "STM32F100", series: "F1", id: 0x420,
        corePart: CorePart.m3,
        revisions: [0x1000: "A", 0x1001: "Z"],
        flash: Flash(
            controller: .f1, registers: 0x4002_2000, layout: .f1, kibibytes: [16, 32, 64, 128],
            sectors: .uniform(1 << 10),
            programByteCount: 2, sizeRegister: 0x1FFF_F7E0, timing: .f1),
        ram: [NamedRegion("SRAM", 0x2000_0000, 8 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 4 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 128 << 10),
        systemMemory: [NamedRegion("system memory", 0x1FFF_F000, 2 << 10)],
        optionBytes: [NamedRegion("option bytes", 0x1FFF_F800, 16)],
        optionRegisters: .f1,
        protection: .f1(0x4002_2000, sectorsPerBit: 4, bitCount: 32),
        uniqueIDRegister: 0x1FFF_F7E8, debugUnit: .f1,
        source: "PM0075, PM0068, PM0063, RM0008 and RM0041 by OpenOCD stm32f1x.c, CMSIS "
            + "stm32f1xx headers, stm32-data; system memory: AN2606; times: data sheets, "
            + "from memory")

    /// One WRP bit for two pages (PM0063 2.4); OpenOCD takes four.
    static let f100High = Device(
        name: "STM32F100 high density", series: "F1", id: 0x428,
        corePart: CorePart.m3,
        revisions: [0x1000: "A", 0x1001: "Z"],
        flash: Flash(
            controller: .f1, registers: 0x4002_2000, layout: .f1, kibibytes: [256, 384, 512],
            sectors: .uniform(2 << 10),
            programByteCount: 2, sizeRegister: 0x1FFF_F7E0, timing: .f1),
        ram: [NamedRegion("SRAM", 0x2000_0000, 32 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 24 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 512 << 10),
        systemMemory: [NamedRegion("system memory", 0x1FFF_F000, 2 << 10)],
        optionBytes: [NamedRegion("option bytes", 0x1FFF_F800, 16)],
        optionRegisters: .f1,
        external: .fsmc,
        protection: .f1(0x4002_2000, sectorsPerBit: 2, bitCount: 32),
        uniqueIDRegister: 0x1FFF_F7E8, debugUnit: .f1,
        source: "PM0075, PM0068, PM0063, RM0008 and RM0041 by OpenOCD stm32f1x.c, CMSIS "
            + "stm32f1xx headers, stm32-data; system memory: AN2606; times: data sheets, "
            + "from memory")
}
