import Testing

@testable import VirtualBoard

/// L0 and L1 by RM0367 and RM0038.
@Suite struct FlashL1Tests {
    private enum Register {
        static let control: UInt32 = 0x04
        static let eepromKey: UInt32 = 0x0C
        static let programKey: UInt32 = 0x10
        static let optionKey: UInt32 = 0x14
        static let status: UInt32 = 0x18
    }

    private func opened(_ name: String) throws -> ChipBench {
        let bench = try ChipBench(name)
        #expect(try bench.get(Register.control) == 7)
        try bench.set(Register.eepromKey, 0x89AB_CDEF)
        try bench.set(Register.eepromKey, 0x0203_0405)
        try bench.set(Register.programKey, 0x8C9D_AEBF)
        try bench.set(Register.programKey, 0x1314_1516)
        #expect(try bench.get(Register.control) == 4)
        return bench
    }

    @Test func locksOpenInOrder() throws {
        let bench = try ChipBench("stm32l053")
        #expect(throws: BusFault.self) { try bench.set(Register.programKey, 0x8C9D_AEBF) }
        #expect(bench.illegal == ["flash-key-sequence": 1])
        try bench.store(1, at: 0x0800_0000)
        #expect(try bench.get(Register.status) & 0x100 == 0x100)
        #expect(bench.illegal["flash-write-while-locked"] == 1)
    }

    private static let halfPagesRows: [(String, Int, Bool)] = [
        ("stm32l053", 16, true), ("stm32l152", 32, false),
    ]

    @Test(arguments: halfPagesRows)
    func halfPages(name: String, words: Int, refusesFull: Bool) throws {
        let bench = try opened(name)
        #expect(bench.word(0x0800_0100) == 0)
        try bench.set(Register.control, 0x408)
        let data = (0..<words).map { 0x8000_0001 + UInt32($0) }
        try bench.store(data, at: 0x0800_0100)
        #expect(try bench.get(Register.status) & 1 == 1)
        bench.wait()
        #expect(try bench.get(Register.status) & 2 == 2)
        #expect(bench.words(0x0800_0100, words) == data)
        #expect(bench.illegal == [:])
        try bench.store(0, at: 0x0800_0004)
        #expect(try bench.get(Register.status) & 0x200 == 0x200)
        #expect(bench.illegal == ["flash-alignment": 1])
        try bench.set(Register.control, 0)
        try bench.store(2, at: 0x0800_0100)
        #expect(bench.illegal["flash-program-not-erased"] == 1)
        // L0 refuses the word, L1 adds its bits.
        #expect(bench.word(0x0800_0100) == (refusesFull ? 0x8000_0001 : 0x8000_0003))
    }

    private static let pagesAreErasedByAWriteRows: [(String, UInt32)] = [
        ("stm32l053", UInt32(128)), ("stm32l152", 256),
    ]

    @Test(arguments: pagesAreErasedByAWriteRows)
    func pagesAreErasedByAWrite(name: String, page: UInt32) throws {
        let bench = try opened(name)
        for address in [0x0800_0000 + page - 4, 0x0800_0000 + page, 0x0800_0000 + 2 * page] {
            try bench.store(7, at: address)
            bench.wait()
        }
        try bench.set(Register.control, 0x208)
        try bench.store(0, at: 0x0800_0000 + page)
        bench.wait()
        #expect(bench.word(0x0800_0000 + page - 4) == 7)
        #expect(bench.word(0x0800_0000 + page) == 0)
        #expect(bench.word(0x0800_0000 + 2 * page) == 7)
        #expect(bench.statistics.sectorErases == 1)
        // ERASE alone does nothing.
        try bench.set(Register.control, 0x200)
        try bench.store(0, at: 0x0800_0000 + page)
        #expect(bench.illegal == ["flash-erase-sequence": 1])
    }

    @Test func onlyWords() throws {
        let bench = try opened("stm32l152")
        try bench.store(1, at: 0x0800_0000, width: 2)
        #expect(try bench.get(Register.status) & 0x400 == 0x400)
        #expect(bench.illegal == ["flash-parallelism": 1])
    }

    @Test func dataMemoryTakesBytes() throws {
        let bench = try opened("stm32l053")
        try bench.store(0x12, at: 0x0808_0001, width: 1)
        bench.wait()
        try bench.store(0x21, at: 0x0808_0001, width: 1)
        bench.wait()
        #expect(bench.word(0x0808_0000) == 0x0000_2100)
        #expect(bench.illegal == [:])
    }

    @Test func leavingProtectionErases() throws {
        let bench = try ChipBench("stm32l152") { $0.deliver(FlashDelivery(protection: .level1)) }
        bench.flash.program([1, 2, 3, 4], at: 0x0800_0000)
        try bench.set(Register.eepromKey, 0x89AB_CDEF)
        try bench.set(Register.eepromKey, 0x0203_0405)
        try bench.set(Register.optionKey, 0xFBEA_D9C8)
        try bench.set(Register.optionKey, 0x2425_2627)
        try bench.store(0xFF55_00AA, at: 0x1FF8_0000)
        bench.wait()
        #expect(bench.word(0x0800_0000) == 0)
        #expect(bench.flash.protection == .level1)
        try bench.set(Register.control, 1 << 18)
        #expect(bench.flash.protection == .none)
        #expect(bench.statistics.optionPrograms == 1)
        #expect(bench.illegal == [:])
    }
}
