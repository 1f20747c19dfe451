import TargetMemory

extension Device {
    static let l0: [Device] = [l0Category1, l0Category2, l0Category3, l0Category5]

    /// 2 KiB of RAM and 4 KiB of system memory (RM0377 2.2.2); stlink has 8 of each.
    static let l0Category1 = Device(
        name: "STM32L0 category 1", series: "L0", id: 0x457,
        corePart: CorePart.m0Plus,
        revisions: [0x1000: "A", 0x1008: "Z"],
        flash: Flash(
            controller: .l0, registers: 0x4002_2000, layout: .l0, kibibytes: [8, 16],
            sectors: .uniform(128),
            programByteCount: 4, rowByteCount: 64, erasedByte: 0x00, sizeRegister: 0x1FF8_007C,
            timing: .l0),
        ram: [NamedRegion("SRAM", 0x2000_0000, 2 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 2 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 16 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FF0_0000, 4 << 10),
            NamedRegion("factory data", 0x1FF8_0050, 48),
        ],
        optionBytes: [NamedRegion("option bytes", 0x1FF8_0000, 32)],
        optionRegisters: .l0,
        eeprom: NamedRegion("data EEPROM", 0x0808_0000, 512),
        protection: .l0(0x4002_2000, wrp: [0x20: 4]),
        uniqueIDRegister: 0x1FF8_0050, debugUnit: .l0,
        source: "RM0451, RM0377, RM0367 and RM0376 by OpenOCD stm32lx.c, CMSIS stm32l0xx "
            + "headers, stm32-data; system memory: AN2606; times: data sheets, from memory")

    static let l0Category2 = Device(
        name: "STM32L0 category 2", series: "L0", id: 0x425,
        corePart: CorePart.m0Plus,
        revisions: [0x1000: "A", 0x2000: "B", 0x2008: "Y", 0x2018: "1, X"],
        flash: Flash(
            controller: .l0, registers: 0x4002_2000, layout: .l0, kibibytes: [16, 32],
            sectors: .uniform(128),
            programByteCount: 4, rowByteCount: 64, erasedByte: 0x00, sizeRegister: 0x1FF8_007C,
            timing: .l0),
        ram: [NamedRegion("SRAM", 0x2000_0000, 8 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 8 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 32 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FF0_0000, 4 << 10),
            NamedRegion("factory data", 0x1FF8_0050, 48),
        ],
        optionBytes: [NamedRegion("option bytes", 0x1FF8_0000, 32)],
        optionRegisters: .l0,
        eeprom: NamedRegion("data EEPROM", 0x0808_0000, 1 << 10),
        protection: .l0(0x4002_2000, wrp: [0x20: 8]),
        uniqueIDRegister: 0x1FF8_0050, debugUnit: .l0,
        source: "RM0451, RM0377, RM0367 and RM0376 by OpenOCD stm32lx.c, CMSIS stm32l0xx "
            + "headers, stm32-data; system memory: AN2606; times: data sheets, from memory")

    static let l0Category3 = Device(
        name: "STM32L0 category 3", series: "L0", id: 0x417,
        corePart: CorePart.m0Plus,
        revisions: [0x1000: "A", 0x1008: "Z", 0x1018: "Y", 0x1038: "X"],
        flash: Flash(
            controller: .l0, registers: 0x4002_2000, layout: .l0, kibibytes: [32, 64],
            sectors: .uniform(128),
            programByteCount: 4, rowByteCount: 64, erasedByte: 0x00, sizeRegister: 0x1FF8_007C,
            timing: .l0),
        ram: [NamedRegion("SRAM", 0x2000_0000, 8 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 8 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 64 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FF0_0000, 4 << 10),
            NamedRegion("factory data", 0x1FF8_0050, 48),
        ],
        optionBytes: [NamedRegion("option bytes", 0x1FF8_0000, 32)],
        optionRegisters: .l0,
        eeprom: NamedRegion("data EEPROM", 0x0808_0000, 2 << 10),
        protection: .l0(0x4002_2000, wrp: [0x20: 16]),
        uniqueIDRegister: 0x1FF8_0050, debugUnit: .l0,
        source: "RM0451, RM0377, RM0367 and RM0376 by OpenOCD stm32lx.c, CMSIS stm32l0xx "
            + "headers, stm32-data; system memory: AN2606; times: data sheets, from memory")

    static let l0Category5 = Device(
        name: "STM32L0 category 5", series: "L0", id: 0x447,
        corePart: CorePart.m0Plus,
        revisions: [0x1000: "A", 0x2000: "B", 0x2008: "Z"],
        flash: Flash(
            controller: .l0, registers: 0x4002_2000, layout: .l0, kibibytes: [64, 128, 192],
            sectors: .uniform(128),
            bankRules: [BankRule(kibibytes: 128...192, .dual(.uniform(128), code: nil))],
            programByteCount: 4, rowByteCount: 64, erasedByte: 0x00, sizeRegister: 0x1FF8_007C,
            timing: .l0),
        ram: [NamedRegion("SRAM", 0x2000_0000, 20 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 20 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 192 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FF0_0000, 8 << 10),
            NamedRegion("factory data", 0x1FF8_0050, 48),
        ],
        optionBytes: [NamedRegion("option bytes", 0x1FF8_0000, 32)],
        optionRegisters: .l0,
        eeprom: NamedRegion("data EEPROM", 0x0808_0000, 6 << 10),
        protection: .l0(0x4002_2000, wrp: [0x20: 32, 0x80: 16]),
        uniqueIDRegister: 0x1FF8_0050, debugUnit: .l0,
        source: "RM0451, RM0377, RM0367 and RM0376 by OpenOCD stm32lx.c, CMSIS stm32l0xx "
            + "headers, stm32-data; system memory: AN2606; times: data sheets, from memory")
}
