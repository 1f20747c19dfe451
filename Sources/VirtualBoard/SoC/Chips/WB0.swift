/// STM32WB0 (RM0529, RM0530, RM0505): Cortex-M0+ and a flash interface by commands. The identity
/// is in the system configuration's JTAG_ID register, not in a DBGMCU.
extension ChipDescription {
    static let wb0: [ChipDescription] = [
        wb0("stm32wb07", "WB06, WB07", identity: 0x0201_E041, kib: 256, ram: 64),
        wb0("stm32wb05", "WB05", identity: 0x0202_8041, kib: 192, ram: 24),
        wb0("stm32wb09", "WB09", identity: 0x0203_2041, kib: 512, ram: 64),
    ]

    private static func wb0(
        _ name: String, _ parts: String, identity: UInt32, kib: Int, ram: Int
    ) -> ChipDescription {
        var debug = DebugDescription.m0Plus(identity: identity)
        debug.controlBase = 0x4000_0004
        debug.controlByteCount = 4
        return ChipDescription(
            name: name, summary: "STM32\(parts), \(kib) KiB flash, Cortex-M0+", core: .m0Plus,
            debug: debug, memories: [.init("SRAM", 0x2000_0000, ram * 1024)],
            flash: FlashDescription(
                controller: .wb0, registers: 0x4000_1000, base: 0x1004_0000,
                banks: [FlashBank(0x1004_0000, kib / 2, of: 2048)], aliases: [],
                areas: [FlashArea("system memory", 0x1000_0000, 0x2000)],
                oneTime: 0x1000_1800..<0x1000_1C00,
                constants: ST.identity(at: 0x1000_1EF0), timing: .wb0,
                bootAddress: 0x1004_0000),
            peripherals: .registers(.wb0), resetHertz: 64_000_000)
    }
}

extension RegisterDescription {
    /// RM0529, 2.2: DIE_ID is at 0x40000000.
    static let wb0 = RegisterDescription(
        spaces: [
            0x4000_0000..<0x4000_8000, 0x4100_0000..<0x4100_8000, 0x4800_0000..<0x4840_1000,
            0x4850_0000..<0x4890_1000, 0x6000_0000..<0x6000_2000,
        ],
        resetValues: [0x4000_0000: 0x0000_0121],
        units: .wb0)
}
