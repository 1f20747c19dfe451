import TargetMemory

extension Device {
    static let h7: [Device] = [h74x, h7Ax, h72x]

    static let h74x = Device(
        name: "STM32H74x/H75x", series: "H7", id: 0x450,
        corePart: CorePart.m7,
        secondCorePart: CorePart.m4,
        revisions: [0x1000: "A", 0x1001: "Z", 0x1003: "Y", 0x2001: "X", 0x2003: "V"],
        flash: Flash(
            controller: .h7, registers: 0x5200_2000, secondBankRegisters: 0x5200_2100, layout: .h7,
            kibibytes: [128, 1024, 2048],
            sectors: .uniform(128 << 10),
            bankRules: [
                BankRule(kibibytes: 1024...2048, .dual(.uniform(128 << 10), second: 0x0810_0000))
            ],
            programByteCount: 32, sizeRegister: 0x1FF1_E880, timing: .h7),
        ram: [
            NamedRegion("ITCM", 0x0000_0000, 64 << 10), NamedRegion("DTCM", 0x2000_0000, 128 << 10),
            NamedRegion("AXI SRAM", 0x2400_0000, 512 << 10),
            NamedRegion("SRAM1", 0x3000_0000, 128 << 10),
            NamedRegion("SRAM2", 0x3002_0000, 128 << 10),
            NamedRegion("SRAM3", 0x3004_0000, 32 << 10),
            NamedRegion("SRAM4", 0x3800_0000, 64 << 10),
            NamedRegion("backup SRAM", 0x3880_0000, 4 << 10),
        ],
        ramAliases: [NamedRegion("SRAM1 to 3 of D2", 0x1000_0000, 288 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 128 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FF0_0000, 128 << 10),
            NamedRegion("system memory of bank 2", 0x1FF4_0000, 128 << 10),
        ],
        optionRegisters: .h7,
        external: .h7,
        protection: .h7(sectorsPerBit: 1, bankCount: 2),
        uniqueIDRegister: 0x1FF1_E800, debugUnit: .h7,
        watchdogKeys: [0x5800_4800, 0x5800_4C00], windowWatchdog: 0x5000_3000,
        source: "RM0433 and RM0399 by OpenOCD stm32h7x.c, CMSIS stm32h7xx headers, "
            + "stm32-data; times: data sheets, from memory")

    static let h7Ax = Device(
        name: "STM32H7Ax/H7Bx", series: "H7", id: 0x480,
        corePart: CorePart.m7,
        revisions: [0x1000: "A"],
        flash: Flash(
            controller: .h7, registers: 0x5200_2000, secondBankRegisters: 0x5200_2100,
            layout: .h7ab, kibibytes: [128, 1024, 2048],
            sectors: .uniform(8 << 10),
            bankRules: [
                BankRule(kibibytes: 1024...2048, .dual(.uniform(8 << 10), second: 0x0810_0000))
            ],
            programByteCount: 16, sizeRegister: 0x08FF_F80C, timing: .h7ab),
        ram: [
            NamedRegion("ITCM", 0x0000_0000, 64 << 10), NamedRegion("DTCM", 0x2000_0000, 128 << 10),
            NamedRegion("AXI SRAM", 0x2400_0000, 1024 << 10),
            NamedRegion("AHB SRAM", 0x3000_0000, 128 << 10),
            NamedRegion("SRD SRAM", 0x3800_0000, 32 << 10),
            NamedRegion("backup SRAM", 0x3880_0000, 4 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 128 << 10),
        systemMemory: [
            NamedRegion("factory data", 0x08FF_F800, 2 << 10),
            NamedRegion("system memory", 0x1FF0_0000, 128 << 10),
        ],
        oneTime: NamedRegion("OTP", 0x08FF_F000, 1 << 10),
        optionRegisters: .h7,
        external: .h7,
        protection: .h7(sectorsPerBit: 4, bankCount: 2),
        uniqueIDRegister: 0x08FF_F800, debugUnit: .h7,
        watchdogKeys: [0x5800_4800], windowWatchdog: 0x5000_3000,
        source: "RM0455 by OpenOCD stm32h7x.c, CMSIS stm32h7xx headers, stm32-data; times: "
            + "data sheets, from memory")

    /// ITCM as big as the option bytes can make it, at the cost of AXI SRAM.
    static let h72x = Device(
        name: "STM32H72x/H73x", series: "H7", id: 0x483,
        corePart: CorePart.m7,
        revisions: [0x1000: "A", 0x1001: "Z"],
        flash: Flash(
            controller: .h7, registers: 0x5200_2000, layout: .h7, kibibytes: [128, 512, 1024],
            sectors: .uniform(128 << 10),
            programByteCount: 32, sizeRegister: 0x1FF1_E880, timing: .h7),
        ram: [
            NamedRegion("ITCM", 0x0000_0000, 256 << 10),
            NamedRegion("DTCM", 0x2000_0000, 128 << 10),
            NamedRegion("AXI SRAM", 0x2400_0000, 320 << 10),
            NamedRegion("SRAM1", 0x3000_0000, 16 << 10),
            NamedRegion("SRAM2", 0x3000_4000, 16 << 10),
            NamedRegion("SRAM4", 0x3800_0000, 16 << 10),
            NamedRegion("backup SRAM", 0x3880_0000, 4 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 128 << 10),
        systemMemory: [NamedRegion("system memory", 0x1FF0_0000, 128 << 10)],
        optionRegisters: .h7,
        external: .h7,
        protection: .h7(sectorsPerBit: 1, bankCount: 1),
        uniqueIDRegister: 0x1FF1_E800, debugUnit: .h7,
        watchdogKeys: [0x5800_4800], windowWatchdog: 0x5000_3000,
        source: "RM0468 by OpenOCD stm32h7x.c, CMSIS stm32h7xx headers, stm32-data; times: "
            + "data sheets, from memory")
}
