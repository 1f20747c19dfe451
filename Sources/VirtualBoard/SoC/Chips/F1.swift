/// STM32F1: RM0008, RM0041 (F100), PM0075 and PM0068 (XL) for the flash.
extension ChipDescription {
    static let f1: [ChipDescription] = [
        F1Row("stm32f103x6", "F101x6, F103x6, low density", 0x412, kib: 32, page: 1, ram: 10),
        F1Row("stm32f103", "F101xB, F103xB, medium density", 0x410, kib: 128, page: 1, ram: 20),
        F1Row("stm32f103xe", "F101xE, F103xE, high density", 0x414, kib: 512, page: 2, ram: 64),
        F1Row(
            "stm32f103xg", "F101xG, F103xG, XL density", 0x430, kib: 1024, page: 2, ram: 96,
            system: 0x1FFF_E000, isDouble: true),
        F1Row(
            "stm32f107", "F105, F107", 0x418, kib: 256, page: 2, ram: 64, system: 0x1FFF_B000),
        F1Row("stm32f100", "F100xB, value line", 0x420, kib: 128, page: 1, ram: 8),
        F1Row("stm32f100xe", "F100xE, value line", 0x428, kib: 512, page: 2, ram: 32),
    ].map(\.chip)
}

private struct F1Row {
    let name, parts: String
    let device: UInt32
    let kib, page, ram: Int
    let system: UInt32
    let isDouble: Bool

    init(
        _ name: String, _ parts: String, _ device: UInt32, kib: Int, page: Int, ram: Int,
        system: UInt32 = 0x1FFF_F000, isDouble: Bool = false
    ) {
        (self.name, self.parts, self.device) = (name, parts, device)
        (self.kib, self.page, self.ram) = (kib, page, ram)
        (self.system, self.isDouble) = (system, isDouble)
    }

    var chip: ChipDescription {
        ChipDescription(
            name: name, summary: "STM32\(parts), \(kib) KiB flash, Cortex-M3",
            core: .m3(revision: 0x411F_C231, interrupts: 68),
            debug: .m3(identity: 0x1003_0000 | device, boundaryScan: 0x0641_0041),
            memories: [.init("SRAM", 0x2000_0000, ram * 1024)], flash: flash,
            peripherals: .registers(.f1), resetHertz: 8_000_000)
    }

    /// PM0075, 2.1 and 2.4.2: one bit protects 4 KiB, the last one all that is left.
    private var flash: FlashDescription {
        let bank = isDouble ? kib / 2 : kib
        var banks = [FlashBank(0x0800_0000, bank / page, of: page * 1024)]
        if isDouble {
            banks.append(FlashBank(0x0808_0000, (kib - bank) / page, of: page * 1024))
        }
        return FlashDescription(
            controller: .f1(
                F1Dialect(options: .f1, protectionByteCount: 4096, hasSecondBank: isDouble)),
            registers: 0x4002_2000, banks: banks,
            areas: [FlashArea("system memory", system, Int(0x2000_0000 - system))],
            options: 0x1FFF_F800,
            sizeRegister: 0x1FFF_F7E0, constants: ST.identity(at: 0x1FFF_F7E8),
            timing: .f1, systemMemory: system)
    }
}

extension RegisterDescription {
    /// RM0008, 3.3: APB1, APB2, AHB, FSMC. GPIO ports wake up as inputs.
    static let f1 = RegisterDescription(
        spaces: [
            0x4000_0000..<0x4000_8000, 0x4001_0000..<0x4001_8000, 0x4002_0000..<0x4003_0000,
            0x5000_0000..<0x5004_0000, 0xA000_0000..<0xA000_1000,
        ],
        resetValues: Dictionary(
            uniqueKeysWithValues: (0..<7).flatMap { port -> [(UInt32, UInt32)] in
                let base = 0x4001_0800 + UInt32(port) * 0x400
                return [(base, 0x4444_4444), (base + 4, 0x4444_4444)]
            } + [(0x4002_1000, 0x83), (0x4002_1014, 0x14), (0x4002_1024, 0x0C00_0000)]),
        followers: readiness(control: 0x4002_1000, enables: [0, 16, 24, 26, 28])
            + [switching(0x4002_1004)] + readiness(control: 0x4002_1024, enables: [0]),
        units: .f1)
}
