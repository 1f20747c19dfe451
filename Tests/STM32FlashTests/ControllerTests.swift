import STM32
import TargetMemory
import Testing

@testable import STM32Flash

/// The driver alone against the flash interface of the manual.
@Suite struct ControllerTests {
    private func controller(
        _ target: FakeTarget, _ parallelism: Parallelism = .word
    ) -> F4Controller {
        F4Controller(access: target, flash: FakeTarget.device.flash, parallelism: parallelism)
    }

    /// RM0385 3.3.5: both keys in this order, and nothing but that opens it.
    @Test func theKeysOpenIt() throws {
        let target = FakeTarget()
        var controller = controller(target)
        try controller.open()
        #expect(target.keys == [0x4567_0123, 0xCDEF_89AB])
        #expect(!target.isLocked)
        // Opening what is open writes no key, which would shut it until the next reset.
        try controller.open()
        #expect(target.keys.count == 2)
        try controller.close()
        #expect(target.isLocked)
    }

    @Test func anOpenFlashIsLeftOpenAndGetsNoKey() throws {
        let target = FakeTarget()
        target.control = 0
        var controller = controller(target)
        try controller.open()
        #expect(target.keys == [])
        try controller.close()
        #expect(!target.isLocked)
    }

    @Test func aFlashShutByAWrongKeyIsNamed() {
        let target = FakeTarget()
        target.isShutFast = true
        var controller = controller(target)
        let refusal = fault { () throws(TargetFault) in try controller.open() }
        #expect(refusal?.cause == .flash)
        #expect(refusal?.message.contains("reset") == true)
    }

    /// Flags of somebody else's failure are cleared and not taken for ours; ours are named.
    @Test func errorFlagsAreNamedOnce() throws {
        let target = FakeTarget()
        target.status = 1 << 4 | 1 << 6
        var controller = controller(target)
        try controller.open()
        #expect(target.status == 0)
        target.status = 1 << 4 | 1 << 6
        let failure = fault { () throws(TargetFault) in try controller.erase(target.sectors[2]) }
        #expect(failure?.cause == .flash)
        #expect(failure?.message.contains("Erasing sector 2") == true)
        #expect(failure?.message.contains("WRPERR") == true)
        #expect(failure?.message.contains("PGPERR") == true)
        #expect(target.status == 0)
    }

    @Test func anEarlierOperationIsWaitedFor() throws {
        let target = FakeTarget()
        target.control = 0
        target.busyReads = 3
        try target.writeWord(0x1_0002, to: FakeTarget.interface + 0x10)
        target.control = 1 << 31
        target.writes = []
        var controller = controller(target)
        try controller.open()
        #expect(try target.readWord(FakeTarget.interface + 0x0C) == 0)
        #expect(target.keys.count == 2)
        #expect(!target.hasWrittenWhileBusy)
    }

    /// FLASH_CR: SER, SNB and PSIZE first, then STRT with them.
    @Test(arguments: [
        (Parallelism.byte, UInt32(0x2A)), (.halfword, 0x12A), (.word, 0x22A),
    ])
    func aSectorIsErased(parallelism: Parallelism, setup: UInt32) throws {
        let target = FakeTarget()
        var controller = controller(target, parallelism)
        try controller.open()
        target.writes = []
        target.busyReads = 7
        try controller.erase(target.sectors[5])
        #expect(target.writes.map(\.offset) == [0x10, 0x10, 0x10])
        #expect(target.writes.map(\.value) == [setup, setup | 1 << 16, 0])
        #expect(target.erasedSectors == [5])
    }

    @Test func massEraseOfTwoBanksErasesBoth() throws {
        let target = FakeTarget()
        var controller = controller(target)
        try controller.open()
        target.writes = []
        try controller.eraseAll(isDualBank: true)
        #expect(target.writes.map(\.value) == [0x8204, 0x1_8204, 0])
        target.writes = []
        try controller.eraseAll(isDualBank: false)
        #expect(target.writes.map(\.value) == [0x204, 0x1_0204, 0])
    }

    /// One access of the parallelism's width for each unit that is not blank.
    @Test(arguments: [(Parallelism.byte, 5), (.halfword, 3), (.word, 2)])
    func programmingByUnits(parallelism: Parallelism, count: Int) throws {
        let target = FakeTarget()
        var controller = controller(target, parallelism)
        try controller.open()
        let bytes: [UInt8] = [1, 2, 3, 4, 0xFF, 0xFF, 0xFF, 0xFF, 5, 0xFF, 0xFF, 0xFF]
        try controller.program(bytes, at: 0x0800_0100)
        #expect(Array(target.cells[0x100..<0x10C]) == bytes)
        #expect(target.programCount == count)
        #expect(target.control == 0)
    }

    /// RM0385 3.3.7: the accelerator is emptied while it is off, and comes back as it was.
    @Test func theAcceleratorIsFlushed() throws {
        let target = FakeTarget()
        target.accessControl = 0x307
        var controller = controller(target)
        try controller.open()
        target.writes = []
        try controller.close()
        let writes = target.writes.filter { $0.offset == 0 }.map(\.value)
        #expect(writes == [0x107, 0x1907, 0x107, 0x307])
    }

    @Test func anAcceleratorThatIsOffIsLeftAlone() throws {
        let target = FakeTarget()
        target.accessControl = 0x7
        var controller = controller(target)
        try controller.open()
        try controller.close()
        #expect(!target.writes.contains { $0.offset == 0 })
    }

    /// RM0385 table 7.
    @Test(arguments: [
        (3300, Parallelism.word), (2700, .word), (2699, .halfword), (2100, .halfword),
        (2099, .byte), (1800, .byte),
    ])
    func theSupplyDecidesTheParallelism(millivolts: Int, parallelism: Parallelism) {
        #expect(Parallelism(millivolts: millivolts) == parallelism)
    }

    @Test func protectionBits() {
        let option = F4Option(rawValue: 0xFFDF_AAFD)
        #expect((0..<8).filter { option.isProtected(sector: $0, isDualBank: false) } == [5])
        #expect((0..<24).filter { option.isProtected(sector: $0, isDualBank: true) } == [10, 11])
        #expect(option.readProtection == .none)
        #expect(F4Option(rawValue: 0xFFFF_CCFD).readProtection == .level2)
        #expect(F4Option(rawValue: 0xFFFF_00FD).readProtection == .level1)
    }
}
