import TargetMemory

extension Device {
    static let f3: [Device] = [f301, f302f303, f302f303High, f334, f37x]

    /// 16 KiB of RAM (RM0366 2.2.2); stlink has the 40 of the F303xC.
    static let f301 = Device(
        name: "STM32F301/F302x6/F302x8/F318", series: "F3", id: 0x439,
        corePart: CorePart.m4,
        revisions: [0x1000: "A", 0x1001: "Z"],
        flash: Flash(
            controller: .f1, registers: 0x4002_2000, layout: .f0, kibibytes: [32, 64],
            sectors: .uniform(2 << 10),
            programByteCount: 2, sizeRegister: 0x1FFF_F7CC, timing: .f1),
        ram: [NamedRegion("SRAM", 0x2000_0000, 16 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 16 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 64 << 10),
        systemMemory: [NamedRegion("system memory", 0x1FFF_D800, 8 << 10)],
        optionBytes: [NamedRegion("option bytes", 0x1FFF_F800, 16)],
        optionRegisters: .f3,
        protection: .f0(0x4002_2000, sectorsPerBit: 2, bitCount: 16),
        uniqueIDRegister: 0x1FFF_F7AC, debugUnit: .f4,
        source: "RM0316, RM0313, RM0364 and RM0366 by OpenOCD stm32f1x.c, CMSIS stm32f3xx "
            + "headers, stm32-data; system memory: AN2606; times: data sheets, from memory")

    static let f302f303 = Device(
        name: "STM32F302xB/F302xC/F303xB/F303xC/F358", series: "F3", id: 0x422,
        corePart: CorePart.m4,
        revisions: [0x1000: "A", 0x1001: "Z", 0x1003: "Y", 0x2000: "B"],
        flash: Flash(
            controller: .f1, registers: 0x4002_2000, layout: .f0, kibibytes: [128, 256],
            sectors: .uniform(2 << 10),
            programByteCount: 2, sizeRegister: 0x1FFF_F7CC, timing: .f1),
        ram: [
            NamedRegion("CCM RAM", 0x1000_0000, 8 << 10),
            NamedRegion("SRAM", 0x2000_0000, 40 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 32 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 256 << 10),
        systemMemory: [NamedRegion("system memory", 0x1FFF_D800, 8 << 10)],
        optionBytes: [NamedRegion("option bytes", 0x1FFF_F800, 16)],
        optionRegisters: .f3,
        protection: .f0(0x4002_2000, sectorsPerBit: 2, bitCount: 32),
        uniqueIDRegister: 0x1FFF_F7AC, debugUnit: .f4,
        source: "RM0316, RM0313, RM0364 and RM0366 by OpenOCD stm32f1x.c, CMSIS stm32f3xx "
            + "headers, stm32-data; system memory: AN2606; times: data sheets, from memory")

    static let f302f303High = Device(
        name: "STM32F302xD/F302xE/F303xD/F303xE/F398", series: "F3", id: 0x446,
        corePart: CorePart.m4,
        revisions: [0x1000: "A"],
        flash: Flash(
            controller: .f1, registers: 0x4002_2000, layout: .f0, kibibytes: [384, 512],
            sectors: .uniform(2 << 10),
            programByteCount: 2, sizeRegister: 0x1FFF_F7CC, timing: .f1),
        ram: [
            NamedRegion("CCM RAM", 0x1000_0000, 16 << 10),
            NamedRegion("SRAM", 0x2000_0000, 64 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 64 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 512 << 10),
        systemMemory: [NamedRegion("system memory", 0x1FFF_D800, 8 << 10)],
        optionBytes: [NamedRegion("option bytes", 0x1FFF_F800, 16)],
        optionRegisters: .f3,
        external: .fsmc,
        protection: .f0(0x4002_2000, sectorsPerBit: 2, bitCount: 32),
        uniqueIDRegister: 0x1FFF_F7AC, debugUnit: .f4,
        source: "RM0316, RM0313, RM0364 and RM0366 by OpenOCD stm32f1x.c, CMSIS stm32f3xx "
            + "headers, stm32-data; system memory: AN2606; times: data sheets, from memory")

    static let f334 = Device(
        name: "STM32F303x6/F303x8/F328/F334", series: "F3", id: 0x438,
        corePart: CorePart.m4,
        revisions: [0x1000: "A"],
        flash: Flash(
            controller: .f1, registers: 0x4002_2000, layout: .f0, kibibytes: [16, 32, 64],
            sectors: .uniform(2 << 10),
            programByteCount: 2, sizeRegister: 0x1FFF_F7CC, timing: .f1),
        ram: [
            NamedRegion("CCM RAM", 0x1000_0000, 4 << 10),
            NamedRegion("SRAM", 0x2000_0000, 12 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 12 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 64 << 10),
        systemMemory: [NamedRegion("system memory", 0x1FFF_D800, 8 << 10)],
        optionBytes: [NamedRegion("option bytes", 0x1FFF_F800, 16)],
        optionRegisters: .f3,
        protection: .f0(0x4002_2000, sectorsPerBit: 2, bitCount: 16),
        uniqueIDRegister: 0x1FFF_F7AC, debugUnit: .f4,
        source: "RM0316, RM0313, RM0364 and RM0366 by OpenOCD stm32f1x.c, CMSIS stm32f3xx "
            + "headers, stm32-data; system memory: AN2606; times: data sheets, from memory")

    /// 32 KiB of RAM (RM0313 2.2); stlink has the 40 of the F303xC.
    static let f37x = Device(
        name: "STM32F37x", series: "F3", id: 0x432,
        corePart: CorePart.m4,
        revisions: [0x1000: "A", 0x2000: "B"],
        flash: Flash(
            controller: .f1, registers: 0x4002_2000, layout: .f0, kibibytes: [64, 128, 256],
            sectors: .uniform(2 << 10),
            programByteCount: 2, sizeRegister: 0x1FFF_F7CC, timing: .f1),
        ram: [NamedRegion("SRAM", 0x2000_0000, 32 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 16 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 256 << 10),
        systemMemory: [NamedRegion("system memory", 0x1FFF_D800, 8 << 10)],
        optionBytes: [NamedRegion("option bytes", 0x1FFF_F800, 16)],
        optionRegisters: .f3,
        protection: .f0(0x4002_2000, sectorsPerBit: 2, bitCount: 32),
        uniqueIDRegister: 0x1FFF_F7AC, debugUnit: .f4,
        source: "RM0316, RM0313, RM0364 and RM0366 by OpenOCD stm32f1x.c, CMSIS stm32f3xx "
            + "headers, stm32-data; system memory: AN2606; times: data sheets, from memory")
}
