import TargetMemory

extension Device {
    static let wba: [Device] = [wba2x, wba5x, wba6x]

    static let wba2x = Device(
        name: "STM32WBA2x", series: "WBA", id: 0x4B2,
        corePart: CorePart.m33,
        revisions: [0x1000: "A"],
        flash: Flash(
            controller: .l5, registers: 0x4002_2000, secureRegisters: 0x5002_2000, layout: .u5,
            aliases: [0x0C00_0000], kibibytes: [256, 512],
            sectors: .uniform(4 << 10),
            programByteCount: 8, rowByteCount: 64, sizeRegister: 0x0BF8_D7A0, timing: .u3),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 64 << 10),
            NamedRegion("SRAM2", 0x2001_0000, 32 << 10),
        ],
        ramAliases: [
            NamedRegion("SRAM on C-bus", 0x0A00_0000, 96 << 10),
            NamedRegion("SRAM on C-bus, secure", 0x0E00_0000, 96 << 10),
            NamedRegion("SRAM, secure", 0x3000_0000, 96 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 32 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x0BF8_5000, 32 << 10),
            NamedRegion("factory data", 0x0BF8_D500, 768),
        ],
        oneTime: NamedRegion("OTP", 0x0BF8_D000, 512),
        optionRegisters: .wba,
        protection: .u5Single(pageMask: 0x7F),
        uniqueIDRegister: 0x0BF8_D700, debugUnit: .l5,
        source: "RM0493 and RM0515 by OpenOCD stm32l4x.c, CMSIS stm32wbaxx headers, "
            + "stm32-data; times, as of the U5, from memory")

    static let wba5x = Device(
        name: "STM32WBA5x", series: "WBA", id: 0x492,
        corePart: CorePart.m33,
        revisions: [0x1000: "A"],
        flash: Flash(
            controller: .l5, registers: 0x4002_2000, secureRegisters: 0x5002_2000, layout: .u5,
            aliases: [0x0C00_0000], kibibytes: [512, 1024],
            sectors: .uniform(8 << 10),
            programByteCount: 16, rowByteCount: 128, sizeRegister: 0x0BF9_07A0, timing: .u5),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 64 << 10),
            NamedRegion("SRAM2", 0x2001_0000, 64 << 10),
        ],
        ramAliases: [
            NamedRegion("SRAM on C-bus", 0x0A00_0000, 128 << 10),
            NamedRegion("SRAM on C-bus, secure", 0x0E00_0000, 128 << 10),
            NamedRegion("SRAM, secure", 0x3000_0000, 128 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 32 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x0BF8_8000, 32 << 10),
            NamedRegion("factory data", 0x0BF9_0500, 768),
        ],
        oneTime: NamedRegion("OTP", 0x0BF9_0000, 512),
        optionRegisters: .wba,
        protection: .u5Single(pageMask: 0x7F),
        uniqueIDRegister: 0x0BF9_0700, debugUnit: .l5,
        source: "RM0493 and RM0515 by OpenOCD stm32l4x.c, CMSIS stm32wbaxx headers, "
            + "stm32-data; times, as of the U5, from memory")

    static let wba6x = Device(
        name: "STM32WBA6x", series: "WBA", id: 0x4B0,
        corePart: CorePart.m33,
        revisions: [0x1000: "A", 0x1001: "Z"],
        flash: Flash(
            controller: .l5, registers: 0x4002_2000, secureRegisters: 0x5002_2000, layout: .u5,
            aliases: [0x0C00_0000], kibibytes: [1024, 2048],
            sectors: .uniform(8 << 10),
            bankRules: [
                BankRule(when: [.set(RegisterBits(0x4002_2040, 1 << 21))], .dual(.uniform(8 << 10)))
            ], bankSwap: .optionOfU5,
            programByteCount: 16, rowByteCount: 128, sizeRegister: 0x0BFA_07A0, timing: .u5),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 448 << 10),
            NamedRegion("SRAM2", 0x2007_0000, 64 << 10),
        ],
        ramAliases: [
            NamedRegion("SRAM on C-bus", 0x0A00_0000, 512 << 10),
            NamedRegion("SRAM on C-bus, secure", 0x0E00_0000, 512 << 10),
            NamedRegion("SRAM, secure", 0x3000_0000, 512 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 128 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x0BF9_0000, 64 << 10),
            NamedRegion("factory data", 0x0BFA_0500, 768),
        ],
        oneTime: NamedRegion("OTP", 0x0BFA_0000, 512),
        optionRegisters: .wba,
        protection: .u5(pageMask: 0x7F),
        uniqueIDRegister: 0x0BFA_0700, debugUnit: .l5,
        source: "RM0493 and RM0515 by OpenOCD stm32l4x.c, CMSIS stm32wbaxx headers, "
            + "stm32-data; times, as of the U5, from memory")
}
