extension ChipDescription {
    /// STM32F756xG (RM0385, and the data sheet).
    static let f756 = ChipDescription(
        name: "stm32f756", summary: "STM32F756xG, 1 MiB flash, Cortex-M7 r0p1 with FPU",
        // RM0385, 1.1 and 40.6; 10.1.1: 98 interrupts of 16 priorities.
        core: .m7(revision: 0x410F_C271, interrupts: 98),
        debug: DebugDescription(
            // RM0385, 40.6.3 and 40.8.3.
            serialWire: 0x5BA0_2477, jtag: 0x5BA0_0477, boundaryScan: 0x0644_9041,
            ports: [AccessPortDescription(number: 0, identity: 0x7477_0001, base: 0xE00F_D003)],
            controlBase: 0xE004_2000, identity: 0x1001_6449,
            // RM0385, 40.16.
            controlMasks: [0x04: 0x0000_00E7, 0x08: 0x06E0_1DFF, 0x0C: 0x0007_0003]),
        // RM0385, 2.2.2.
        memories: [
            Memory("ITCM RAM", 0x0000_0000, 0x4000), Memory("DTCM RAM", 0x2000_0000, 0x1_0000),
            Memory("SRAM1", 0x2001_0000, 0x3_C000), Memory("SRAM2", 0x2004_C000, 0x4000),
            Memory("backup SRAM", 0x4002_4000, 0x1000),
        ],
        flash: f75xFlash, peripherals: .f75x, resetHertz: 16_000_000)

    /// RM0385, tables 3, 8 and 12, and 41.1 and 41.2.
    private static let f75xFlash = FlashDescription(
        controller: .f4(
            F4Dialect(
                options: (0xC0FF_AAFC, 0x0040_0080, 0),
                optionMasks: (0xC0FF_FFFC, 0xFFFF_FFFF, 0), accessMask: 0x0000_0B0F,
                controlMask: 0x0301_037F, statusMask: 0xF3, protectionBits: 8,
                hasBootAddresses: true)),
        registers: 0x4002_3C00,
        banks: [
            FlashBank(
                0x0800_0000,
                [0x8000, 0x8000, 0x8000, 0x8000, 0x2_0000, 0x4_0000, 0x4_0000, 0x4_0000])
        ],
        aliases: [0x0020_0000],
        areas: [
            FlashArea("system memory", 0x1FF0_0000, 0x1_0000, aliases: [0x0010_0000]),
            FlashArea("option bytes", 0x1FFF_0000, 0x1000),
        ],
        oneTime: 0x1FF0_F000..<0x1FF0_F410,
        oneTimeLocks: OneTimeLocks(base: 0x1FF0_F400, blockByteCount: 64),
        options: 0x1FFF_0000,
        sizeRegister: 0x1FF0_F442, constants: ST.identity(at: 0x1FF0_F420),
        timing: .f4)
}
