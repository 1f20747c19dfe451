import TargetMemory

extension Device {
    static let f4: [Device] = [f405, f42x, f46x, f446, f401xC, f401xE, f410, f411, f412, f413]

    static let f405 = Device(
        name: "STM32F405/F407/F415/F417", series: "F4", id: 0x413,
        mistakenIDs: [0x411],
        corePart: CorePart.m4,
        revisions: [0x1000: "A", 0x1001: "Z", 0x1003: "Y", 0x1007: "1", 0x2001: "3"],
        flash: Flash(
            controller: .f4, registers: 0x4002_3C00, layout: .f4, kibibytes: [512, 1024],
            sectors: .f4,
            programByteCount: 4, sizeRegister: 0x1FFF_7A22, timing: .f4),
        ram: [
            NamedRegion("CCM RAM", 0x1000_0000, 64 << 10),
            NamedRegion("SRAM1", 0x2000_0000, 112 << 10),
            NamedRegion("SRAM2", 0x2001_C000, 16 << 10),
            NamedRegion("backup SRAM", 0x4002_4000, 4 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 112 << 10),
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
        source: "RM0090 by OpenOCD stm32f2x.c, CMSIS stm32f4xx headers, stm32-data; times: "
            + "DS8626, from memory; id 0x411 of revision A: ES0182")

    static let f42x = Device(
        name: "STM32F42x/F43x", series: "F4", id: 0x419,
        corePart: CorePart.m4,
        revisions: [0x1000: "A", 0x1001: "Z", 0x1003: "Y", 0x1007: "1", 0x2001: "3"],
        flash: Flash(
            controller: .f4, registers: 0x4002_3C00, layout: .f4, kibibytes: [512, 1024, 2048],
            sectors: .f4,
            bankRules: [
                BankRule(kibibytes: 2048...2048, .dual(.f4, code: 16, number: 12)),
                BankRule(
                    kibibytes: 1024...1024, when: [.set(RegisterBits(0x4002_3C14, 1 << 30))],
                    .dual(.f4, code: 16, number: 12)),
            ], bankSwap: .syscfgOfF4,
            programByteCount: 4, sizeRegister: 0x1FFF_7A22, timing: .f4),
        ram: [
            NamedRegion("CCM RAM", 0x1000_0000, 64 << 10),
            NamedRegion("SRAM1", 0x2000_0000, 112 << 10),
            NamedRegion("SRAM2", 0x2001_C000, 16 << 10),
            NamedRegion("SRAM3", 0x2002_0000, 64 << 10),
            NamedRegion("backup SRAM", 0x4002_4000, 4 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 112 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 2048 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 30 << 10),
            NamedRegion("factory data", 0x1FFF_7A10, 32),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7800, 528),
        optionBytes: [
            NamedRegion("option bytes of bank 2", 0x1FFE_C000, 16),
            NamedRegion("option bytes", 0x1FFF_C000, 16),
        ],
        optionRegisters: .f4Dual,
        external: .fmc,
        protection: .f4Dual,
        uniqueIDRegister: 0x1FFF_7A10, debugUnit: .f4,
        source: "RM0090 by OpenOCD stm32f2x.c, CMSIS stm32f4xx headers, stm32-data; times: "
            + "DS8626, from memory")

    static let f46x = Device(
        name: "STM32F469/F479", series: "F4", id: 0x434,
        corePart: CorePart.m4,
        revisions: [0x1000: "A", 0x1001: "Z", 0x1003: "Y", 0x1007: "1", 0x2001: "3"],
        flash: Flash(
            controller: .f4, registers: 0x4002_3C00, layout: .f4, kibibytes: [512, 1024, 2048],
            sectors: .f4,
            bankRules: [
                BankRule(kibibytes: 2048...2048, .dual(.f4, code: 16, number: 12)),
                BankRule(
                    kibibytes: 1024...1024, when: [.set(RegisterBits(0x4002_3C14, 1 << 30))],
                    .dual(.f4, code: 16, number: 12)),
            ], bankSwap: .syscfgOfF4,
            programByteCount: 4, sizeRegister: 0x1FFF_7A22, timing: .f4),
        ram: [
            NamedRegion("CCM RAM", 0x1000_0000, 64 << 10),
            NamedRegion("SRAM1", 0x2000_0000, 160 << 10),
            NamedRegion("SRAM2", 0x2002_8000, 32 << 10),
            NamedRegion("SRAM3", 0x2003_0000, 128 << 10),
            NamedRegion("backup SRAM", 0x4002_4000, 4 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 160 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 2048 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 30 << 10),
            NamedRegion("factory data", 0x1FFF_7A10, 32),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7800, 528),
        optionBytes: [
            NamedRegion("option bytes of bank 2", 0x1FFE_C000, 16),
            NamedRegion("option bytes", 0x1FFF_C000, 16),
        ],
        optionRegisters: .f4Dual,
        external: .fmcQuadspi,
        protection: .f4Dual,
        uniqueIDRegister: 0x1FFF_7A10, debugUnit: .f4,
        source: "RM0386 by OpenOCD stm32f2x.c, CMSIS stm32f4xx headers, stm32-data; times: "
            + "DS8626, from memory")

    static let f446 = Device(
        name: "STM32F446", series: "F4", id: 0x421,
        corePart: CorePart.m4,
        revisions: [0x1000: "A"],
        flash: Flash(
            controller: .f4, registers: 0x4002_3C00, layout: .f4, kibibytes: [256, 512],
            sectors: .f4,
            programByteCount: 4, sizeRegister: 0x1FFF_7A22, timing: .f4),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 112 << 10),
            NamedRegion("SRAM2", 0x2001_C000, 16 << 10),
            NamedRegion("backup SRAM", 0x4002_4000, 4 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 112 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 512 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 30 << 10),
            NamedRegion("factory data", 0x1FFF_7A10, 32),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7800, 528),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_C000, 16)],
        optionRegisters: .f4,
        external: .fmcQuadspi,
        protection: .f4(nWRP: 8, hasPCROPMode: true),
        uniqueIDRegister: 0x1FFF_7A10, debugUnit: .f4,
        source: "RM0390 by OpenOCD stm32f2x.c, CMSIS stm32f4xx headers, stm32-data; times: "
            + "DS8626, from memory")

    static let f401xC = Device(
        name: "STM32F401xB/F401xC", series: "F4", id: 0x423,
        corePart: CorePart.m4,
        revisions: [0x1000: "A", 0x1001: "Z", 0x2000: "B", 0x3000: "C"],
        flash: Flash(
            controller: .f4, registers: 0x4002_3C00, layout: .f4, kibibytes: [128, 256],
            sectors: .f4,
            programByteCount: 4, sizeRegister: 0x1FFF_7A22, timing: .f4),
        ram: [NamedRegion("SRAM", 0x2000_0000, 64 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 64 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 256 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 30 << 10),
            NamedRegion("factory data", 0x1FFF_7A10, 32),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7800, 528),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_C000, 16)],
        optionRegisters: .f4,
        protection: .f4(nWRP: 6, hasPCROPMode: true),
        uniqueIDRegister: 0x1FFF_7A10, debugUnit: .f4,
        source: "RM0368 by OpenOCD stm32f2x.c, CMSIS stm32f4xx headers, stm32-data; times: "
            + "DS8626, from memory")

    static let f401xE = Device(
        name: "STM32F401xD/F401xE", series: "F4", id: 0x433,
        corePart: CorePart.m4,
        revisions: [0x1000: "A", 0x1001: "Z", 0x2000: "B", 0x3000: "C"],
        flash: Flash(
            controller: .f4, registers: 0x4002_3C00, layout: .f4, kibibytes: [384, 512],
            sectors: .f4,
            programByteCount: 4, sizeRegister: 0x1FFF_7A22, timing: .f4),
        ram: [NamedRegion("SRAM", 0x2000_0000, 96 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 96 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 512 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 30 << 10),
            NamedRegion("factory data", 0x1FFF_7A10, 32),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7800, 528),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_C000, 16)],
        optionRegisters: .f4,
        protection: .f4(nWRP: 8, hasPCROPMode: true),
        uniqueIDRegister: 0x1FFF_7A10, debugUnit: .f4,
        source: "RM0368 by OpenOCD stm32f2x.c, CMSIS stm32f4xx headers, stm32-data; times: "
            + "DS8626, from memory")

    static let f410 = Device(
        name: "STM32F410", series: "F4", id: 0x458,
        corePart: CorePart.m4,
        revisions: [0x1000: "A", 0x1001: "Z", 0x2000: "B", 0x3000: "C"],
        flash: Flash(
            controller: .f4, registers: 0x4002_3C00, layout: .f4, kibibytes: [64, 128],
            sectors: .f4,
            programByteCount: 4, sizeRegister: 0x1FFF_7A22, timing: .f4),
        ram: [NamedRegion("SRAM", 0x2000_0000, 32 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 32 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 128 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 30 << 10),
            NamedRegion("factory data", 0x1FFF_7A10, 32),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7800, 528),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_C000, 16)],
        optionRegisters: .f4,
        protection: .f4(nWRP: 5, hasPCROPMode: true),
        uniqueIDRegister: 0x1FFF_7A10, debugUnit: .f4,
        source: "RM0401 by OpenOCD stm32f2x.c, CMSIS stm32f4xx headers, stm32-data; times: "
            + "DS8626, from memory")

    static let f411 = Device(
        name: "STM32F411", series: "F4", id: 0x431,
        corePart: CorePart.m4,
        revisions: [0x1000: "A", 0x1001: "Z", 0x2000: "B", 0x3000: "C"],
        flash: Flash(
            controller: .f4, registers: 0x4002_3C00, layout: .f4, kibibytes: [256, 512],
            sectors: .f4,
            programByteCount: 4, sizeRegister: 0x1FFF_7A22, timing: .f4),
        ram: [NamedRegion("SRAM", 0x2000_0000, 128 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 128 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 512 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 30 << 10),
            NamedRegion("factory data", 0x1FFF_7A10, 32),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7800, 528),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_C000, 16)],
        optionRegisters: .f4,
        protection: .f4(nWRP: 8, hasPCROPMode: true),
        uniqueIDRegister: 0x1FFF_7A10, debugUnit: .f4,
        source: "RM0383 by OpenOCD stm32f2x.c, CMSIS stm32f4xx headers, stm32-data; times: "
            + "DS8626, from memory")

    /// 1 MiB (RM0402 3.3); OpenOCD believes in 512 KiB at most.
    static let f412 = Device(
        name: "STM32F412", series: "F4", id: 0x441,
        corePart: CorePart.m4,
        revisions: [0x1000: "A", 0x1001: "Z", 0x2000: "B", 0x3000: "C"],
        flash: Flash(
            controller: .f4, registers: 0x4002_3C00, layout: .f4, kibibytes: [512, 1024],
            sectors: .f4,
            programByteCount: 4, sizeRegister: 0x1FFF_7A22, timing: .f4),
        ram: [NamedRegion("SRAM", 0x2000_0000, 256 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 256 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 1024 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 30 << 10),
            NamedRegion("factory data", 0x1FFF_7A10, 32),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7800, 528),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_C000, 16)],
        optionRegisters: .f4,
        external: .quadspi,
        protection: .f4(nWRP: 12, hasPCROPMode: true),
        uniqueIDRegister: 0x1FFF_7A10, debugUnit: .f4,
        source: "RM0402 by OpenOCD stm32f2x.c, CMSIS stm32f4xx headers, stm32-data; times: "
            + "DS8626, from memory")

    static let f413 = Device(
        name: "STM32F413/F423", series: "F4", id: 0x463,
        corePart: CorePart.m4,
        revisions: [0x1000: "A"],
        flash: Flash(
            controller: .f4, registers: 0x4002_3C00, layout: .f4, kibibytes: [1024, 1536],
            sectors: .runs([
                .init(4, of: 16 << 10), .init(1, of: 64 << 10), .init(11, of: 128 << 10),
            ]),
            programByteCount: 4, sizeRegister: 0x1FFF_7A22, timing: .f4),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 256 << 10),
            NamedRegion("SRAM2", 0x2004_0000, 64 << 10),
        ],
        ramAliases: [NamedRegion("SRAM2 on I-bus", 0x1000_0000, 64 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 256 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 1536 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 30 << 10),
            NamedRegion("factory data", 0x1FFF_7A10, 32),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7800, 528),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_C000, 16)],
        optionRegisters: .f4,
        external: .quadspi,
        protection: .f4(nWRP: 15, hasPCROPMode: true),
        uniqueIDRegister: 0x1FFF_7A10, debugUnit: .f4,
        source: "RM0430 by OpenOCD stm32f2x.c, CMSIS stm32f4xx headers, stm32-data; times: "
            + "DS8626, from memory")
}
