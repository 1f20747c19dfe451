import TargetMemory

extension Device {
    static let l4Plus: [Device] = [l4R, l4P]

    static let l4R = Device(
        name: "STM32L4Rx/L4Sx", series: "L4+", id: 0x470,
        corePart: CorePart.m4,
        revisions: [0x1000: "A", 0x1001: "Z", 0x1003: "Y", 0x100F: "W", 0x101F: "V"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .l4, kibibytes: [1024, 2048],
            sectors: .uniform(8 << 10),
            bankRules: [
                BankRule(
                    kibibytes: 2048...2048, when: [.set(RegisterBits(0x4002_2020, 1 << 22))],
                    .dual(.uniform(4 << 10), number: 256)),
                BankRule(
                    kibibytes: 1024...1024, when: [.set(RegisterBits(0x4002_2020, 1 << 21))],
                    .dual(.uniform(4 << 10), number: 256)),
            ], bankSwap: .syscfgOfL4,
            programByteCount: 8, rowByteCount: 512, sizeRegister: 0x1FFF_75E0, timing: .l4,
            emptyFlag: .status(1 << 17)),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 192 << 10),
            NamedRegion("SRAM2", 0x2003_0000, 64 << 10),
            NamedRegion("SRAM3", 0x2004_0000, 384 << 10),
        ],
        ramAliases: [NamedRegion("SRAM2 on I-bus", 0x1000_0000, 64 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 192 << 10),
        bootAlias: NamedRegion("boot memory", 0x0000_0000, 2048 << 10),
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
        optionRegisters: .l4Plus,
        external: .octospi,
        protection: .l4Dual(0x4002_2000, pageMask: 0xFF, pcropMask: 0x1_FFFF, singleBankToo: true),
        uniqueIDRegister: 0x1FFF_7590, debugUnit: .f4,
        source: "RM0432 by OpenOCD stm32l4x.c, CMSIS stm32l4xx headers, stm32-data; option "
            + "bytes, system memory: AN2606 and times: data sheets, from memory")

    static let l4P = Device(
        name: "STM32L4Px/L4Qx", series: "L4+", id: 0x471,
        corePart: CorePart.m4,
        revisions: [0x1001: "Z"],
        flash: Flash(
            controller: .l4, registers: 0x4002_2000, layout: .l4, kibibytes: [512, 1024],
            sectors: .uniform(8 << 10),
            bankRules: [
                BankRule(
                    kibibytes: 1024...1024, when: [.set(RegisterBits(0x4002_2020, 1 << 22))],
                    .dual(.uniform(4 << 10), number: 256)),
                BankRule(
                    kibibytes: 512...512, when: [.set(RegisterBits(0x4002_2020, 1 << 21))],
                    .dual(.uniform(4 << 10), number: 256)),
            ], bankSwap: .syscfgOfL4,
            programByteCount: 8, rowByteCount: 512, sizeRegister: 0x1FFF_75E0, timing: .l4,
            emptyFlag: .status(1 << 17)),
        ram: [
            NamedRegion("SRAM1", 0x2000_0000, 128 << 10),
            NamedRegion("SRAM2", 0x2002_0000, 64 << 10),
            NamedRegion("SRAM3", 0x2003_0000, 128 << 10),
        ],
        ramAliases: [NamedRegion("SRAM2 on I-bus", 0x1000_0000, 64 << 10)],
        workArea: Region(base: 0x2000_0000, byteCount: 128 << 10),
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
        optionRegisters: .l4Plus,
        external: .octospi,
        protection: .l4Dual(0x4002_2000, pageMask: 0x7F, pcropMask: 0x1_FFFF, singleBankToo: true),
        uniqueIDRegister: 0x1FFF_7590, debugUnit: .f4,
        source: "RM0432 by OpenOCD stm32l4x.c, CMSIS stm32l4xx headers, stm32-data; option "
            + "bytes, system memory: AN2606 and times: data sheets, from memory")
}
