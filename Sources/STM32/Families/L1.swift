import TargetMemory

extension Device {
    static let l1: [Device] = [l1Category1, l1Category2, l1Category3, l1Category4, l1Category5]

    static let l1Category1 = Device(
        name: "STM32L1 category 1", series: "L1", id: 0x416,
        corePart: CorePart.m3,
        revisions: [0x1000: "A", 0x1008: "Y", 0x1038: "W", 0x1078: "V"],
        flash: Flash(
            controller: .l0, registers: 0x4002_3C00, layout: .l0, kibibytes: [32, 64, 128],
            sectors: .uniform(256),
            programByteCount: 4, rowByteCount: 128, erasedByte: 0x00, sizeRegister: 0x1FF8_004C,
            timing: .l0),
        ram: [NamedRegion("SRAM", 0x2000_0000, 16 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 4 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 128 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FF0_0000, 4 << 10),
            NamedRegion("factory data", 0x1FF8_0040, 32),
        ],
        optionBytes: [NamedRegion("option bytes", 0x1FF8_0000, 32)],
        optionRegisters: .l1,
        eeprom: NamedRegion("data EEPROM", 0x0808_0000, 4 << 10),
        protection: .l1(0x4002_3C00, wrp: [0x20: 32]),
        uniqueIDRegister: 0x1FF8_0050, debugUnit: .f4,
        source: "RM0038 by OpenOCD stm32lx.c, CMSIS stm32l1xx headers, stm32-data; system "
            + "memory: AN2606; times: data sheets, from memory")

    static let l1Category2 = Device(
        name: "STM32L1 category 2", series: "L1", id: 0x429,
        corePart: CorePart.m3,
        revisions: [0x1000: "A", 0x1018: "Z"],
        flash: Flash(
            controller: .l0, registers: 0x4002_3C00, layout: .l0, kibibytes: [32, 64, 128],
            sectors: .uniform(256),
            programByteCount: 4, rowByteCount: 128, erasedByte: 0x00, sizeRegister: 0x1FF8_004C,
            sizeEncoding: .lowByteKibibytes, timing: .l0),
        ram: [NamedRegion("SRAM", 0x2000_0000, 32 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 4 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 128 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FF0_0000, 4 << 10),
            NamedRegion("factory data", 0x1FF8_0040, 32),
        ],
        optionBytes: [NamedRegion("option bytes", 0x1FF8_0000, 32)],
        optionRegisters: .l1,
        eeprom: NamedRegion("data EEPROM", 0x0808_0000, 4 << 10),
        protection: .l1(0x4002_3C00, wrp: [0x20: 32]),
        uniqueIDRegister: 0x1FF8_0050, debugUnit: .f4,
        source: "RM0038 by OpenOCD stm32lx.c, CMSIS stm32l1xx headers, stm32-data; system "
            + "memory: AN2606; times: data sheets, from memory")

    static let l1Category3 = Device(
        name: "STM32L1 category 3", series: "L1", id: 0x427,
        corePart: CorePart.m3,
        revisions: [0x1000: "A", 0x1018: "Y", 0x1038: "X", 0x10F8: "V"],
        flash: Flash(
            controller: .l0, registers: 0x4002_3C00, layout: .l0, kibibytes: [256],
            sectors: .uniform(256),
            programByteCount: 4, rowByteCount: 128, erasedByte: 0x00, sizeRegister: 0x1FF8_00CC,
            timing: .l0),
        ram: [NamedRegion("SRAM", 0x2000_0000, 32 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 16 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 256 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FF0_0000, 8 << 10),
            NamedRegion("factory data", 0x1FF8_00C0, 32),
        ],
        optionBytes: [NamedRegion("option bytes", 0x1FF8_0000, 32)],
        optionRegisters: .l1,
        eeprom: NamedRegion("data EEPROM", 0x0808_0000, 8 << 10),
        protection: .l1(0x4002_3C00, wrp: [0x20: 32, 0x80: 32]),
        uniqueIDRegister: 0x1FF8_00D0, debugUnit: .f4,
        source: "RM0038 by OpenOCD stm32lx.c, CMSIS stm32l1xx headers, stm32-data; system "
            + "memory: AN2606; times: data sheets, from memory")

    static let l1Category4 = Device(
        name: "STM32L1 category 3 and 4", series: "L1", id: 0x436,
        corePart: CorePart.m3,
        revisions: [0x1000: "A", 0x1008: "Z", 0x1018: "Y", 0x1038: "X"],
        flash: Flash(
            controller: .l0, registers: 0x4002_3C00, layout: .l0, kibibytes: [256, 384],
            sectors: .uniform(256),
            bankRules: [BankRule(kibibytes: 384...384, .dual(.uniform(256), code: nil))],
            programByteCount: 4, rowByteCount: 128, erasedByte: 0x00, sizeRegister: 0x1FF8_00CC,
            sizeEncoding: .codes([0: 384, 1: 256]), timing: .l0),
        ram: [NamedRegion("SRAM", 0x2000_0000, 48 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 32 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 384 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FF0_0000, 8 << 10),
            NamedRegion("factory data", 0x1FF8_00C0, 32),
        ],
        optionBytes: [
            NamedRegion("option bytes", 0x1FF8_0000, 32),
            NamedRegion("option bytes 2", 0x1FF8_0080, 32),
        ],
        optionRegisters: .l1,
        eeprom: NamedRegion("data EEPROM", 0x0808_0000, 12 << 10),
        external: .fsmc,
        protection: .l1(0x4002_3C00, wrp: [0x20: 32, 0x80: 32, 0x84: 32]),
        uniqueIDRegister: 0x1FF8_00D0, debugUnit: .f4,
        source: "RM0038 by OpenOCD stm32lx.c, CMSIS stm32l1xx headers, stm32-data; system "
            + "memory: AN2606; times: data sheets, from memory")

    static let l1Category5 = Device(
        name: "STM32L1 category 5 and 6", series: "L1", id: 0x437,
        corePart: CorePart.m3,
        revisions: [0x1000: "A"],
        flash: Flash(
            controller: .l0, registers: 0x4002_3C00, layout: .l0, kibibytes: [384, 512],
            sectors: .uniform(256),
            bankRules: [BankRule(.dual(.uniform(256), code: nil))],
            programByteCount: 4, rowByteCount: 128, erasedByte: 0x00, sizeRegister: 0x1FF8_00CC,
            timing: .l0),
        ram: [NamedRegion("SRAM", 0x2000_0000, 80 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 80 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 512 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FF0_0000, 8 << 10),
            NamedRegion("factory data", 0x1FF8_00C0, 32),
        ],
        optionBytes: [
            NamedRegion("option bytes", 0x1FF8_0000, 32),
            NamedRegion("option bytes 2", 0x1FF8_0080, 32),
        ],
        optionRegisters: .l1,
        eeprom: NamedRegion("data EEPROM", 0x0808_0000, 16 << 10),
        protection: .l1(0x4002_3C00, wrp: [0x20: 32, 0x80: 32, 0x84: 32, 0x88: 32]),
        uniqueIDRegister: 0x1FF8_00D0, debugUnit: .f4,
        source: "RM0038 by OpenOCD stm32lx.c, CMSIS stm32l1xx headers, stm32-data; system "
            + "memory: AN2606; times: data sheets, from memory")
}
