import TargetMemory

extension Device {
    static let g0: [Device] = [g03x, g05x, g07x, g0Bx]

    static let g03x = Device(
        name: "STM32G03x/G04x", series: "G0", id: 0x466,
        corePart: CorePart.m0Plus,
        revisions: [0x1000: "A", 0x1001: "Z", 0x2000: "B"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .g0, kibibytes: [16, 32, 64],
            sectors: .uniform(2 << 10),
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_75E0, timing: .g0,
            emptyFlag: .access(1 << 16)),
        ram: [NamedRegion("SRAM", 0x2000_0000, 8 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 8 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 64 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 8 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_7800, 48)],
        optionRegisters: .g0,
        protection: .g0(0x4002_2000, pageMask: 0x1F),
        uniqueIDRegister: 0x1FFF_7590, debugUnit: .g0,
        source: "RM0444 and RM0454 by OpenOCD stm32l4x.c, CMSIS stm32g0xx headers, "
            + "stm32-data; option bytes, system memory: AN2606 and times: data sheets, from "
            + "memory")

    static let g05x = Device(
        name: "STM32G05x/G06x", series: "G0", id: 0x456,
        corePart: CorePart.m0Plus,
        revisions: [0x1000: "A"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .g0, kibibytes: [32, 64],
            sectors: .uniform(2 << 10),
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_75E0, timing: .g0,
            emptyFlag: .access(1 << 16)),
        ram: [NamedRegion("SRAM", 0x2000_0000, 18 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 16 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 64 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 8 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_7800, 48)],
        optionRegisters: .g0,
        protection: .g0(0x4002_2000, pageMask: 0x1F),
        uniqueIDRegister: 0x1FFF_7590, debugUnit: .g0,
        source: "RM0444 and RM0454 by OpenOCD stm32l4x.c, CMSIS stm32g0xx headers, "
            + "stm32-data; option bytes, system memory: AN2606 and times: data sheets, from "
            + "memory")

    static let g07x = Device(
        name: "STM32G07x/G08x", series: "G0", id: 0x460,
        corePart: CorePart.m0Plus,
        revisions: [0x1000: "A, Z", 0x2000: "B"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .g0, kibibytes: [32, 64, 128],
            sectors: .uniform(2 << 10),
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_75E0, timing: .g0,
            emptyFlag: .access(1 << 16)),
        ram: [NamedRegion("SRAM", 0x2000_0000, 36 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 32 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 128 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 28 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_7800, 48)],
        optionRegisters: .g0,
        protection: .g0(0x4002_2000, pageMask: 0x3F),
        uniqueIDRegister: 0x1FFF_7590, debugUnit: .g0,
        source: "RM0444 and RM0454 by OpenOCD stm32l4x.c, CMSIS stm32g0xx headers, "
            + "stm32-data; option bytes, system memory: AN2606 and times: data sheets, from "
            + "memory")

    static let g0Bx = Device(
        name: "STM32G0Bx/G0Cx", series: "G0", id: 0x467,
        corePart: CorePart.m0Plus,
        revisions: [0x1000: "A"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .g0, kibibytes: [128, 256, 512],
            sectors: .uniform(2 << 10),
            bankRules: [
                BankRule(
                    kibibytes: 256...512, when: [.set(RegisterBits(0x4002_2020, 1 << 21))],
                    .dual(.uniform(2 << 10)))
            ], bankSwap: .optionOfG0,
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_75E0, timing: .g0,
            emptyFlag: .access(1 << 16)),
        ram: [NamedRegion("SRAM", 0x2000_0000, 144 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 128 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 512 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 28 << 10),
            NamedRegion("system memory of bank 2", 0x1FFF_8000, 28 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_7800, 120)],
        optionRegisters: .g0Dual,
        protection: .g0Dual(0x4002_2000, pageMask: 0x7F),
        uniqueIDRegister: 0x1FFF_7590, debugUnit: .g0,
        source: "RM0444 and RM0454 by OpenOCD stm32l4x.c, CMSIS stm32g0xx headers, "
            + "stm32-data; option bytes, system memory: AN2606 and times: data sheets, from "
            + "memory")
}
