import TargetMemory

extension Device {
    static let wl: [Device] = [wl5x]

    static let wl5x = Device(
        name: "STM32WL5x/WLEx", series: "WL", id: 0x497,
        corePart: CorePart.m4,
        secondCorePart: CorePart.m0Plus,
        revisions: [0x1000: "1.0"],
        flash: Flash(
            controller: .l4, registers: 0x5800_4000, layout: .wb, kibibytes: [64, 128, 256],
            sectors: .uniform(2 << 10),
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_75E0, timing: .l4,
            emptyFlag: .access(1 << 16)),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 32 << 10),
            NamedRegion("SRAM2", 0x2000_8000, 32 << 10),
        ],
        ramAliases: [NamedRegion("SRAM on I-bus", 0x1000_0000, 64 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 10 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 256 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 28 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_7800, 128)],
        optionRegisters: .wl,
        protection: .wb(0x5800_4000, pageMask: 0x7F, pcropMask: 0xFF, pcropStep: 1 << 10),
        uniqueIDRegister: 0x1FFF_7590, debugUnit: .wb,
        source: "RM0453 and RM0461 by OpenOCD stm32l4x.c, CMSIS stm32wlxx headers, "
            + "stm32-data; option bytes, system memory: AN2606 and times: data sheets, from "
            + "memory")
}
