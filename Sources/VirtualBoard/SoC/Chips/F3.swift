/// STM32F3: RM0316 (F303, F358, F398), RM0365 (F302), RM0366 (F301), RM0313 (F373), RM0364 (F334).
extension ChipDescription {
    static let f3: [ChipDescription] = [
        F3Row("stm32f303", "F302xC, F303xC", 0x422, kib: 256, ram: 40, ccm: 8),
        F3Row("stm32f303xe", "F302xE, F303xE", 0x446, kib: 512, ram: 64, ccm: 16),
        F3Row("stm32f334", "F303x8, F334", 0x438, kib: 64, ram: 12, ccm: 4),
        F3Row("stm32f301", "F301, F302x8", 0x439, kib: 64, ram: 16, ccm: 0),
        F3Row("stm32f373", "F373, F378", 0x432, kib: 256, ram: 32, ccm: 0),
    ].map(\.chip)
}

private struct F3Row {
    let name, parts: String
    let device: UInt32
    let kib, ram, ccm: Int

    init(_ name: String, _ parts: String, _ device: UInt32, kib: Int, ram: Int, ccm: Int) {
        (self.name, self.parts, self.device) = (name, parts, device)
        (self.kib, self.ram, self.ccm) = (kib, ram, ccm)
    }

    var chip: ChipDescription {
        var memories = [ChipDescription.Memory("SRAM", 0x2000_0000, ram * 1024)]
        if ccm > 0 { memories.append(.init("CCM RAM", 0x1000_0000, ccm * 1024)) }
        return ChipDescription(
            name: name, summary: "STM32\(parts), \(kib) KiB flash, Cortex-M4 with FPU",
            core: .m4(interrupts: 85),
            debug: .m4(identity: 0x1001_0000 | device, boundaryScan: 0x0643_8041),
            memories: memories, flash: flash, peripherals: .registers(.f3),
            resetHertz: 8_000_000)
    }

    /// RM0316, 4: pages of 2 KiB, two to a protection bit.
    private var flash: FlashDescription {
        FlashDescription(
            controller: .f1(F1Dialect(options: .f0, protectionByteCount: 4096)),
            registers: 0x4002_2000, banks: [FlashBank(0x0800_0000, kib / 2, of: 2048)],
            areas: [FlashArea("system memory", 0x1FFF_D000, 0x3000)], options: 0x1FFF_F800,
            sizeRegister: 0x1FFF_F7CC, constants: ST.identity(at: 0x1FFF_F7AC),
            timing: .f0, systemMemory: 0x1FFF_D800)
    }
}

extension RegisterDescription {
    /// RM0316, 3.2.2.
    static let f3 = RegisterDescription(
        spaces: [
            0x4000_0000..<0x4000_A000, 0x4001_0000..<0x4001_8000, 0x4002_0000..<0x4002_4400,
            0x4800_0000..<0x4800_2000, 0x5000_0000..<0x5000_0800, 0xA000_0000..<0xA000_1000,
        ],
        resetValues: [
            0x4002_1000: 0x0000_0083, 0x4002_1014: 0x14, 0x4002_1024: 0x0C00_0000,
            0x4800_0000: 0xA800_0000, 0x4800_0008: 0x0C00_0000, 0x4800_000C: 0x6400_0000,
            0x4800_0400: 0x0000_0280, 0x4800_0408: 0x0000_00C0, 0x4800_040C: 0x0000_0100,
        ],
        followers: readiness(control: 0x4002_1000, enables: [0, 16, 24])
            + [switching(0x4002_1004)] + readiness(control: 0x4002_1024, enables: [0]),
        units: .f0)
}
