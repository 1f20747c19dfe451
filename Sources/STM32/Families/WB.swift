import TargetMemory

extension Device {
    static let wb: [Device] = [wb1x, wb5x, wb3x]

    static let wb1x = Device(
        name: "STM32WB1x", series: "WB", id: 0x494,
        corePart: CorePart.m4,
        revisions: [0x1000: "A", 0x2000: "B"],
        flash: Flash(
            controller: .l4, registers: 0x5800_4000, layout: .wb, kibibytes: [320],
            sectors: .uniform(2 << 10),
            programByteCount: 8, rowByteCount: 512, sizeRegister: 0x1FFF_75E0, timing: .l4,
            emptyFlag: .access(1 << 16)),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 12 << 10),
            NamedRegion("SRAM2a", 0x2003_0000, 32 << 10),
            NamedRegion("SRAM2b", 0x2003_8000, 4 << 10),
        ],
        ramAliases: [
            NamedRegion("SRAM2a on I-bus", 0x1000_0000, 32 << 10),
            NamedRegion("SRAM2b on I-bus", 0x1000_8000, 4 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 12 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 320 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 28 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_8000, 128)],
        optionRegisters: .wb,
        protection: .wb(0x5800_4000, pageMask: 0xFF),
        uniqueIDRegister: 0x1FFF_7590, debugUnit: .wb,
        source: "RM0434, RM0471, RM0473 and RM0478 by OpenOCD stm32l4x.c, CMSIS stm32wbxx "
            + "headers, stm32-data; option bytes, system memory: AN2606 and times: data "
            + "sheets, from memory")

    static let wb5x = Device(
        name: "STM32WB5x/WB35", series: "WB", id: 0x495,
        corePart: CorePart.m4,
        revisions: [0x2001: "2.1"],
        flash: Flash(
            controller: .l4, registers: 0x5800_4000, layout: .wb, kibibytes: [256, 512, 640, 1024],
            sectors: .uniform(4 << 10),
            programByteCount: 8, rowByteCount: 512, sizeRegister: 0x1FFF_75E0, timing: .l4,
            emptyFlag: .access(1 << 16)),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 192 << 10),
            NamedRegion("SRAM2a", 0x2003_0000, 32 << 10),
            NamedRegion("SRAM2b", 0x2003_8000, 32 << 10),
        ],
        ramAliases: [
            NamedRegion("SRAM2a on I-bus", 0x1000_0000, 32 << 10),
            NamedRegion("SRAM2b on I-bus", 0x1000_8000, 32 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 32 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 1024 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 28 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_8000, 128)],
        optionRegisters: .wb,
        external: .quadspiOnly,
        protection: .wb(0x5800_4000, pageMask: 0xFF),
        uniqueIDRegister: 0x1FFF_7590, debugUnit: .wb,
        source: "RM0434, RM0471, RM0473 and RM0478 by OpenOCD stm32l4x.c, CMSIS stm32wbxx "
            + "headers, stm32-data; option bytes, system memory: AN2606 and times: data "
            + "sheets, from memory")

    /// Id and size as in OpenOCD; stm32-data gives the WB35 the id of the WB55, which is therefore
    /// named for both.
    static let wb3x = Device(
        name: "STM32WB3x", series: "WB", id: 0x496,
        corePart: CorePart.m4,
        revisions: [0x1000: "A"],
        flash: Flash(
            controller: .l4, registers: 0x5800_4000, layout: .wb, kibibytes: [256, 512],
            sectors: .uniform(4 << 10),
            programByteCount: 8, rowByteCount: 512, sizeRegister: 0x1FFF_75E0, timing: .l4,
            emptyFlag: .access(1 << 16)),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 32 << 10),
            NamedRegion("SRAM2a", 0x2003_0000, 32 << 10),
            NamedRegion("SRAM2b", 0x2003_8000, 32 << 10),
        ],
        ramAliases: [
            NamedRegion("SRAM2a on I-bus", 0x1000_0000, 32 << 10),
            NamedRegion("SRAM2b on I-bus", 0x1000_8000, 32 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 32 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 512 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 28 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_8000, 128)],
        optionRegisters: .wb,
        external: .quadspiOnly,
        protection: .wb(0x5800_4000, pageMask: 0x7F),
        uniqueIDRegister: 0x1FFF_7590, debugUnit: .wb,
        source: "RM0434, RM0471, RM0473 and RM0478 by OpenOCD stm32l4x.c, CMSIS stm32wbxx "
            + "headers, stm32-data; option bytes, system memory: AN2606 and times: data "
            + "sheets, from memory")
}
