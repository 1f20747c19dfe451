import TargetMemory

extension Device {
    static let l4: [Device] = [l41x, l43x, l45x, l47x, l49x]

    static let l41x = Device(
        name: "STM32L41x/L42x", series: "L4", id: 0x464,
        corePart: CorePart.m4,
        revisions: [0x1000: "A", 0x1001: "Z", 0x2001: "Y"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .l4, kibibytes: [64, 128],
            sectors: .uniform(2 << 10),
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_75E0, timing: .l4,
            emptyFlag: .status(1 << 17)),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 32 << 10), NamedRegion("SRAM2", 0x2000_8000, 8 << 10),
        ],
        ramAliases: [NamedRegion("SRAM2 on I-bus", 0x1000_0000, 8 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 32 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 128 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 28 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_7800, 48)],
        optionRegisters: .l4,
        external: .quadspiOnly,
        protection: .l4(0x4002_2000, pageMask: 0x3F),
        uniqueIDRegister: 0x1FFF_7590, debugUnit: .f4,
        source: "RM0394 by OpenOCD stm32l4x.c, CMSIS stm32l4xx headers, stm32-data; option "
            + "bytes, system memory: AN2606 and times: data sheets, from memory")

    static let l43x = Device(
        name: "STM32L43x/L44x", series: "L4", id: 0x435,
        corePart: CorePart.m4,
        revisions: [0x1000: "A", 0x1001: "Z", 0x2001: "Y"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .l4, kibibytes: [128, 256],
            sectors: .uniform(2 << 10),
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_75E0, timing: .l4,
            emptyFlag: .status(1 << 17)),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 48 << 10),
            NamedRegion("SRAM2", 0x2000_C000, 16 << 10),
        ],
        ramAliases: [NamedRegion("SRAM2 on I-bus", 0x1000_0000, 16 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 48 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 256 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 28 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_7800, 48)],
        optionRegisters: .l4,
        external: .quadspiOnly,
        protection: .l4(0x4002_2000, pageMask: 0x7F),
        uniqueIDRegister: 0x1FFF_7590, debugUnit: .f4,
        source: "RM0394 by OpenOCD stm32l4x.c, CMSIS stm32l4xx headers, stm32-data; option "
            + "bytes, system memory: AN2606 and times: data sheets, from memory")

    static let l45x = Device(
        name: "STM32L45x/L46x", series: "L4", id: 0x462,
        corePart: CorePart.m4,
        revisions: [0x1000: "A", 0x1001: "Z", 0x2001: "Y"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .l4, kibibytes: [256, 512],
            sectors: .uniform(2 << 10),
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_75E0, timing: .l4,
            emptyFlag: .status(1 << 17)),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 128 << 10),
            NamedRegion("SRAM2", 0x2002_0000, 32 << 10),
        ],
        ramAliases: [NamedRegion("SRAM2 on I-bus", 0x1000_0000, 32 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 128 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 512 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 28 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_7800, 48)],
        optionRegisters: .l4,
        external: .quadspiOnly,
        protection: .l4(0x4002_2000, pageMask: 0xFF),
        uniqueIDRegister: 0x1FFF_7590, debugUnit: .f4,
        source: "RM0394 by OpenOCD stm32l4x.c, CMSIS stm32l4xx headers, stm32-data; option "
            + "bytes, system memory: AN2606 and times: data sheets, from memory")

    static let l47x = Device(
        name: "STM32L47x/L48x", series: "L4", id: 0x415,
        corePart: CorePart.m4,
        revisions: [0x1000: "1", 0x1001: "2", 0x1003: "3", 0x1007: "4"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .l4, kibibytes: [256, 512, 1024],
            sectors: .uniform(2 << 10),
            bankRules: [
                BankRule(kibibytes: 1024...1024, .dual(.uniform(2 << 10), number: 256)),
                BankRule(
                    when: [.set(RegisterBits(0x4002_2020, 1 << 21))],
                    .dual(.uniform(2 << 10), number: 256)),
            ], bankSwap: .syscfgOfL4,
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_75E0, timing: .l4),
        ram: [
            NamedRegion("SRAM2", 0x1000_0000, 32 << 10),
            NamedRegion("SRAM1", 0x2000_0000, 96 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 96 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 1024 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 28 << 10),
            NamedRegion("system memory of bank 2", 0x1FFF_8000, 28 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [
            NamedRegion("option bytes", 0x1FFF_7800, 48),
            NamedRegion("option bytes of bank 2", 0x1FFF_F800, 48),
        ],
        optionRegisters: .l4Dual,
        external: .quadspi,
        protection: .l4Dual(0x4002_2000, pageMask: 0xFF),
        uniqueIDRegister: 0x1FFF_7590, debugUnit: .f4,
        source: "RM0351 by OpenOCD stm32l4x.c, CMSIS stm32l4xx headers, stm32-data; option "
            + "bytes, system memory: AN2606 and times: data sheets, from memory")

    static let l49x = Device(
        name: "STM32L49x/L4Ax", series: "L4", id: 0x461,
        corePart: CorePart.m4,
        revisions: [0x1000: "A", 0x2000: "B"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .l4, kibibytes: [512, 1024],
            sectors: .uniform(2 << 10),
            bankRules: [
                BankRule(kibibytes: 1024...1024, .dual(.uniform(2 << 10), number: 256)),
                BankRule(
                    when: [.set(RegisterBits(0x4002_2020, 1 << 21))],
                    .dual(.uniform(2 << 10), number: 256)),
            ], bankSwap: .syscfgOfL4,
            programByteCount: 8, rowByteCount: 256, sizeRegister: 0x1FFF_75E0, timing: .l4),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 256 << 10),
            NamedRegion("SRAM2", 0x2004_0000, 64 << 10),
        ],
        ramAliases: [NamedRegion("SRAM2 on I-bus", 0x1000_0000, 64 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 256 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 1024 << 10),
        systemMemory: [
            NamedRegion("system memory", 0x1FFF_0000, 28 << 10),
            NamedRegion("system memory of bank 2", 0x1FFF_8000, 28 << 10),
            NamedRegion("factory data", 0x1FFF_7500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x1FFF_7000, 1 << 10),
        optionBytes: [
            NamedRegion("option bytes", 0x1FFF_7800, 48),
            NamedRegion("option bytes of bank 2", 0x1FFF_F800, 48),
        ],
        optionRegisters: .l4Dual,
        external: .quadspi,
        protection: .l4Dual(0x4002_2000, pageMask: 0xFF),
        uniqueIDRegister: 0x1FFF_7590, debugUnit: .f4,
        source: "RM0351 by OpenOCD stm32l4x.c, CMSIS stm32l4xx headers, stm32-data; option "
            + "bytes, system memory: AN2606 and times: data sheets, from memory")
}
