import TargetMemory

extension Device {
    static let l5: [Device] = [l55x]

    static let l55x = Device(
        name: "STM32L552/L562", series: "L5", id: 0x472,
        corePart: CorePart.m33,
        revisions: [0x1000: "A", 0x2000: "B", 0x2001: "Z"],
        flash: Flash(
            controller: .l5, registers: 0x4002_2000, secureRegisters: 0x5002_2000, layout: .l5,
            aliases: [0x0C00_0000], kibibytes: [256, 512],
            sectors: .uniform(4 << 10),
            bankRules: [
                BankRule(
                    kibibytes: 512...512, when: [.set(RegisterBits(0x4002_2040, 1 << 22))],
                    .dual(.uniform(2 << 10))),
                BankRule(
                    kibibytes: 256...256,
                    when: [
                        .set(RegisterBits(0x4002_2040, 1 << 22)),
                        .set(RegisterBits(0x4002_2040, 1 << 21)),
                    ], .dual(.uniform(2 << 10))),
                BankRule(
                    kibibytes: 256...256, when: [.set(RegisterBits(0x4002_2040, 1 << 22))],
                    .single(.uniform(2 << 10))),
                BankRule(
                    kibibytes: 256...256, when: [.set(RegisterBits(0x4002_2040, 1 << 21))],
                    .dual(.uniform(4 << 10))),
            ],
            programByteCount: 8, sizeRegister: 0x0BFA_05E0, timing: .l4),
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
            NamedRegion("system memory", 0x0BF9_0000, 32 << 10),
            NamedRegion("factory data", 0x0BFA_0500, 256),
        ],
        oneTime: NamedRegion("OTP", 0x0BFA_0000, 512),
        optionRegisters: .l5,
        external: .octospiFMC,
        protection: .l5(pageMask: 0x7F),
        uniqueIDRegister: 0x0BFA_0590, debugUnit: .l5,
        source: "RM0438 by OpenOCD stm32l4x.c, CMSIS stm32l5xx headers, stm32-data; system "
            + "memory: AN2606 and times: DS12737, from memory")
}
