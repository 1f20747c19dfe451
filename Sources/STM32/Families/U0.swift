import TargetMemory

extension Device {
    static let u0: [Device] = [u031, u073]

    static let u031 = Device(
        name: "STM32U031", series: "U0", id: 0x459,
        corePart: CorePart.m0Plus,
        revisions: [0x1000: "A"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .g0, kibibytes: [16, 32, 64],
            sectors: .uniform(2 << 10),
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_3EA0, timing: .g0,
            emptyFlag: .access(1 << 16)),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 8 << 10), NamedRegion("SRAM2", 0x2000_2000, 4 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 8 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 64 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 15616),
            NamedRegion("factory data", 0x1FFF_3E00, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_6800, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_7800, 48)],
        optionRegisters: .u0,
        protection: .u0(0x4002_2000, pageMask: 0x1F),
        uniqueIDRegister: 0x1FFF_3E50, debugUnit: .g0,
        source: "RM0503 by OpenOCD stm32l4x.c, CMSIS stm32u0xx headers, stm32-data; option "
            + "bytes, system memory: AN2606 and times: data sheets, from memory")

    static let u073 = Device(
        name: "STM32U073/U083", series: "U0", id: 0x489,
        corePart: CorePart.m0Plus,
        revisions: [0x1000: "A"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .g0, kibibytes: [64, 128, 256],
            sectors: .uniform(2 << 10),
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_6EA0, timing: .g0,
            emptyFlag: .access(1 << 16)),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 32 << 10), NamedRegion("SRAM2", 0x2000_8000, 8 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 32 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 256 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 26 << 10),
            NamedRegion("factory data", 0x1FFF_6E00, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_6800, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_7800, 48)],
        optionRegisters: .u0,
        protection: .u0(0x4002_2000, pageMask: 0x7F),
        uniqueIDRegister: 0x1FFF_6E50, debugUnit: .g0,
        source: "RM0503 by OpenOCD stm32l4x.c, CMSIS stm32u0xx headers, stm32-data; option "
            + "bytes, system memory: AN2606 and times: data sheets, from memory")
}
