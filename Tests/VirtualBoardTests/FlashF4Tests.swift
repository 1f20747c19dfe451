import Testing

@testable import VirtualBoard

/// F2, F4 and the other F7 by RM0090 and RM0410: what F75x does not have.
@Suite struct FlashF4Tests {
    /// Bank 2 begins at code 16 of SNB, whatever the number of its first sector.
    private static let sectorsRows: [(String, UInt32, UInt32, Int)] = [
        ("stm32f407", UInt32(11), UInt32(0x080E_0000), 0x2_0000),
        ("stm32f429", 16, 0x0810_0000, 0x4000), ("stm32f429", 0x1B, 0x081E_0000, 0x2_0000),
        ("stm32f413", 15, 0x0816_0000, 0x2_0000), ("stm32f767", 4, 0x0802_0000, 0x2_0000),
        ("stm32f767-dual", 20, 0x0811_0000, 0x1_0000), ("stm32f722", 7, 0x0806_0000, 0x2_0000),
    ]

    @Test(arguments: sectorsRows)
    func sectors(name: String, code: UInt32, address: UInt32, byteCount: Int) throws {
        let bench = try ChipBench(name)
        try bench.set(0x04, 0x4567_0123)
        try bench.set(0x04, 0xCDEF_89AB)
        let last = address + UInt32(byteCount) - 4
        for place in [address - 4, address, last] {
            bench.flash.program([0, 0, 0, 0], at: place)
        }
        try bench.set(0x10, 0x1_0202 | code << 3)
        #expect(bench.flash.timer.isBusy)
        bench.wait()
        #expect(bench.word(address - 4) == 0)
        #expect(bench.word(address) == 0xFFFF_FFFF)
        #expect(bench.word(last) == 0xFFFF_FFFF)
        #expect(bench.statistics.sectorErases == 1)
        #expect(bench.illegal == [:])
        // Behind the last of the chip there is none.
        try bench.set(0x10, 0x1_0202 | (name == "stm32f413" ? 0 : 14) << 3)
        #expect(bench.illegal == (name == "stm32f413" ? [:] : ["flash-sector-number": 1]))
    }

    @Test func oneBankOfTwoIsErased() throws {
        let bench = try ChipBench("stm32f429")
        try bench.set(0x04, 0x4567_0123)
        try bench.set(0x04, 0xCDEF_89AB)
        bench.flash.program([0], at: 0x0800_0000)
        bench.flash.program([0], at: 0x0810_0000)
        try bench.set(0x10, 0x1_8200)
        #expect(bench.word(0x0800_0000) == 0xFFFF_FF00)
        #expect(bench.word(0x0810_0000) == 0xFFFF_FFFF)
        #expect(bench.illegal == [:])
    }
}
