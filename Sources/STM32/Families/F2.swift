import TargetMemory

extension Device {
    static let f2: [Device] = [f2xx]

    static let f2xx = Device(
        name: "STM32F20x/F21x", series: "F2", id: 0x411,
        corePart: CorePart.m3,
        revisions: [
            0x1000: "A", 0x1001: "Z", 0x2000: "B", 0x2001: "Y", 0x2003: "X", 0x2007: "1",
            0x200F: "V", 0x201F: "2",
        ],
        flash: Flash(
            controller: .f4, registers: 0x4002_3C00, layout: .f4,
            kibibytes: [128, 256, 512, 768, 1024],
            sectors: .f4,
            programByteCount: 4, sizeRegister: 0x1FFF_7A22, timing: .f4),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 112 << 10),
            NamedRegion("SRAM2", 0x2001_C000, 16 << 10),
            NamedRegion("backup SRAM", 0x4002_4000, 4 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 48 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 1024 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 30 << 10),
            NamedRegion("factory data", 0x1FFF_7A10, 32),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7800, 528),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_C000, 16)],
        optionRegisters: .f4,
        external: .fsmc,
        protection: .f4(nWRP: 12),
        uniqueIDRegister: 0x1FFF_7A10, debugUnit: .f4,
        source: "RM0033 by OpenOCD stm32f2x.c, CMSIS stm32f2xx headers, stm32-data; times: "
            + "DS6329, from memory")
}
