import TargetMemory

extension Device {
    static let c0: [Device] = [c011, c031, c051, c071, c09x]

    static let c011 = Device(
        name: "STM32C011", series: "C0", id: 0x443,
        corePart: CorePart.m0Plus,
        revisions: [0x1000: "A", 0x1001: "Z"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .g0, kibibytes: [16, 32],
            sectors: .uniform(2 << 10),
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_75A0, timing: .g0,
            emptyFlag: .access(1 << 16)),
        ram: [NamedRegion("SRAM", 0x2000_0000, 6 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 6 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 32 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 6 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_7800, 48)],
        optionRegisters: .c0,
        protection: .g0(0x4002_2000, pageMask: 0xF),
        uniqueIDRegister: 0x1FFF_7550, debugUnit: .g0,
        source: "RM0490 by OpenOCD stm32l4x.c, CMSIS stm32c0xx headers, stm32-data; option "
            + "bytes, system memory: AN2606 and times: data sheets, from memory")

    static let c031 = Device(
        name: "STM32C031", series: "C0", id: 0x453,
        corePart: CorePart.m0Plus,
        revisions: [0x1000: "A", 0x1001: "Z"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .g0, kibibytes: [16, 32],
            sectors: .uniform(2 << 10),
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_75A0, timing: .g0,
            emptyFlag: .access(1 << 16)),
        ram: [NamedRegion("SRAM", 0x2000_0000, 12 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 12 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 32 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 6 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_7800, 48)],
        optionRegisters: .c0,
        protection: .g0(0x4002_2000, pageMask: 0xF),
        uniqueIDRegister: 0x1FFF_7550, debugUnit: .g0,
        source: "RM0490 by OpenOCD stm32l4x.c, CMSIS stm32c0xx headers, stm32-data; option "
            + "bytes, system memory: AN2606 and times: data sheets, from memory")

    static let c051 = Device(
        name: "STM32C051", series: "C0", id: 0x44C,
        corePart: CorePart.m0Plus,
        revisions: [0x1000: "A"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .g0, kibibytes: [32, 64],
            sectors: .uniform(2 << 10),
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_75A0, timing: .g0,
            emptyFlag: .access(1 << 16)),
        ram: [NamedRegion("SRAM", 0x2000_0000, 12 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 12 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 64 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 12 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_7800, 48)],
        optionRegisters: .c0,
        protection: .g0(0x4002_2000, pageMask: 0x1F),
        uniqueIDRegister: 0x1FFF_7550, debugUnit: .g0,
        source: "RM0490 by OpenOCD stm32l4x.c, CMSIS stm32c0xx headers, stm32-data; option "
            + "bytes, system memory: AN2606 and times: data sheets, from memory")

    static let c071 = Device(
        name: "STM32C071", series: "C0", id: 0x493,
        corePart: CorePart.m0Plus,
        revisions: [0x1001: "Z"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .g0, kibibytes: [64, 128],
            sectors: .uniform(2 << 10),
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_75A0, timing: .g0,
            emptyFlag: .access(1 << 16)),
        ram: [NamedRegion("SRAM", 0x2000_0000, 24 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 24 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 128 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 28 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_7800, 48)],
        optionRegisters: .c0,
        protection: .g0(0x4002_2000, pageMask: 0x3F),
        uniqueIDRegister: 0x1FFF_7550, debugUnit: .g0,
        source: "RM0490 by OpenOCD stm32l4x.c, CMSIS stm32c0xx headers, stm32-data; option "
            + "bytes, system memory: AN2606 and times: data sheets, from memory")

    static let c09x = Device(
        name: "STM32C091/C092", series: "C0", id: 0x44D,
        corePart: CorePart.m0Plus,
        revisions: [0x1000: "A"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .g0, kibibytes: [128, 256],
            sectors: .uniform(2 << 10),
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_75A0, timing: .g0,
            emptyFlag: .access(1 << 16)),
        ram: [NamedRegion("SRAM", 0x2000_0000, 36 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 30 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 256 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 12 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_7800, 48)],
        optionRegisters: .c0,
        protection: .g0(0x4002_2000, pageMask: 0x7F),
        uniqueIDRegister: 0x1FFF_7550, debugUnit: .g0,
        source: "RM0490 by OpenOCD stm32l4x.c, CMSIS stm32c0xx headers, stm32-data; option "
            + "bytes, system memory: AN2606 and times: data sheets, from memory")
}
