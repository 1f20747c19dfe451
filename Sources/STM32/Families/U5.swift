import TargetMemory

extension Device {
    static let u5: [Device] = [u53x, u57x, u59x, u5Fx]

    static let u53x = Device(
        name: "STM32U535/U545", series: "U5", id: 0x455,
        corePart: CorePart.m33,
        revisions: [0x1000: "A", 0x1001: "Z"],
        flash: Flash(
            controller: .l5, registers: 0x4002_2000, secureRegisters: 0x5002_2000, layout: .u5,
            aliases: [0x0C00_0000], kibibytes: [128, 256, 512],
            sectors: .uniform(8 << 10),
            bankRules: [
                BankRule(kibibytes: 512...512, .dual(.uniform(8 << 10))),
                BankRule(
                    when: [.set(RegisterBits(0x4002_2040, 1 << 21))], .dual(.uniform(8 << 10))),
            ], bankSwap: .optionOfU5,
            programByteCount: 16, rowByteCount: 128, sizeRegister: 0x0BFA_07A0, timing: .u5),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 192 << 10),
            NamedRegion("SRAM2", 0x2003_0000, 64 << 10),
            NamedRegion("SRAM4", 0x2800_0000, 16 << 10),
            NamedRegion("backup SRAM", 0x4003_6400, 2 << 10),
        ],
        ramAliases: [
            NamedRegion("SRAM on C-bus", 0x0A00_0000, 256 << 10),
            NamedRegion("SRAM on C-bus, secure", 0x0E00_0000, 256 << 10),
            NamedRegion("SRAM, secure", 0x3000_0000, 256 << 10),
            NamedRegion("SRAM4, secure", 0x3800_0000, 16 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 192 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x0BF9_0000, 64 << 10),
            NamedRegion("factory data", 0x0BFA_0500, 768),
        ],
        oneTime: NamedRegion("OTP", 0x0BFA_0000, 512),
        optionRegisters: .u5,
        external: .octospi1,
        protection: .u5(pageMask: 0x1F),
        uniqueIDRegister: 0x0BFA_0700, debugUnit: .l5,
        source: "RM0456 by OpenOCD stm32l4x.c, CMSIS stm32u5xx headers, stm32-data; system "
            + "memory: AN2606 and times: DS13737, from memory")

    static let u57x = Device(
        name: "STM32U575/U585", series: "U5", id: 0x482,
        corePart: CorePart.m33,
        revisions: [
            0x1000: "A", 0x1001: "Z", 0x1003: "Y", 0x2000: "B", 0x2001: "X", 0x3000: "C",
            0x3001: "W", 0x3007: "U",
        ],
        flash: Flash(
            controller: .l5, registers: 0x4002_2000, secureRegisters: 0x5002_2000, layout: .u5,
            aliases: [0x0C00_0000], kibibytes: [1024, 2048],
            sectors: .uniform(8 << 10),
            bankRules: [
                BankRule(kibibytes: 2048...2048, .dual(.uniform(8 << 10))),
                BankRule(
                    when: [.set(RegisterBits(0x4002_2040, 1 << 21))], .dual(.uniform(8 << 10))),
            ], bankSwap: .optionOfU5,
            programByteCount: 16, rowByteCount: 128, sizeRegister: 0x0BFA_07A0, timing: .u5),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 192 << 10),
            NamedRegion("SRAM2", 0x2003_0000, 64 << 10),
            NamedRegion("SRAM3", 0x2004_0000, 512 << 10),
            NamedRegion("SRAM4", 0x2800_0000, 16 << 10),
            NamedRegion("backup SRAM", 0x4003_6400, 2 << 10),
        ],
        ramAliases: [
            NamedRegion("SRAM on C-bus", 0x0A00_0000, 768 << 10),
            NamedRegion("SRAM on C-bus, secure", 0x0E00_0000, 768 << 10),
            NamedRegion("SRAM, secure", 0x3000_0000, 768 << 10),
            NamedRegion("SRAM4, secure", 0x3800_0000, 16 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 192 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x0BF9_0000, 64 << 10),
            NamedRegion("factory data", 0x0BFA_0500, 768),
        ],
        oneTime: NamedRegion("OTP", 0x0BFA_0000, 512),
        optionRegisters: .u5,
        external: .octospi2FMC,
        protection: .u5(pageMask: 0x7F),
        uniqueIDRegister: 0x0BFA_0700, debugUnit: .l5,
        source: "RM0456 by OpenOCD stm32l4x.c, CMSIS stm32u5xx headers, stm32-data; system "
            + "memory: AN2606 and times: DS13737, from memory")

    static let u59x = Device(
        name: "STM32U59x/U5Ax", series: "U5", id: 0x481,
        corePart: CorePart.m33,
        revisions: [0x3001: "X", 0x3002: "W"],
        flash: Flash(
            controller: .l5, registers: 0x4002_2000, secureRegisters: 0x5002_2000, layout: .u5,
            aliases: [0x0C00_0000], kibibytes: [2048, 4096],
            sectors: .uniform(8 << 10),
            bankRules: [
                BankRule(kibibytes: 4096...4096, .dual(.uniform(8 << 10))),
                BankRule(
                    when: [.set(RegisterBits(0x4002_2040, 1 << 21))], .dual(.uniform(8 << 10))),
            ], bankSwap: .optionOfU5,
            programByteCount: 16, rowByteCount: 128, sizeRegister: 0x0BFA_07A0, timing: .u5),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 768 << 10),
            NamedRegion("SRAM2", 0x200C_0000, 64 << 10),
            NamedRegion("SRAM3", 0x200D_0000, 832 << 10),
            NamedRegion("SRAM5", 0x201A_0000, 832 << 10),
            NamedRegion("SRAM4", 0x2800_0000, 16 << 10),
            NamedRegion("backup SRAM", 0x4003_6400, 2 << 10),
        ],
        ramAliases: [
            NamedRegion("SRAM on C-bus", 0x0A00_0000, 2496 << 10),
            NamedRegion("SRAM on C-bus, secure", 0x0E00_0000, 2496 << 10),
            NamedRegion("SRAM, secure", 0x3000_0000, 2496 << 10),
            NamedRegion("SRAM4, secure", 0x3800_0000, 16 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 256 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x0BF9_0000, 64 << 10),
            NamedRegion("factory data", 0x0BFA_0500, 768),
        ],
        oneTime: NamedRegion("OTP", 0x0BFA_0000, 512),
        optionRegisters: .u5,
        external: .octospi2HSPI,
        protection: .u5(pageMask: 0xFF),
        uniqueIDRegister: 0x0BFA_0700, debugUnit: .l5,
        source: "RM0456 by OpenOCD stm32l4x.c, CMSIS stm32u5xx headers, stm32-data; system "
            + "memory: AN2606 and times: DS13737, from memory")

    /// The second bank follows the first at any size (RM0456 7.3.1); stm32-data has the second MiB
    /// of a 2 MiB chip at 0x0820_0000.
    static let u5Fx = Device(
        name: "STM32U5Fx/U5Gx", series: "U5", id: 0x476,
        corePart: CorePart.m33,
        revisions: [0x1000: "A", 0x1001: "Z"],
        flash: Flash(
            controller: .l5, registers: 0x4002_2000, secureRegisters: 0x5002_2000, layout: .u5,
            aliases: [0x0C00_0000], kibibytes: [2048, 4096],
            sectors: .uniform(8 << 10),
            bankRules: [
                BankRule(kibibytes: 4096...4096, .dual(.uniform(8 << 10))),
                BankRule(
                    when: [.set(RegisterBits(0x4002_2040, 1 << 21))], .dual(.uniform(8 << 10))),
            ], bankSwap: .optionOfU5,
            programByteCount: 16, rowByteCount: 128, sizeRegister: 0x0BFA_07A0, timing: .u5),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 768 << 10),
            NamedRegion("SRAM2", 0x200C_0000, 64 << 10),
            NamedRegion("SRAM3", 0x200D_0000, 832 << 10),
            NamedRegion("SRAM5", 0x201A_0000, 832 << 10),
            NamedRegion("SRAM6", 0x2027_0000, 512 << 10),
            NamedRegion("SRAM4", 0x2800_0000, 16 << 10),
            NamedRegion("backup SRAM", 0x4003_6400, 2 << 10),
        ],
        ramAliases: [
            NamedRegion("SRAM on C-bus", 0x0A00_0000, 3008 << 10),
            NamedRegion("SRAM on C-bus, secure", 0x0E00_0000, 3008 << 10),
            NamedRegion("SRAM, secure", 0x3000_0000, 3008 << 10),
            NamedRegion("SRAM4, secure", 0x3800_0000, 16 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 256 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x0BF9_0000, 64 << 10),
            NamedRegion("factory data", 0x0BFA_0500, 768),
        ],
        oneTime: NamedRegion("OTP", 0x0BFA_0000, 512),
        optionRegisters: .u5,
        external: .octospi2HSPI,
        protection: .u5(pageMask: 0xFF),
        uniqueIDRegister: 0x0BFA_0700, debugUnit: .l5,
        source: "RM0456 by OpenOCD stm32l4x.c, CMSIS stm32u5xx headers, stm32-data; system "
            + "memory: AN2606 and times: DS13737, from memory")
}
