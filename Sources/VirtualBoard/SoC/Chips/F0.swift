/// STM32F0: RM0091 (F0x1, F0x2, F0x8) and RM0360 (F030, F070).
extension ChipDescription {
    static let f0: [ChipDescription] = [
        F0Row(
            "stm32f030x6", "F030x4, F030x6", 0x444, kib: 32, page: 1, ram: 4, system: 0x1FFF_EC00),
        F0Row("stm32f042", "F042, F070x6", 0x445, kib: 32, page: 1, ram: 6, system: 0x1FFF_C400),
        F0Row("stm32f030", "F030x8, F051", 0x440, kib: 64, page: 1, ram: 8, system: 0x1FFF_EC00),
        F0Row("stm32f072", "F072, F070xB", 0x448, kib: 128, page: 2, ram: 16, system: 0x1FFF_C800),
        F0Row("stm32f091", "F091, F030xC", 0x442, kib: 256, page: 2, ram: 32, system: 0x1FFF_D800),
    ].map(\.chip)
}

private struct F0Row {
    let name, parts: String
    let device: UInt32
    let kib, page, ram: Int
    let system: UInt32

    init(
        _ name: String, _ parts: String, _ device: UInt32, kib: Int, page: Int, ram: Int,
        system: UInt32
    ) {
        (self.name, self.parts, self.device) = (name, parts, device)
        (self.kib, self.page, self.ram, self.system) = (kib, page, ram, system)
    }

    var chip: ChipDescription {
        ChipDescription(
            name: name, summary: "STM32\(parts), \(kib) KiB flash, Cortex-M0", core: .m0,
            debug: .m0(identity: 0x1000_0000 | device),
            memories: [.init("SRAM", 0x2000_0000, ram * 1024)], flash: flash,
            peripherals: .registers(.f0), resetHertz: 8_000_000)
    }

    /// RM0091, 2.2 and 3: pages of 1 KiB, four to a protection bit, or 2 KiB, two to a bit.
    private var flash: FlashDescription {
        FlashDescription(
            controller: .f1(
                F1Dialect(
                    options: .f0, protectionByteCount: 4096,
                    hasEmptyCheck: device == 0x445 || device == 0x442)),
            registers: 0x4002_2000,
            banks: [FlashBank(0x0800_0000, kib / page, of: page * 1024)],
            areas: [
                FlashArea("system memory", system & ~0xFFF, Int(0x2000_0000 - (system & ~0xFFF)))
            ],
            options: 0x1FFF_F800,
            sizeRegister: 0x1FFF_F7CC, constants: ST.identity(at: 0x1FFF_F7AC),
            timing: .f0, systemMemory: system)
    }
}

extension RegisterDescription {
    /// RM0091, 2.2.2: APB, AHB1 and AHB2 (ports). RCC is at 0x40021000: HSI, HSE and PLL are
    /// ready as soon as they are on; SWS follows SW (6.4).
    static let f0 = RegisterDescription(
        spaces: [
            0x4000_0000..<0x4000_8000, 0x4001_0000..<0x4001_8000, 0x4002_0000..<0x4002_4400,
            0x4800_0000..<0x4800_1800,
        ],
        resetValues: [
            0x4002_1000: 0x0000_0083, 0x4002_1014: 0x14, 0x4002_1024: 0x0C00_0000,
            0x4002_1034: 0x80,
            0x4800_0000: 0x2800_0000, 0x4800_0008: 0x0C00_0000, 0x4800_000C: 0x2400_0000,
        ],
        followers: readiness(control: 0x4002_1000, enables: [0, 16, 24])
            + [switching(0x4002_1004)] + readiness(control: 0x4002_1024, enables: [0])
            + [.init(address: 0x4002_1034, bit: 1, source: 0x4002_1034, sourceBit: 0)],
        units: .f0)

    /// A ready bit next to each enable bit.
    static func readiness(control: UInt32, enables: [UInt32]) -> [Follower] {
        enables.map { Follower(address: control, bit: $0 + 1, source: control, sourceBit: $0) }
    }

    /// Ready bits that are elsewhere in the register: enable and ready.
    static func ready(_ control: UInt32, _ bits: [(UInt32, UInt32)]) -> [Follower] {
        bits.map { Follower(address: control, bit: $0.1, source: control, sourceBit: $0.0) }
    }

    /// RCC_CFGR: SWS, from bit 2 on, follows SW.
    static func switching(_ address: UInt32, width: UInt32 = 2) -> Follower {
        Follower(address: address, bit: width, width: width, source: address, sourceBit: 0)
    }
}
