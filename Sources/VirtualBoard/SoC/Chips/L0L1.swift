/// STM32L0 (RM0367, RM0376, RM0377) and L1 (RM0038): erased cells are zero, data EEPROM beside.
extension ChipDescription {
    static let l0: [ChipDescription] = [
        L0Row("stm32l011", "L010x4, L011, L021", 0x457, kib: 16, ram: 2, eeprom: 512),
        L0Row("stm32l031", "L010x6, L031, L041", 0x425, kib: 32, ram: 8, eeprom: 1024),
        L0Row("stm32l053", "L010x8, L05x, L06x", 0x417, kib: 64, ram: 8, eeprom: 2048),
        L0Row("stm32l072", "L010xB, L07x, L08x, two banks", 0x447, kib: 192, ram: 20, eeprom: 6144),
    ].map(\.chip)

    static let l1: [ChipDescription] = [
        L1Row("stm32l152", "L100, L151, L152, category 1", 0x416, kib: 128, ram: 16, eeprom: 4),
        L1Row("stm32l152-a", "L15xx6-A to xB-A, category 2", 0x429, kib: 128, ram: 32, eeprom: 4),
        L1Row(
            "stm32l152xc", "L151xC, L152xC, L162xC, category 3", 0x427, kib: 256, ram: 32,
            eeprom: 8, isLate: true),
        // The size register holds a code: 0 is 384 KiB (RM0038, 31.1.1).
        L1Row(
            "stm32l162", "L151xD, L152xD, L162xD, category 4", 0x436, kib: 384, ram: 48,
            eeprom: 12, isLate: true, isDouble: true, sizeCode: 0),
        L1Row(
            "stm32l152xe", "L151xE, L152xE, L162xE, category 5", 0x437, kib: 512, ram: 80,
            eeprom: 16, isLate: true, isDouble: true),
    ].map(\.chip)
}

private struct L0Row {
    let name, parts: String
    let device: UInt32
    let kib, ram, eeprom: Int

    init(_ name: String, _ parts: String, _ device: UInt32, kib: Int, ram: Int, eeprom: Int) {
        (self.name, self.parts, self.device) = (name, parts, device)
        (self.kib, self.ram, self.eeprom) = (kib, ram, eeprom)
    }

    var chip: ChipDescription {
        ChipDescription(
            name: name, summary: "STM32\(parts), \(kib) KiB flash, Cortex-M0+", core: .m0Plus,
            debug: .m0Plus(identity: 0x2008_6000 | device),
            memories: [.init("SRAM", 0x2000_0000, ram * 1024)], flash: flash,
            peripherals: .registers(.l0), resetHertz: 2_097_000)
    }

    /// RM0367, 3.3.1, 3.7 and 3.8: pages of 128 bytes, half pages of 64, a bit for 4 KiB.
    private var flash: FlashDescription {
        let half = kib * 1024 / 2
        let isDouble = kib > 128
        let banks =
            isDouble
            ? [
                FlashBank(0x0800_0000, half / 128, of: 128),
                FlashBank(0x0800_0000 + UInt32(half), half / 128, of: 128),
            ] : [FlashBank(0x0800_0000, kib * 8, of: 128)]
        return FlashDescription(
            controller: .l1(
                L1Dialect(
                    halfPageByteCount: 64, notZeroFlag: 16, protectionByteCount: 4096,
                    protectionHalves: isDouble ? 3 : 2, protectionRegisters: [0x20, 0x80],
                    user: 0x8070)),
            registers: 0x4002_2000, banks: banks, erasedByte: 0,
            areas: [
                FlashArea("system memory", 0x1FF0_0000, 0x2000),
                FlashArea("option bytes", 0x1FF8_0000, 0x1000),
            ],
            eeprom: 0x0808_0000..<0x0808_0000 + UInt32(eeprom), options: 0x1FF8_0000,
            sizeRegister: 0x1FF8_007C, constants: ST.identity(at: 0x1FF8_0050), timing: .l1,
            systemMemory: 0x1FF0_0000)
    }
}

private struct L1Row {
    let name, parts: String
    let device: UInt32
    let kib, ram, eeprom: Int
    let isLate, isDouble: Bool
    let sizeCode: UInt16?

    init(
        _ name: String, _ parts: String, _ device: UInt32, kib: Int, ram: Int, eeprom: Int,
        isLate: Bool = false, isDouble: Bool = false, sizeCode: UInt16? = nil
    ) {
        (self.name, self.parts, self.device, self.kib) = (name, parts, device, kib)
        (self.ram, self.eeprom, self.isLate, self.isDouble) = (ram, eeprom, isLate, isDouble)
        self.sizeCode = sizeCode
    }

    var chip: ChipDescription {
        ChipDescription(
            name: name, summary: "STM32\(parts), \(kib) KiB flash, Cortex-M3",
            core: .m3(revision: 0x412F_C230, interrupts: 57),
            debug: .m3(identity: 0x1008_6000 | device, boundaryScan: 0x0641_6041, isLate: true),
            memories: [.init("SRAM", 0x2000_0000, ram * 1024)], flash: flash,
            peripherals: .registers(.l1), resetHertz: 2_097_000)
    }

    /// RM0038, 3.3, 3.9 and 31.2: pages of 256 bytes, half pages of 128.
    private var flash: FlashDescription {
        let bank = isDouble ? kib / 2 : kib
        var banks = [FlashBank(0x0800_0000, bank * 4, of: 256)]
        if isDouble {
            banks.append(FlashBank(0x0800_0000 + UInt32(bank * 1024), bank * 4, of: 256))
        }
        return FlashDescription(
            controller: .l1(
                L1Dialect(
                    halfPageByteCount: 128, protectionByteCount: 4096,
                    protectionHalves: kib > 256 ? 8 : kib > 128 ? 4 : 2,
                    protectionRegisters: [0x20, 0x80, 0x84, 0x88], user: 0x00F8)),
            registers: 0x4002_3C00, banks: banks, erasedByte: 0,
            areas: [
                FlashArea("system memory", 0x1FF0_0000, 0x2000),
                FlashArea("option bytes", 0x1FF8_0000, 0x1000),
            ],
            eeprom: 0x0808_0000..<0x0808_0000 + UInt32(eeprom * 1024), options: 0x1FF8_0000,
            sizeRegister: isLate ? 0x1FF8_00CC : 0x1FF8_004C, sizeCode: sizeCode,
            constants: ST.identity(at: isLate ? 0x1FF8_00D0 : 0x1FF8_0050), timing: .l1,
            systemMemory: 0x1FF0_0000)
    }
}

extension RegisterDescription {
    /// RM0367, 2.2.2 and 7.3.
    static let l0 = RegisterDescription(
        spaces: [
            0x4000_0000..<0x4000_8000, 0x4001_0000..<0x4001_8000, 0x4002_0000..<0x4002_6400,
            0x5000_0000..<0x5000_2000,
        ],
        resetValues: [
            0x4002_1000: 0x0000_0300, 0x4002_1004: 0x0000_B000, 0x4002_1030: 0x0000_0100,
            0x4002_1050: 0x0C00_0000, 0x5000_0000: 0xEBFF_FCFF,
        ],
        followers: ready(0x4002_1000, [(0, 2), (8, 9), (16, 17), (24, 25)])
            + [switching(0x4002_100C)] + readiness(control: 0x4002_1050, enables: [0, 8]),
        units: .l0)

    /// RM0038, 2.3 and 6.3.
    static let l1 = RegisterDescription(
        spaces: [
            0x4000_0000..<0x4000_8000, 0x4001_0000..<0x4001_8000, 0x4002_0000..<0x4002_6800,
            0xA000_0000..<0xA000_1000,
        ],
        resetValues: [
            0x4002_3800: 0x0000_0300, 0x4002_3804: 0x0000_B000, 0x4002_3834: 0x0C00_0000,
            0x4002_0000: 0xA800_0000, 0x4002_000C: 0x6400_0000, 0x4002_0400: 0x0000_0280,
        ],
        followers: ready(0x4002_3800, [(0, 1), (8, 9), (16, 17), (24, 25)])
            + [switching(0x4002_3808)] + readiness(control: 0x4002_3834, enables: [0, 8]),
        units: .l1)
}
