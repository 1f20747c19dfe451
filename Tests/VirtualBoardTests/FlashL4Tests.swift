import Testing

@testable import VirtualBoard

/// L4 and its descendants by RM0351, RM0440, RM0444, RM0438 and RM0456.
@Suite struct FlashL4Tests {
    private enum Register {
        static let key: UInt32 = 0x08
        static let optionKey: UInt32 = 0x0C
        static let status: UInt32 = 0x10
        static let control: UInt32 = 0x14
        static let options: UInt32 = 0x20
        static let protection: UInt32 = 0x2C
    }

    private func opened(_ name: String, prepare: (FlashInterface) -> Void = { _ in }) throws
        -> ChipBench
    {
        let bench = try ChipBench(name, prepare: prepare)
        #expect(try bench.get(Register.control) == 0xC000_0000)
        try bench.set(Register.key, 0x4567_0123)
        try bench.set(Register.key, 0xCDEF_89AB)
        #expect(try bench.get(Register.control) == 0x4000_0000)
        return bench
    }

    private func openOptions(_ bench: ChipBench) throws {
        try bench.set(Register.optionKey, 0x0819_2A3B)
        try bench.set(Register.optionKey, 0x4C5D_6E7F)
        #expect(try bench.get(Register.control) == 0)
    }

    @Test func doubleWords() throws {
        let bench = try opened("stm32l476")
        try bench.set(Register.control, 1)
        try bench.store(1, at: 0x0800_0008)
        #expect(bench.flash.timer.left == 0)
        #expect(bench.word(0x0800_0008) == 0xFFFF_FFFF)
        try bench.store(2, at: 0x0800_000C)
        #expect(bench.flash.timer.left == 81_690)
        #expect(try bench.get(Register.status) & 0x1_0000 != 0)
        bench.wait()
        // EOP with its interrupt enabled only.
        #expect(try bench.get(Register.status) & 0x1_FFFF == 0)
        #expect(bench.words(0x0800_0008, 2) == [1, 2])
        #expect(bench.illegal == [:])
        #expect(bench.statistics.programmed == [64: 1])
    }

    @Test func cellsThatAreNotErasedStay() throws {
        let bench = try opened("stm32l476")
        try bench.set(Register.control, 1)
        try bench.store([1, 2], at: 0x0800_0000)
        bench.wait()
        try bench.store([1, 2], at: 0x0800_0000)
        #expect(try bench.get(Register.status) & 0x3FB == 0x08)
        #expect(bench.illegal == ["flash-program-not-erased": 1])
        // The flag has to be cleared first.
        try bench.store(0, at: 0x0800_0008)
        #expect(try bench.get(Register.status) & 0x3FB == 0x88)
        #expect(bench.illegal["flash-error-flags-not-cleared"] == 1)
        try bench.set(Register.status, 0x88)
        try bench.store([0, 0], at: 0x0800_0000)
        bench.wait()
        #expect(bench.words(0x0800_0000, 2) == [0, 0])
    }

    @Test func widthAndAlignment() throws {
        let bench = try opened("stm32g071")
        try bench.set(Register.control, 1)
        try bench.store(0, at: 0x0800_0000, width: 2)
        #expect(try bench.get(Register.status) & 0x3FB == 0x40)
        try bench.set(Register.status, 0x40)
        try bench.store(0, at: 0x0800_0004)
        #expect(try bench.get(Register.status) & 0x3FB == 0x20)
        try bench.set(Register.status, 0x20)
        try bench.store(0, at: 0x0800_0008)
        try bench.store(0, at: 0x0800_0014)
        #expect(bench.illegal == ["flash-parallelism": 1, "flash-alignment": 2])
        try bench.set(Register.status, 0x20)
        try bench.store(0, at: 0x0800_0008)
        try bench.set(Register.control, 0)
        #expect(bench.illegal["flash-unit-not-complete"] == 1)
        #expect(bench.statistics.programmed == [:])
    }

    private static let pageOfABankRows: [(String, UInt32, UInt32, Int)] = [
        ("stm32l476", UInt32(1 << 11), UInt32(0x0808_0800), 2048),
        ("stm32g0b1", 1 << 13, 0x0804_0800, 2048), ("stm32g474", 1 << 11, 0x0804_0800, 2048),
        ("stm32g474-single", 0, 0x0800_1000, 4096), ("stm32l4r5", 1 << 11, 0x0810_1000, 4096),
        ("stm32l4r5-single", 0, 0x0800_2000, 8192), ("stm32wb55", 0, 0x0800_1000, 4096),
        ("stm32c031", 0, 0x0800_0800, 2048), ("stm32u083", 0, 0x0800_0800, 2048),
    ]

    @Test(arguments: pageOfABankRows)
    func pageOfABank(name: String, bank: UInt32, address: UInt32, byteCount: Int) throws {
        let bench = try opened(name)
        let last = address + UInt32(byteCount) - 8
        for place in [address - 8, address, last] {
            bench.flash.program([0, 0, 0, 0], at: place)
        }
        let beyond = last + 8
        if bench.flash.cells.isMain(beyond) { bench.flash.program([0, 0, 0, 0], at: beyond) }
        try bench.set(Register.control, 2 | 1 << 3 | bank)
        try bench.set(Register.control, 1 << 16 | 2 | 1 << 3 | bank)
        #expect(bench.flash.timer.isBusy)
        bench.wait()
        #expect(bench.word(address) == 0xFFFF_FFFF)
        #expect(bench.word(last) == 0xFFFF_FFFF)
        #expect(bench.word(address - 8) == 0)
        if bench.flash.cells.isMain(beyond) { #expect(bench.word(beyond) == 0) }
        #expect(bench.illegal == [:])
    }

    @Test func otherBankAnswersMeanwhile() throws {
        let bench = try opened("stm32l476")
        try bench.set(Register.control, 1 << 16 | 2 | 1 << 11)
        #expect(bench.chip.condition(of: 0x0800_0000, isWrite: false) == .ready)
        #expect(
            bench.chip.condition(of: 0x0808_0000, isWrite: false)
                == .stalled(nanoseconds: 22_020_000))
    }

    @Test func fastRows() throws {
        let bench = try opened("stm32l476")
        try bench.set(Register.control, 1 << 18)
        try bench.store((0..<64).map { UInt32($0) }, at: 0x0800_0100)
        #expect(bench.flash.timer.left == 1_910_000)
        bench.wait()
        #expect(bench.words(0x0800_0100, 64) == (0..<64).map { UInt32($0) })
        #expect(bench.illegal == [:])
        try bench.store(0, at: 0x0800_0208)
        #expect(bench.illegal == ["flash-alignment": 1])
    }

    @Test func optionsAreLoadedByLaunch() throws {
        let bench = try opened("stm32g071")
        try bench.set(Register.protection, 0x0003_0001)
        #expect(bench.illegal == ["option-control-written-while-locked": 1])
        try openOptions(bench)
        try bench.set(Register.protection, 0x0003_0001)
        try bench.set(Register.control, 1 << 17)
        bench.wait()
        try bench.set(Register.control, 1)
        try bench.store([0, 0], at: 0x0800_0800)
        bench.wait()
        #expect(bench.word(0x0800_0800) == 0)
        try bench.set(Register.control, 1 << 27)
        #expect(bench.statistics.resets == ["system": 1])
        try bench.set(Register.key, 0x4567_0123)
        try bench.set(Register.key, 0xCDEF_89AB)
        try bench.set(Register.control, 1)
        try bench.store([0, 0], at: 0x0800_0800)
        #expect(try bench.get(Register.status) & 0x3FB == 0x10)
        #expect(bench.illegal["flash-write-protected"] == 1)
    }

    @Test func leavingProtectionErases() throws {
        let bench = try opened("stm32l476") { $0.deliver(FlashDelivery(protection: .level1)) }
        bench.flash.program([0], at: 0x0800_0000)
        try openOptions(bench)
        try bench.set(Register.options, try bench.get(Register.options) & ~0xFF | 0xAA)
        try bench.set(Register.control, 1 << 17)
        #expect(bench.word(0x0800_0000) == 0xFFFF_FFFF)
        #expect(bench.statistics.massErases == 1)
    }

    @Test func banksSwap() throws {
        let bench = try opened("stm32g0b1")
        bench.flash.program([1, 0, 0, 0], at: 0x0800_0000)
        bench.flash.program([2, 0, 0, 0], at: 0x0804_0000)
        try openOptions(bench)
        try bench.set(Register.options, try bench.get(Register.options) & ~(1 << 20))
        try bench.set(Register.control, 1 << 17)
        bench.wait()
        try bench.set(Register.control, 1 << 27)
        #expect(bench.word(0x0800_0000) == 2)
        // Page 0 of bank 1 is the physical one, now in the second half.
        try bench.set(Register.key, 0x4567_0123)
        try bench.set(Register.key, 0xCDEF_89AB)
        try bench.set(Register.control, 1 << 16 | 2)
        #expect(bench.word(0x0804_0000) == 0xFFFF_FFFF)
        #expect(bench.word(0x0800_0000) == 2)
    }

    /// An empty chip starts its boot loader until options are loaded or the flag is cleared.
    @Test(arguments: ["stm32g071", "stm32l452"])
    func emptyChipsStartTheBootLoader(_ name: String) throws {
        let bench = try opened(name)
        #expect(bench.flash.bootAddress == 0x1FFF_0000)
        bench.flash.program([0, 4, 0, 0x20], at: 0x0800_0000)
        bench.chip.system.systemReset()
        #expect(bench.flash.bootAddress == 0x1FFF_0000)
        if name == "stm32g071" {
            try bench.set(0, try bench.get(0) & ~(1 << 16))
        } else {
            try bench.set(Register.status, 1 << 17)
        }
        #expect(bench.flash.bootAddress == 0)
    }

    @Test func quadWordsOfU5() throws {
        let bench = try ChipBench("stm32u575")
        try bench.set(0x08, 0x4567_0123)
        try bench.set(0x08, 0xCDEF_89AB)
        try bench.set(0x28, 1)
        try bench.store([1, 2, 3], at: 0x0810_0010)
        // WDW: more is to come.
        #expect(try bench.get(0x20) == 1 << 17)
        try bench.store(4, at: 0x0810_001C)
        #expect(try bench.get(0x20) == 1 << 16)
        bench.wait()
        #expect(bench.words(0x0810_0010, 4) == [1, 2, 3, 4])
        #expect(bench.statistics.programmed == [128: 1])
        // Without TrustZone the Secure registers are not there.
        try bench.setSecure(0x0C, 0x4567_0123)
        #expect(try bench.getSecure(0x2C) == 0)
        #expect(bench.illegal == [:])
    }

    /// FSTPG is no bit of U5's: there are no rows to be programmed at once.
    @Test func fastRowsWhereThereAreNone() throws {
        let bench = try ChipBench("stm32u575")
        try bench.set(0x08, 0x4567_0123)
        try bench.set(0x08, 0xCDEF_89AB)
        try bench.set(0x28, 1 << 18 | 1)
        try bench.store([1, 2, 3, 4], at: 0x0810_0000)
        bench.wait()
        #expect(bench.words(0x0810_0000, 4) == [1, 2, 3, 4])
    }

    @Test func secureCellsNeedTheSecureSide() throws {
        let bench = try ChipBench("stm32u575-tz")
        try bench.set(0x08, 0x4567_0123)
        try bench.set(0x08, 0xCDEF_89AB)
        try bench.set(0x28, 1 << 16 | 2)
        #expect(bench.illegal == ["flash-nonsecure-on-secure": 1])
        #expect(try bench.get(0x20) == 0x10)
        try bench.setSecure(0x0C, 0x4567_0123)
        try bench.setSecure(0x0C, 0xCDEF_89AB)
        try bench.setSecure(0x2C, 1)
        try bench.store([1, 2, 3, 4], at: 0x0C00_0000)
        bench.wait()
        #expect(bench.words(0x0C00_0000, 4) == [1, 2, 3, 4])
        #expect(bench.flash.bootAddress == 0x0C00_0000)
        #expect(bench.illegal == ["flash-nonsecure-on-secure": 1])
    }
}
