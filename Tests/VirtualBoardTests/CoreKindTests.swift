import Testing

@testable import VirtualBoard

/// One program on each kind of core: it counts SysTick interrupts and calls itself by SVC.
@Suite struct CoreKindTests {
    /// Vectors at 0 of RAM, handlers behind; Thumb of Armv6-M only.
    ///
    /// main: R4 = SysTick; LOAD 99; CTRL 7; then SVC, then `B .`. SVC: R6 = 7. SysTick: R5 += 1.
    private static func program(at base: UInt32) -> [UInt32] {
        var words = [UInt32](repeating: 0, count: 16)
        words[0] = base + 0x400
        for index in 1..<16 { words[index] = base + 0x70 | 1 }
        words[1] = base + 0x40 | 1
        words[11] = base + 0x60 | 1
        words[15] = base + 0x68 | 1
        let code: [UInt16] = [
            // 0x40: LDR R4, [PC, #8]; MOVS R0, #99; STR R0, [R4, #4]; STR R0, [R4, #8];
            0x4C02, 0x2063, 0x6060, 0x60A0,
            // MOVS R0, #7; B over the constant; constant 0xE000E010; STR R0, [R4]; SVC 0; B .
            0x2007, 0xE001, 0xE010, 0xE000, 0x6020, 0xDF00, 0xE7FE, 0xBF00,
            0xBF00, 0xBF00, 0xBF00, 0xBF00,
            // 0x60: SVC: MOVS R6, #7; BX LR.
            0x2607, 0x4770, 0xBF00, 0xBF00,
            // 0x68: SysTick: ADDS R5, #1; BX LR.
            0x3501, 0x4770, 0xBF00, 0xBF00,
            // 0x70: anything else: B .
            0xE7FE, 0xBF00,
        ]
        for index in stride(from: 0, to: code.count, by: 2) {
            words.append(UInt32(code[index]) | UInt32(code[index + 1]) << 16)
        }
        return words
    }

    @Test(arguments: [
        "stm32f030", "stm32l053", "stm32g071", "stm32f103", "stm32f407", "stm32f756", "stm32h743",
        "stm32u575", "stm32u575-tz", "stm32h563",
    ])
    func interruptsAndCalls(_ name: String) throws {
        let bench = try ChipBench(name, isRunning: true)
        let core = bench.chip.core
        let base = bench.flash.bootAddress
        let start = try #require(bench.chip.system.map.block(at: base))
        for (index, word) in Self.program(at: base).enumerated() {
            start.storage.storeBytes(of: word, toByteOffset: 4 * index, as: UInt32.self)
        }
        // The stack is in RAM.
        start.storage.storeBytes(of: UInt32(0x2000_0400), as: UInt32.self)
        core.codeChanged(address: base, count: 0x80)
        core.powerOnReset()
        core.run(nanoseconds: 100 * 1000 * 1_000_000_000 / bench.chip.description.resetHertz)
        try core.debugWrite(0xA05F_0003, to: 0xE000_EDF0, width: 4)
        func register(_ number: UInt32) throws -> UInt32 {
            try core.debugWrite(number, to: 0xE000_EDF4, width: 4)
            return try core.debugRead(0xE000_EDF8, width: 4)
        }
        #expect(try register(6) == 7, "SVC on \(name)")
        #expect(try register(5) > 100, "SysTick on \(name)")
        #expect(try register(15) & ~1 == base + 0x54, "\(name)")
    }

    /// Armv6-M cannot load a word from an odd address; Armv7-M can (DDI 0419, A3.2).
    private static let unalignedLoadFaultsRows: [(String, Bool)] = [
        ("stm32f030", true), ("stm32g071", true), ("stm32f407", false),
    ]

    @Test(arguments: unalignedLoadFaultsRows)
    func unalignedLoadFaults(name: String, isFault: Bool) throws {
        let bench = try ChipBench(name, isRunning: true)
        let core = bench.chip.core
        try core.debugWrite(0xA05F_0003, to: 0xE000_EDF0, width: 4)
        // VC_HARDERR. LDR R0, [R1]; BKPT.
        try core.debugWrite(1 << 10, to: 0xE000_EDFC, width: 4)
        try core.debugWrite(0xBE00_6808, to: 0x2000_0000, width: 4)
        for (number, value) in [
            (UInt32(1), UInt32(0x2000_0101)), (13, 0x2000_0400), (15, 0x2000_0000),
            (16, 0x0100_0000),
        ] {
            try core.debugWrite(value, to: 0xE000_EDF8, width: 4)
            try core.debugWrite(0x1_0000 | number, to: 0xE000_EDF4, width: 4)
        }
        try core.debugWrite(0xA05F_0001, to: 0xE000_EDF0, width: 4)
        core.run(nanoseconds: 1_000_000)
        #expect(core.isHalted)
        // VCATCH or BKPT.
        #expect(try core.debugRead(0xE000_ED30, width: 4) & 0xA == (isFault ? 8 : 2))
        #expect(bench.illegal == [:])
        if name == "stm32f030" {
            // No fault registers, and a configuration that cannot be changed.
            #expect(try core.debugRead(0xE000_ED28, width: 4) == 0)
            #expect(try core.debugRead(0xE000_ED14, width: 4) == 0x208)
        }
    }
}
