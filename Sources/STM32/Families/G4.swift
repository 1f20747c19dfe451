import TargetMemory

extension Device {
    static let g4: [Device] = [g43x, g47x, g49x]

    static let g43x = Device(
        name: "STM32G43x/G44x", series: "G4", id: 0x468,
        corePart: CorePart.m4,
        revisions: [0x1000: "A", 0x2000: "B", 0x2001: "Z"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .l4, kibibytes: [32, 64, 128],
            sectors: .uniform(2 << 10),
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_75E0, timing: .l4),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 16 << 10), NamedRegion("SRAM2", 0x2000_4000, 6 << 10),
            NamedRegion("CCM SRAM", 0x2000_5800, 10 << 10),
        ],
        ramAliases: [NamedRegion("CCM SRAM on I-bus", 0x1000_0000, 10 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 16 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 128 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 28 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_7800, 48)],
        optionRegisters: .g4,
        protection: .g4(0x4002_2000, pageMask: 0x3F),
        uniqueIDRegister: 0x1FFF_7590, debugUnit: .f4,
        source: "RM0440 by OpenOCD stm32l4x.c, CMSIS stm32g4xx headers, stm32-data; option "
            + "bytes, system memory: AN2606 and times: data sheets, from memory")

    static let g47x = Device(
        name: "STM32G47x/G48x", series: "G4", id: 0x469,
        corePart: CorePart.m4,
        revisions: [0x1000: "A", 0x2000: "B", 0x2001: "Z"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .l4, kibibytes: [128, 256, 512],
            sectors: .uniform(4 << 10),
            bankRules: [
                BankRule(
                    when: [.set(RegisterBits(0x4002_2020, 1 << 22))],
                    .dual(.uniform(2 << 10), second: 0x0804_0000))
            ], bankSwap: .syscfgOfL4,
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_75E0, timing: .l4),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 80 << 10),
            NamedRegion("SRAM2", 0x2001_4000, 16 << 10),
            NamedRegion("CCM SRAM", 0x2001_8000, 32 << 10),
        ],
        ramAliases: [NamedRegion("CCM SRAM on I-bus", 0x1000_0000, 32 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 80 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 512 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 28 << 10),
            NamedRegion("system memory of bank 2", 0x1FFF_8000, 28 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [
            NamedRegion("option bytes", 0x1FFF_7800, 48),
            NamedRegion("option bytes of bank 2", 0x1FFF_F800, 48),
        ],
        optionRegisters: .g4Dual,
        external: .quadspi,
        protection: .g4Dual(0x4002_2000, pageMask: 0x7F),
        uniqueIDRegister: 0x1FFF_7590, debugUnit: .f4,
        source: "RM0440 by OpenOCD stm32l4x.c, CMSIS stm32g4xx headers, stm32-data; option "
            + "bytes, system memory: AN2606 and times: data sheets, from memory")

    static let g49x = Device(
        name: "STM32G49x/G4Ax", series: "G4", id: 0x479,
        corePart: CorePart.m4,
        revisions: [0x1000: "A"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .l4, kibibytes: [256, 512],
            sectors: .uniform(2 << 10),
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_75E0, timing: .l4),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 80 << 10),
            NamedRegion("SRAM2", 0x2001_4000, 16 << 10),
            NamedRegion("CCM SRAM", 0x2001_8000, 16 << 10),
        ],
        ramAliases: [NamedRegion("CCM SRAM on I-bus", 0x1000_0000, 16 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 80 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 512 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 28 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_7800, 48)],
        optionRegisters: .g4,
        external: .quadspiOnly,
        protection: .g4(0x4002_2000, pageMask: 0xFF),
        uniqueIDRegister: 0x1FFF_7590, debugUnit: .f4,
        source: "RM0440 by OpenOCD stm32l4x.c, CMSIS stm32g4xx headers, stm32-data; option "
            + "bytes, system memory: AN2606 and times: data sheets, from memory")
}
