import Testing

@testable import VirtualBoard

/// F0, F1, F3 by PM0075, PM0068 and RM0091.
@Suite struct FlashF1Tests {
    private enum Register {
        static let key: UInt32 = 0x04
        static let optionKey: UInt32 = 0x08
        static let status: UInt32 = 0x0C
        static let control: UInt32 = 0x10
        static let address: UInt32 = 0x14
        static let options: UInt32 = 0x1C
        static let protection: UInt32 = 0x20
    }

    private func opened(_ name: String, bank: UInt32 = 0) throws -> ChipBench {
        let bench = try ChipBench(name)
        try bench.set(Register.key + bank, 0x4567_0123)
        try bench.set(Register.key + bank, 0xCDEF_89AB)
        return bench
    }

    @Test func halfWordsGoIntoErasedCells() throws {
        let bench = try opened("stm32f103")
        try bench.set(Register.control, 1)
        try bench.store(0x1234, at: 0x0800_0402, width: 2)
        #expect(bench.flash.timers[0].left == 52_500)
        #expect(try bench.get(Register.status) == 1)
        bench.wait()
        #expect(try bench.get(Register.status) == 0x20)
        try bench.set(Register.status, 0x20)
        #expect(bench.word(0x0800_0400) == 0x1234_FFFF)
        #expect(bench.illegal == [:])
        // PGERR: the cell is not erased; but zeros are always taken.
        try bench.store(0x1204, at: 0x0800_0402, width: 2)
        #expect(try bench.get(Register.status) == 4)
        #expect(bench.word(0x0800_0400) == 0x1234_FFFF)
        try bench.store(0, at: 0x0800_0402, width: 2)
        #expect(bench.word(0x0800_0400) == 0x0000_FFFF)
        #expect(bench.illegal == ["flash-program-0-to-1": 1])
    }

    @Test func onlyHalfWords() throws {
        let bench = try opened("stm32f072")
        try bench.set(Register.control, 1)
        for width in [1, 4] {
            #expect(throws: BusFault(address: 0x0800_0000)) {
                try bench.store(0, at: 0x0800_0000, width: width)
            }
        }
        #expect(bench.illegal == ["flash-parallelism": 2])
        #expect(bench.word(0x0800_0000) == 0xFFFF_FFFF)
    }

    @Test func pagesAreErasedByAddress() throws {
        let bench = try opened("stm32f103")
        try bench.set(Register.control, 1)
        for address: UInt32 in [0x0800_03FE, 0x0800_0400, 0x0800_07FE, 0x0800_0800] {
            try bench.store(0, at: address, width: 2)
            bench.wait()
        }
        try bench.set(Register.control, 2)
        try bench.set(Register.address, 0x0800_05A0)
        try bench.set(Register.control, 0x42)
        #expect(try bench.get(Register.status) & 1 == 1)
        bench.wait()
        #expect(try bench.get(Register.control) == 2)
        #expect(bench.word(0x0800_03FC) == 0x0000_FFFF)
        #expect(bench.word(0x0800_0400) == 0xFFFF_FFFF)
        #expect(bench.word(0x0800_07FC) == 0xFFFF_FFFF)
        #expect(bench.word(0x0800_0800) == 0xFFFF_0000)
        #expect(bench.statistics.sectorErases == 1)
        #expect(bench.illegal == [:])
    }

    @Test func refusesWhatIsOutOfOrder() throws {
        let locked = try ChipBench("stm32f103")
        try locked.set(Register.control, 1)
        try locked.store(0, at: 0x0800_0000, width: 2)
        #expect(
            locked.illegal == [
                "flash-control-written-while-locked": 1, "flash-write-while-locked": 1,
            ])
        #expect(throws: BusFault.self) { try locked.set(Register.key, 1) }
        #expect(throws: BusFault.self) { try locked.set(Register.key, 0x4567_0123) }
        let bench = try opened("stm32f103")
        try bench.store(0, at: 0x0800_0000, width: 2)
        try bench.set(Register.control, 0x46)
        try bench.set(Register.control, 0x43)
        #expect(bench.illegal == ["flash-write-without-pg": 1, "flash-erase-sequence": 2])
        try bench.set(Register.control, 1)
        try bench.store(0, at: 0x0800_0000, width: 2)
        try bench.set(Register.control, 0)
        #expect(bench.illegal["flash-control-written-while-busy"] == 1)
    }

    @Test func secondBankHasRegistersOfItsOwn() throws {
        let bench = try opened("stm32f103xg", bank: 0x40)
        try bench.set(Register.control + 0x40, 1)
        try bench.store(0x55AA, at: 0x0808_0000, width: 2)
        #expect(try bench.get(Register.status + 0x40) == 1)
        #expect(try bench.get(Register.status) == 0)
        bench.wait()
        #expect(bench.word(0x0808_0000) == 0xFFFF_55AA)
        #expect(bench.illegal == [:])
        try bench.store(0, at: 0x0807_FFFE, width: 2)
        #expect(bench.illegal == ["flash-write-while-locked": 1])
    }

    private static let openingAProtectedChipErasesItRows: [(String, UInt32, UInt32)] = [
        ("stm32f103", UInt32(0xA5), UInt32(2)), ("stm32f072", 0xAA, 2),
    ]

    @Test(arguments: openingAProtectedChipErasesItRows)
    func openingAProtectedChipErasesIt(name: String, open: UInt32, flag: UInt32) throws {
        let bench = try ChipBench(name) { $0.deliver(FlashDelivery(protection: .level1)) }
        bench.flash.program([0], at: 0x0800_0000)
        #expect(try bench.get(Register.options) & 2 == flag)
        #expect(bench.flash.protection == .level1)
        for register in [Register.key, Register.optionKey] {
            try bench.set(register, 0x4567_0123)
            try bench.set(register, 0xCDEF_89AB)
        }
        #expect(try bench.get(Register.control) == 0x200)
        try bench.set(Register.control, 0x220)
        try bench.set(Register.control, 0x260)
        bench.wait()
        try bench.set(Register.control, 0x210)
        try bench.store(open, at: 0x1FFF_F800, width: 2)
        bench.wait()
        #expect(bench.word(0x0800_0000) == 0xFFFF_FFFF)
        #expect(bench.word(0x1FFF_F800) & 0xFFFF == (~open & 0xFF) << 8 | open)
        #expect(bench.flash.protection == .level1)
        bench.chip.system.systemReset()
        #expect(bench.flash.protection == .none)
        #expect(bench.illegal == [:])
    }

    @Test func protectedPagesStay() throws {
        let bench = try ChipBench("stm32f303") {
            $0.deliver(FlashDelivery(writeProtectedSectors: 1 << 1))
        }
        #expect(try bench.get(Register.protection) == 0xFFFF_FFFD)
        try bench.set(Register.key, 0x4567_0123)
        try bench.set(Register.key, 0xCDEF_89AB)
        try bench.set(Register.control, 1)
        try bench.store(0, at: 0x0800_1000, width: 2)
        #expect(try bench.get(Register.status) == 0x10)
        try bench.store(0, at: 0x0800_0FFE, width: 2)
        #expect(bench.illegal == ["flash-write-protected": 1])
        #expect(bench.word(0x0800_0FFC) == 0x0000_FFFF)
    }
}
