import TargetMemory

extension Device {
    static let f0: [Device] = [f03x, f04x, f05x, f07x, f09x]

    static let f03x = Device(
        name: "STM32F03x", series: "F0", id: 0x444,
        corePart: CorePart.m0,
        revisions: [0x1000: "1.0", 0x2000: "2.0"],
        flash: Flash(
            controller: .f1, registers: 0x4002_2000, layout: .f0, kibibytes: [16, 32],
            sectors: .uniform(1 << 10),
            programByteCount: 2, sizeRegister: 0x1FFF_F7CC, timing: .f1),
        ram: [NamedRegion("SRAM", 0x2000_0000, 4 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 4 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 32 << 10),
        systemMemory: [NamedRegion("system memory", 0x1FFF_EC00, 3 << 10)],
        optionBytes: [NamedRegion("option bytes", 0x1FFF_F800, 16)],
        optionRegisters: .f0,
        protection: .f0(0x4002_2000, sectorsPerBit: 4, bitCount: 8),
        uniqueIDRegister: 0x1FFF_F7AC, debugUnit: .f0,
        source: "RM0091 and RM0360 by OpenOCD stm32f1x.c, CMSIS stm32f0xx headers, "
            + "stm32-data; system memory: AN2606; times: data sheets, from memory")

    /// System memory has 13 KiB from 0x1FFF_C400 (AN2606); stlink has the 3 KiB of other F0.
    static let f04x = Device(
        name: "STM32F04x/F070x6", series: "F0", id: 0x445,
        corePart: CorePart.m0,
        revisions: [0x1000: "1.0", 0x2000: "2.0"],
        flash: Flash(
            controller: .f1, registers: 0x4002_2000, layout: .f0, kibibytes: [16, 32],
            sectors: .uniform(1 << 10),
            programByteCount: 2, sizeRegister: 0x1FFF_F7CC, timing: .f1,
            emptyFlag: .hidden),
        ram: [NamedRegion("SRAM", 0x2000_0000, 6 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 6 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 32 << 10),
        systemMemory: [NamedRegion("system memory", 0x1FFF_C400, 13 << 10)],
        optionBytes: [NamedRegion("option bytes", 0x1FFF_F800, 16)],
        optionRegisters: .f0,
        protection: .f0(0x4002_2000, sectorsPerBit: 4, bitCount: 8),
        uniqueIDRegister: 0x1FFF_F7AC, debugUnit: .f0,
        source: "RM0091 and RM0360 by OpenOCD stm32f1x.c, CMSIS stm32f0xx headers, "
            + "stm32-data; system memory: AN2606; times: data sheets, from memory")

    static let f05x = Device(
        name: "STM32F05x/F030x8", series: "F0", id: 0x440,
        corePart: CorePart.m0,
        revisions: [0x1000: "1.0", 0x2000: "2.0"],
        flash: Flash(
            controller: .f1, registers: 0x4002_2000, layout: .f0, kibibytes: [16, 32, 64],
            sectors: .uniform(1 << 10),
            programByteCount: 2, sizeRegister: 0x1FFF_F7CC, timing: .f1),
        ram: [NamedRegion("SRAM", 0x2000_0000, 8 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 8 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 64 << 10),
        systemMemory: [NamedRegion("system memory", 0x1FFF_EC00, 3 << 10)],
        optionBytes: [NamedRegion("option bytes", 0x1FFF_F800, 16)],
        optionRegisters: .f0,
        protection: .f0(0x4002_2000, sectorsPerBit: 4, bitCount: 16),
        uniqueIDRegister: 0x1FFF_F7AC, debugUnit: .f0,
        source: "RM0091 and RM0360 by OpenOCD stm32f1x.c, CMSIS stm32f0xx headers, "
            + "stm32-data; system memory: AN2606; times: data sheets, from memory")

    /// One WRP bit for 4 KiB, two pages (RM0091 3.2.1); OpenOCD takes four.
    static let f07x = Device(
        name: "STM32F07x", series: "F0", id: 0x448,
        corePart: CorePart.m0,
        revisions: [0x1000: "1.0", 0x2000: "2.0"],
        flash: Flash(
            controller: .f1, registers: 0x4002_2000, layout: .f0, kibibytes: [64, 128],
            sectors: .uniform(2 << 10),
            programByteCount: 2, sizeRegister: 0x1FFF_F7CC, timing: .f1),
        ram: [NamedRegion("SRAM", 0x2000_0000, 16 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 16 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 128 << 10),
        systemMemory: [NamedRegion("system memory", 0x1FFF_C800, 12 << 10)],
        optionBytes: [NamedRegion("option bytes", 0x1FFF_F800, 16)],
        optionRegisters: .f0,
        protection: .f0(0x4002_2000, sectorsPerBit: 2, bitCount: 32),
        uniqueIDRegister: 0x1FFF_F7AC, debugUnit: .f0,
        source: "RM0091 and RM0360 by OpenOCD stm32f1x.c, CMSIS stm32f0xx headers, "
            + "stm32-data; system memory: AN2606; times: data sheets, from memory")

    static let f09x = Device(
        name: "STM32F09x/F030xC", series: "F0", id: 0x442,
        corePart: CorePart.m0,
        revisions: [0x1000: "1.0", 0x2000: "2.0"],
        flash: Flash(
            controller: .f1, registers: 0x4002_2000, layout: .f0, kibibytes: [128, 256],
            sectors: .uniform(2 << 10),
            programByteCount: 2, sizeRegister: 0x1FFF_F7CC, timing: .f1,
            emptyFlag: .hidden),
        ram: [NamedRegion("SRAM", 0x2000_0000, 32 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 32 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 256 << 10),
        systemMemory: [NamedRegion("system memory", 0x1FFF_D800, 8 << 10)],
        optionBytes: [NamedRegion("option bytes", 0x1FFF_F800, 16)],
        optionRegisters: .f0,
        protection: .f0(0x4002_2000, sectorsPerBit: 2, bitCount: 32),
        uniqueIDRegister: 0x1FFF_F7AC, debugUnit: .f0,
        source: "RM0091 and RM0360 by OpenOCD stm32f1x.c, CMSIS stm32f0xx headers, "
            + "stm32-data; system memory: AN2606; times: data sheets, from memory")
}
