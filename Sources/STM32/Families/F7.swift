import TargetMemory

extension Device {
    static let f7: [Device] = [f72x, f74x, f76x]

    static let f74x = Device(
        name: "STM32F74x/F75x", series: "F7", id: 0x449, corePart: CorePart.m7,
        revisions: [0x1000: "A", 0x1001: "Z"],
        flash: Flash(
            controller: .f4, registers: 0x4002_3C00, layout: .f4,
            aliases: [0x0020_0000], kibibytes: [64, 512, 1024],
            sectors: .runs([
                .init(4, of: 32 << 10), .init(1, of: 128 << 10), .init(3, of: 256 << 10),
            ]),
            programByteCount: 4, sizeRegister: 0x1FF0_F442, timing: .f7),
        ram: [
            NamedRegion("ITCM", 0x0000_0000, 16 << 10),
            NamedRegion("DTCM", 0x2000_0000, 64 << 10),
            NamedRegion("SRAM1", 0x2001_0000, 240 << 10),
            NamedRegion("SRAM2", 0x2004_C000, 16 << 10),
            NamedRegion("backup SRAM", 0x4002_4000, 4 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 64 << 10),
        systemMemory: [
            NamedRegion("system memory on ITCM", 0x0010_0000, 0xEDC0),
            NamedRegion("system memory", 0x1FF0_0000, 0xEDC0),
            NamedRegion("factory data", 0x1FF0_F420, 0x30),
        ],
        oneTime: NamedRegion("OTP", 0x1FF0_F000, 1056),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_0000, 32)],
        optionRegisters: .f7, external: .fmcQuadspi, protection: .f4(nWRP: 8),
        uniqueIDRegister: 0x1FF0_F420, debugUnit: .f7,
        source:
            "RM0385 2.2.2, 3.3.2 table 3, 3.6, 40.6, 41; DS10916 table 46; "
            + "revisions: OpenOCD stm32f2x.c"
    )

    static let f76x = Device(
        name: "STM32F76x/F77x", series: "F7", id: 0x451, corePart: CorePart.m7,
        revisions: [0x1000: "A", 0x1001: "Z"],
        flash: Flash(
            controller: .f4, registers: 0x4002_3C00, layout: .f4,
            aliases: [0x0020_0000], kibibytes: [1024, 2048],
            sectors: .runs([
                .init(4, of: 32 << 10), .init(1, of: 128 << 10), .init(7, of: 256 << 10),
            ]),
            // OPTCR.nDBANK
            bankRules: [
                BankRule(
                    when: [.clear(RegisterBits(0x4002_3C14, 1 << 29))],
                    .dual(
                        .runs([
                            .init(4, of: 16 << 10), .init(1, of: 64 << 10),
                            .init(7, of: 128 << 10),
                        ]), code: 16, number: 12))
            ], bankSwap: .syscfgOfF4,
            programByteCount: 4, sizeRegister: 0x1FF0_F442, timing: .f7),
        ram: [
            NamedRegion("ITCM", 0x0000_0000, 16 << 10),
            NamedRegion("DTCM", 0x2000_0000, 128 << 10),
            NamedRegion("SRAM1", 0x2002_0000, 368 << 10),
            NamedRegion("SRAM2", 0x2007_C000, 16 << 10),
            NamedRegion("backup SRAM", 0x4002_4000, 4 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 128 << 10),
        systemMemory: [
            NamedRegion("system memory on ITCM", 0x0010_0000, 0xEDC0),
            NamedRegion("system memory", 0x1FF0_0000, 0xEDC0),
            NamedRegion("factory data", 0x1FF0_F420, 0x30),
        ],
        oneTime: NamedRegion("OTP", 0x1FF0_F000, 1056),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_0000, 32)],
        optionRegisters: .f7Dual, external: .fmcQuadspi, protection: .f7Dual,
        uniqueIDRegister: 0x1FF0_F420, debugUnit: .f7,
        source: "RM0410 2.2.2, 3.3.2 tables 3 to 6, 3.7, 44.6, 45; revisions: OpenOCD stm32f2x.c")

    static let f72x = Device(
        name: "STM32F72x/F73x", series: "F7", id: 0x452, corePart: CorePart.m7,
        revisions: [0x1000: "A"],
        flash: Flash(
            controller: .f4, registers: 0x4002_3C00, layout: .f4,
            aliases: [0x0020_0000], kibibytes: [64, 256, 512],
            sectors: .runs([
                .init(4, of: 16 << 10), .init(1, of: 64 << 10), .init(3, of: 128 << 10),
            ]),
            programByteCount: 4, sizeRegister: 0x1FF0_7A22, timing: .f7),
        ram: [
            NamedRegion("ITCM", 0x0000_0000, 16 << 10),
            NamedRegion("DTCM", 0x2000_0000, 64 << 10),
            NamedRegion("SRAM1", 0x2001_0000, 176 << 10),
            NamedRegion("SRAM2", 0x2003_C000, 16 << 10),
            NamedRegion("backup SRAM", 0x4002_4000, 4 << 10),
        ],
        workArea: Region(base: 0x2000_0000, byteCount: 64 << 10),
        systemMemory: [
            NamedRegion("system memory on ITCM", 0x0010_0000, 30 << 10),
            NamedRegion("system memory", 0x1FF0_0000, 30 << 10),
            NamedRegion("factory data", 0x1FF0_7A10, 0x20),
        ],
        oneTime: NamedRegion("OTP", 0x1FF0_7800, 528),
        optionBytes: [NamedRegion("option bytes", 0x1FFF_0000, 32)],
        optionRegisters: .f72x, external: .fmcQuadspi, protection: .f72x,
        uniqueIDRegister: 0x1FF0_7A10, debugUnit: .f7,
        source: "RM0431 2.2.2, 3.3.2 table 3, 3.6, 40.6, 41; revisions: OpenOCD stm32f2x.c")
}
