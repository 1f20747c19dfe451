import TargetMemory

extension Device {
    static let u3: [Device] = [u37x, u3Bx]

    static let u37x = Device(
        name: "STM32U375/U385", series: "U3", id: 0x454,
        corePart: CorePart.m33,
        revisions: [0x1000: "A", 0x1001: "Z"],
        flash: Flash(
            controller: .l5, registers: 0x4002_2000, secureRegisters: 0x5002_2000, layout: .u5,
            aliases: [0x0C00_0000], kibibytes: [512, 1024],
            sectors: .uniform(4 << 10),
            bankRules: [
                BankRule(kibibytes: 1024...1024, .dual(.uniform(4 << 10))),
                BankRule(
                    when: [.set(RegisterBits(0x4002_2040, 1 << 21))], .dual(.uniform(4 << 10))),
            ], bankSwap: .optionOfU5,
            programByteCount: 8, rowByteCount: 64, sizeRegister: 0x0BFA_07A0, timing: .u3),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 192 << 10),
            NamedRegion("SRAM2", 0x2003_0000, 64 << 10),
        ],
        ramAliases: [
            NamedRegion("SRAM on C-bus", 0x0A00_0000, 256 << 10),
            NamedRegion("SRAM on C-bus, secure", 0x0E00_0000, 256 << 10),
            NamedRegion("SRAM, secure", 0x3000_0000, 256 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 192 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x0BF8_0000, 128 << 10),
            NamedRegion("factory data", 0x0BFA_0500, 768),
        ],
        oneTime: NamedRegion("OTP", 0x0BFA_0000, 512),
        optionRegisters: .u3,
        external: .octospi1,
        protection: .u5(pageMask: 0x7F),
        uniqueIDRegister: 0x0BFA_0700, debugUnit: .l5,
        source: "RM0487 by OpenOCD stm32l4x.c, CMSIS stm32u3xx headers, stm32-data; system "
            + "memory: AN2606 and times, as of the U5, from memory")

    static let u3Bx = Device(
        name: "STM32U3B5/U3C5", series: "U3", id: 0x42A,
        corePart: CorePart.m33,
        revisions: [0x1000: "A", 0x1001: "Z"],
        flash: Flash(
            controller: .l5, registers: 0x4002_2000, secureRegisters: 0x5002_2000, layout: .u5,
            aliases: [0x0C00_0000], kibibytes: [1024, 2048],
            sectors: .uniform(4 << 10),
            bankRules: [
                BankRule(kibibytes: 2048...2048, .dual(.uniform(4 << 10))),
                BankRule(
                    when: [.set(RegisterBits(0x4002_2040, 1 << 21))], .dual(.uniform(4 << 10))),
            ], bankSwap: .optionOfU5,
            programByteCount: 8, rowByteCount: 64, sizeRegister: 0x0BFA_07A0, timing: .u3),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 192 << 10),
            NamedRegion("SRAM2", 0x2003_0000, 64 << 10),
            NamedRegion("SRAM3", 0x2004_0000, 320 << 10),
            NamedRegion("SRAM4", 0x2009_0000, 64 << 10),
        ],
        ramAliases: [
            NamedRegion("SRAM on C-bus", 0x0A00_0000, 640 << 10),
            NamedRegion("SRAM on C-bus, secure", 0x0E00_0000, 640 << 10),
            NamedRegion("SRAM, secure", 0x3000_0000, 640 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 192 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x0BF8_0000, 128 << 10),
            NamedRegion("factory data", 0x0BFA_0500, 768),
        ],
        oneTime: NamedRegion("OTP", 0x0BFA_0000, 512),
        optionRegisters: .u3,
        external: .octospi1,
        protection: .u5(pageMask: 0xFF),
        uniqueIDRegister: 0x0BFA_0700, debugUnit: .l5,
        source: "RM0487 by OpenOCD stm32l4x.c, CMSIS stm32u3xx headers, stm32-data; system "
            + "memory: AN2606 and times, as of the U5, from memory")
}
