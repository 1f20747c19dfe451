/// STM32F2 (RM0033), F4 (RM0090, RM0368, RM0383, RM0390, RM0401, RM0402, RM0430, RM0386) and the
/// other F7 (RM0410, RM0431): one flash interface.
extension ChipDescription {
    static let f2f4: [ChipDescription] = [
        F4Row("stm32f207", "F205, F207", 0x2003_6411, kib: 1024, ram: [112, 16], isF2: true),
        F4Row("stm32f407", "F405, F407", 0x1007_6413, kib: 1024, ram: [112, 16], ccm: 64),
        F4Row("stm32f401xc", "F401xB, F401xC", 0x1001_6423, kib: 256, ram: [64]),
        F4Row("stm32f401", "F401xD, F401xE", 0x1001_6433, kib: 512, ram: [96]),
        F4Row("stm32f410", "F410", 0x1000_6458, kib: 128, ram: [32]),
        F4Row("stm32f411", "F411", 0x1000_6431, kib: 512, ram: [128]),
        F4Row("stm32f412", "F412", 0x3000_6441, kib: 1024, ram: [256]),
        F4Row("stm32f413", "F413, F423", 0x1000_6463, kib: 1536, ram: [256, 64]),
        F4Row("stm32f446", "F446", 0x1000_6421, kib: 512, ram: [112, 16]),
        F4Row(
            "stm32f429", "F427, F429, F437, F439, two banks", 0x2003_6419, kib: 2048,
            ram: [112, 16, 64], ccm: 64, dual: .always),
        F4Row(
            "stm32f429xg", "F429xG, one bank", 0x2003_6419, kib: 1024, ram: [112, 16, 64],
            ccm: 64, dual: .whenSet(30)),
        F4Row(
            "stm32f469", "F469, F479, two banks", 0x1000_6434, kib: 2048, ram: [160, 32, 128],
            ccm: 64, dual: .always),
    ].map(\.chip)

    static let f7: [ChipDescription] = [
        F7Row("stm32f767", "F76x, F77x, one bank", isDual: false).chip,
        F7Row("stm32f767-dual", "F76x, F77x, two banks", isDual: true).chip,
        .f722,
    ]
}

/// Sectors of 16, 64 and 128 KiB (RM0090, table 5).
private func sectors(kib: Int) -> [Int] {
    let small = [16, 16, 16, 16, 64]
    return (small + [Int](repeating: 128, count: max(0, kib - 128) / 128)).map { $0 * 1024 }
}

private struct F4Row {
    let name, parts: String
    let identity: UInt32
    let kib: Int
    let ram: [Int]
    let ccm: Int
    let dual: F4Dialect.DualBank
    let isF2: Bool

    init(
        _ name: String, _ parts: String, _ identity: UInt32, kib: Int, ram: [Int], ccm: Int = 0,
        dual: F4Dialect.DualBank = .never, isF2: Bool = false
    ) {
        (self.name, self.parts, self.identity, self.kib) = (name, parts, identity, kib)
        (self.ram, self.ccm, self.dual, self.isF2) = (ram, ccm, dual, isF2)
    }

    var chip: ChipDescription {
        let kind = isF2 ? "Cortex-M3" : "Cortex-M4 with FPU"
        return ChipDescription(
            name: name, summary: "STM32\(parts), \(kib) KiB flash, \(kind)",
            core: isF2 ? .m3(revision: 0x412F_C230, interrupts: 81) : .m4(interrupts: 102),
            debug: isF2
                ? .m3(identity: identity, boundaryScan: 0x0641_1041, isLate: true)
                : .m4(identity: identity, boundaryScan: 0x0641_3041),
            memories: memories, flash: flash, peripherals: .registers(.f4),
            resetHertz: 16_000_000)
    }

    private var memories: [ChipDescription.Memory] {
        var next: UInt32 = 0x2000_0000
        var memories = ram.enumerated().map { index, kib in
            defer { next += UInt32(kib * 1024) }
            return ChipDescription.Memory("SRAM\(index + 1)", next, kib * 1024)
        }
        if ccm > 0 { memories.append(.init("CCM RAM", 0x1000_0000, ccm * 1024)) }
        memories.append(.init("backup SRAM", 0x4002_4000, 0x1000))
        return memories
    }

    private var isDouble: Bool {
        if case .never = dual { return false }
        return true
    }

    private var flash: FlashDescription {
        let half = kib / 2
        let two = [
            FlashBank(0x0800_0000, sectors(kib: half)),
            FlashBank(0x0800_0000 + UInt32(half * 1024), sectors(kib: half)),
        ]
        let one = [FlashBank(0x0800_0000, sectors(kib: kib))]
        var isDeliveredDouble = false
        if case .always = dual { isDeliveredDouble = true }
        return FlashDescription(
            controller: .f4(dialect), registers: 0x4002_3C00,
            banks: isDeliveredDouble ? two : one,
            otherBanks: isDeliveredDouble || !isDouble ? [] : two,
            areas: [
                FlashArea("system memory", 0x1FFF_0000, 0x8000),
                FlashArea("option bytes", 0x1FFF_C000, 0x1000),
            ],
            oneTime: 0x1FFF_7800..<0x1FFF_7A10,
            oneTimeLocks: OneTimeLocks(base: 0x1FFF_7A00, blockByteCount: 32),
            options: 0x1FFF_C000, sizeRegister: 0x1FFF_7A22,
            constants: ST.identity(at: 0x1FFF_7A10), timing: .f4, systemMemory: 0x1FFF_0000)
    }

    /// RM0090, 3.9.8 to 3.9.11; RM0430, 3.8.7: fifteen nWRP bits.
    private var dialect: F4Dialect {
        F4Dialect(
            options: (kib > 1024 && !isDouble ? 0x7FFF_AAEC : 0x0FFF_AAEC, 0x0FFF_0000, 0),
            optionMasks: (0xFFFF_FFFC, isDouble ? 0x0FFF_0000 : 0, 0), accessMask: 0x1F0F,
            controlMask: isDouble ? 0x0301_83FF : 0x0301_037F, statusMask: 0x1F3,
            sectorBits: isDouble ? 5 : 4, protectionBits: kib > 1024 && !isDouble ? 15 : 12,
            dualBank: dual, hasSecondProtection: isDouble,
            executeOnly: isF2 || identity & 0xFFF == 0x413 ? .none : .mode)
    }
}

private struct F7Row {
    let name, parts: String
    let isDual: Bool

    init(_ name: String, _ parts: String, isDual: Bool) {
        (self.name, self.parts, self.isDual) = (name, parts, isDual)
    }

    var chip: ChipDescription {
        ChipDescription(
            name: name, summary: "STM32\(parts), 2 MiB flash, Cortex-M7 with FPU",
            core: .m7(revision: 0x411F_C270, isDouble: true, interrupts: 110),
            debug: .m7(identity: 0x1001_6451, boundaryScan: 0x0645_1041),
            memories: [
                .init("ITCM RAM", 0x0000_0000, 0x4000),
                .init("DTCM RAM", 0x2000_0000, 0x2_0000),
                .init("SRAM1", 0x2002_0000, 0x5_C000), .init("SRAM2", 0x2007_C000, 0x4000),
                .init("backup SRAM", 0x4002_4000, 0x1000),
            ],
            flash: flash, peripherals: .registers(.f4), resetHertz: 16_000_000)
    }

    /// RM0410, tables 3 and 4, and 3.7.6: nDBANK.
    private var flash: FlashDescription {
        let big = [0x8000, 0x8000, 0x8000, 0x8000, 0x2_0000] + [Int](repeating: 0x4_0000, count: 7)
        let one = [FlashBank(0x0800_0000, big)]
        let two = [
            FlashBank(0x0800_0000, sectors(kib: 1024)), FlashBank(0x0810_0000, sectors(kib: 1024)),
        ]
        return FlashDescription(
            controller: .f4(
                F4Dialect(
                    options: (isDual ? 0xDFFF_AAFC : 0xFFFF_AAFC, 0x0040_0080, 0),
                    optionMasks: (0xFFFF_FFFC, 0xFFFF_FFFF, 0), accessMask: 0x0000_0B0F,
                    controlMask: 0x0301_83FF, statusMask: 0x1F3, sectorBits: 5,
                    dualBank: .whenClear(29), hasBootAddresses: true, protectsPairs: true)),
            registers: 0x4002_3C00, banks: isDual ? two : one, otherBanks: isDual ? one : two,
            aliases: [0x0020_0000],
            areas: [
                FlashArea("system memory", 0x1FF0_0000, 0x1_0000, aliases: [0x0010_0000]),
                FlashArea("option bytes", 0x1FFF_0000, 0x1000),
            ],
            oneTime: 0x1FF0_F000..<0x1FF0_F410,
            oneTimeLocks: OneTimeLocks(base: 0x1FF0_F400, blockByteCount: 64),
            options: 0x1FFF_0000, sizeRegister: 0x1FF0_F442,
            constants: ST.identity(at: 0x1FF0_F420), timing: .f4)
    }
}

extension ChipDescription {
    /// RM0431: 512 KiB in small sectors, PCROP, one-time bytes as in F4.
    fileprivate static let f722 = ChipDescription(
        name: "stm32f722", summary: "STM32F722, F723, F732, F733, 512 KiB flash, Cortex-M7",
        core: .m7(revision: 0x411F_C270, interrupts: 104),
        debug: .m7(identity: 0x1000_6452, boundaryScan: 0x0645_2041),
        memories: [
            .init("ITCM RAM", 0x0000_0000, 0x4000), .init("DTCM RAM", 0x2000_0000, 0x1_0000),
            .init("SRAM1", 0x2001_0000, 0x2_C000), .init("SRAM2", 0x2003_C000, 0x4000),
            .init("backup SRAM", 0x4002_4000, 0x1000),
        ],
        flash: FlashDescription(
            controller: .f4(
                F4Dialect(
                    options: (0xC0FF_AAFC, 0x0040_0080, 0x8000_0000),
                    optionMasks: (0xC0FF_FFFC, 0xFFFF_FFFF, 0x8000_00FF),
                    accessMask: 0x0000_0B0F, controlMask: 0x0301_037F, statusMask: 0x1F3,
                    protectionBits: 8, hasBootAddresses: true, executeOnly: .register)),
            registers: 0x4002_3C00, banks: [FlashBank(0x0800_0000, sectors(kib: 512))],
            aliases: [0x0020_0000],
            areas: [
                FlashArea("system memory", 0x1FF0_0000, 0x8000, aliases: [0x0010_0000]),
                FlashArea("option bytes", 0x1FFF_0000, 0x1000),
            ],
            oneTime: 0x1FF0_7800..<0x1FF0_7A10,
            oneTimeLocks: OneTimeLocks(base: 0x1FF0_7A00, blockByteCount: 32),
            options: 0x1FFF_0000, sizeRegister: 0x1FF0_7A22,
            constants: ST.identity(at: 0x1FF0_7A10), timing: .f4),
        peripherals: .registers(.f4), resetHertz: 16_000_000)
}

extension RegisterDescription {
    /// RM0090, 2.3; RCC at 0x40023800 (6.3), PWR at 0x40007000 says that its regulator is ready.
    static let f4 = RegisterDescription(
        spaces: [
            0x4000_0000..<0x4000_8000, 0x4001_0000..<0x4001_8000, 0x4002_0000..<0x4008_0000,
            0x5000_0000..<0x5006_1000, 0xA000_0000..<0xA000_2000,
        ],
        resetValues: [
            0x4002_3800: 0x0000_0083, 0x4002_3804: 0x2400_3010, 0x4002_3830: 0x0010_0000,
            0x4002_3874: 0x0E00_0000, 0x4002_0000: 0xA800_0000, 0x4002_000C: 0x6400_0000,
            0x4002_0400: 0x0000_0280, 0x4002_040C: 0x0000_0100, 0x4000_7000: 0x0000_C000,
            0x4000_7004: 0x0000_4000,
        ],
        followers: readiness(control: 0x4002_3800, enables: [0, 16, 24, 26, 28])
            + [switching(0x4002_3808)] + readiness(control: 0x4002_3870, enables: [0])
            + readiness(control: 0x4002_3874, enables: [0])
            + [
                Follower(address: 0x4000_7004, bit: 16, source: 0x4000_7000, sourceBit: 16),
                Follower(address: 0x4000_7004, bit: 17, source: 0x4000_7000, sourceBit: 17),
            ],
        units: .f4)
}
