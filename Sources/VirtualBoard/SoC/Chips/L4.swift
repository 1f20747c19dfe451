/// STM32L4 (RM0351, RM0394) and L4+ (RM0432), G4 (RM0440), WB (RM0434, RM0473, RM0478) and WL
/// (RM0453): Cortex-M4 and pages by number.
extension ChipDescription {
    static let l4: [ChipDescription] = [
        L4Row("stm32l412", "L412, L422", 0x464, pages: 64, ram: (32, 8, 0x2000_8000)).chip,
        L4Row("stm32l432", "L43x, L44x", 0x435, pages: 128, ram: (48, 16, 0x2000_C000)).chip,
        L4Row("stm32l452", "L45x, L46x", 0x462, pages: 256, ram: (128, 32, 0x2002_0000)).chip,
        L4Row(
            "stm32l476", "L47x, L48x, two banks", 0x415, pages: 512, ram: (96, 32, nil),
            dual: .always
        ).chip,
        L4Row(
            "stm32l496", "L49x, L4Ax, two banks", 0x461, pages: 512, ram: (256, 64, 0x2004_0000),
            dual: .always
        ).chip,
        L4Row("stm32l4r5", "L4Rx, L4Sx, two banks", 0x470, ram: 640, isDual: true, kib: 2048).chip,
        L4Row("stm32l4r5-single", "L4Rx, one bank", 0x470, ram: 640, isDual: false, kib: 2048)
            .chip,
        L4Row("stm32l4p5", "L4Px, L4Qx, two banks", 0x471, ram: 320, isDual: true, kib: 1024).chip,
        L4Row("stm32l4p5-single", "L4Px, one bank", 0x471, ram: 320, isDual: false, kib: 1024)
            .chip,
    ]
}

private struct L4Row {
    let name, parts: String
    let device: UInt32
    let memories: [ChipDescription.Memory]
    let banks, otherBanks: [FlashBank]
    let dialect: L4Dialect

    /// L4: pages of 2 KiB; SRAM2 is at 0x10000000 and often behind SRAM1 too.
    init(
        _ name: String, _ parts: String, _ device: UInt32, pages: Int,
        ram: (first: Int, second: Int, alias: UInt32?), dual: L4Dialect.DualBank = .never
    ) {
        (self.name, self.parts, self.device) = (name, parts, device)
        memories = [
            .init("SRAM1", 0x2000_0000, ram.first * 1024),
            .init("SRAM2", 0x1000_0000, ram.second * 1024, aliases: ram.alias.map { [$0] } ?? []),
        ]
        let isDouble = pages > 256
        banks =
            isDouble
            ? [FlashBank(0x0800_0000, 256, of: 2048), FlashBank(0x0808_0000, 256, of: 2048)]
            : [FlashBank(0x0800_0000, pages, of: 2048)]
        otherBanks = []
        dialect = .l4(
            optionControl: 0xFFEF_F8AA, banks: isDouble ? 2 : 1, dual: dual,
            rowByteCount: (256, 256),
            // PEMPTY is in RM0394 and RM0432; the CMSIS headers of L47x to L4Ax have none.
            emptyFlag: isDouble ? nil : .status(17))
    }

    /// L4+: pages of 4 KiB in two banks, of 8 KiB in one (RM0432, 3.3.1: DBANK, bit 22).
    init(
        _ name: String, _ parts: String, _ device: UInt32, ram: Int, isDual: Bool, kib: Int
    ) {
        (self.name, self.parts, self.device) = (name, parts, device)
        memories = [.init("SRAM", 0x2000_0000, ram * 1024)]
        let half = kib / 2
        let two = [
            FlashBank(0x0800_0000, half / 4, of: 4096),
            FlashBank(0x0800_0000 + UInt32(half * 1024), half / 4, of: 4096),
        ]
        let one = [FlashBank(0x0800_0000, kib / 8, of: 8192)]
        (banks, otherBanks) = isDual ? (two, one) : (one, two)
        dialect = .l4(
            optionControl: isDual ? 0xFFEF_F8AA : 0xFFAF_F8AA, banks: 2, dual: .whenSet(22),
            rowByteCount: (512, 256))
    }

    var chip: ChipDescription {
        let kib = banks.reduce(0) { $0 + $1.byteCount } / 1024
        return ChipDescription(
            name: name, summary: "STM32\(parts), \(kib) KiB flash, Cortex-M4 with FPU",
            core: .m4(interrupts: 95),
            debug: .m4(identity: 0x1007_6000 | device, boundaryScan: 0x0641_5041),
            memories: memories,
            flash: .l4(
                .l4(dialect), registers: 0x4002_2000, banks: banks, otherBanks: otherBanks,
                timing: .l4),
            peripherals: .registers(.l4), resetHertz: 4_000_000)
    }
}

extension L4Dialect {
    /// L4, L4+ and G4: FLASH_OPTR, PCROP and WRP of one or two banks (RM0351, 3.7).
    static func l4(
        optionControl: UInt32, banks: Int, dual: DualBank, rowByteCount: (Int, Int),
        pageBits: UInt32 = 8, emptyFlag: EmptyFlag? = .status(17)
    ) -> L4Dialect {
        let none: UInt32 = (1 << pageBits) - 1
        var registers = [
            OptionRegister(offset: 0x20, factory: optionControl),
            OptionRegister(offset: 0x24, factory: 0xFFFF), OptionRegister(offset: 0x28, factory: 0),
            OptionRegister(offset: 0x2C, factory: none),
            OptionRegister(offset: 0x30, factory: none),
        ]
        var protections = [Protection(offset: 0x2C, bank: 0), Protection(offset: 0x30, bank: 0)]
        if banks > 1 {
            registers += [
                OptionRegister(offset: 0x44, factory: 0xFFFF),
                OptionRegister(offset: 0x48, factory: 0),
                OptionRegister(offset: 0x4C, factory: none),
                OptionRegister(offset: 0x50, factory: none),
            ]
            protections += [Protection(offset: 0x4C, bank: 1), Protection(offset: 0x50, bank: 1)]
        }
        let executeOnly = (0..<banks).map { bank in
            ExecuteOnly(
                first: bank == 0 ? 0x24 : 0x44, last: bank == 0 ? 0x28 : 0x48, bank: bank,
                mask: 0xFFFF, stepByteCount: 8)
        }
        return L4Dialect(
            plain: L4Dialect.registers, optionKey: 0x0C, optionControl: 0x20,
            optionRegisters: registers,
            protections: protections, executeOnly: executeOnly, protectionBits: pageBits,
            pageBits: pageBits,
            bankBit: banks > 1 ? 11 : nil, dualBank: dual,
            rowByteCount: (rowByteCount.0, rowByteCount.1), emptyFlag: emptyFlag,
            accessFactory: 0x600)
    }
}

extension FlashDescription {
    /// What L4, G0, G4, C0, U0, WB and WL have around main flash (RM0351, 3.3.1 and 49.1).
    static func l4(
        _ controller: Controller, registers: UInt32, banks: [FlashBank],
        otherBanks: [FlashBank] = [], identity: UInt32 = 0x1FFF_7590,
        sizeRegister: UInt32 = 0x1FFF_75E0, oneTime: Range<UInt32>? = 0x1FFF_7000..<0x1FFF_7400,
        timing: FlashTiming
    ) -> FlashDescription {
        FlashDescription(
            controller: controller, registers: registers, banks: banks, otherBanks: otherBanks,
            areas: [FlashArea("system memory", 0x1FFF_0000, 0x8000)], oneTime: oneTime,
            options: 0x1FFF_7800, sizeRegister: sizeRegister,
            constants: ST.identity(at: identity), timing: timing, systemMemory: 0x1FFF_0000)
    }
}

extension RegisterDescription {
    /// RM0351, 2.2.2 and 6.4; L5's RCC is the same. GPIO ports wake up in analog mode.
    static let l4 = RegisterDescription(
        spaces: [
            0x4000_0000..<0x4000_C000, 0x4001_0000..<0x4001_8000, 0x4002_0000..<0x4003_0000,
            0x4800_0000..<0x4800_2800, 0x5000_0000..<0x5008_0000, 0xA000_0000..<0xA000_2000,
        ],
        resetValues: l4Values, followers: l4Followers,
        units: .l4)

    static let l4Values: [UInt32: UInt32] = [
        0x4002_1000: 0x0000_0063, 0x4002_1004: 0x1000_0000, 0x4002_100C: 0x0000_1000,
        0x4002_1048: 0x0000_0100, 0x4002_1094: 0x0C00_0600,
        0x4800_0000: 0xABFF_FFFF, 0x4800_000C: 0x6400_0000, 0x4800_0400: 0xFFFF_FEBF,
        0x4800_040C: 0x0000_0100,
    ]

    static let l4Followers =
        ready(0x4002_1000, [(0, 1), (8, 10), (16, 17), (24, 25), (26, 27), (28, 29)])
        + [switching(0x4002_1008)] + readiness(control: 0x4002_1094, enables: [0])
        + readiness(control: 0x4002_1090, enables: [0])
        + readiness(control: 0x4002_1098, enables: [0])
}
