import TargetMemory
import Testing

@testable import STM32
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
        let dual = Device.f76x.flash.sectors(
            byteCount: 2 << 20, arrangement: Device.f76x.flash.bankRules[0].arrangement)
        try controller.eraseAll(dual)
        #expect(target.writes.map(\.value) == [0x8204, 0x1_8204, 0])
        target.writes = []
        try controller.eraseAll(target.sectors)
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

    @Test func protectionBits() throws {
        let target = FakeTarget()
        target.option = 0xFFDF_AAFD
        let identity = FakeTarget.identity(byteCount: 1 << 20)
        let state = try ProtectionState.read(identity, from: target)
        #expect(state.writeProtected.map(\.number) == [5])
        #expect(state.readout?.kind == .open)
        #expect(state.summary == "RDP level 0 (open), write protected: sector 5")
        target.option = 0xFFFF_CCFD
        #expect(try ProtectionState.read(identity, from: target).readout?.kind == .permanent)
        target.option = 0xFFFF_00FD
        #expect(try ProtectionState.read(identity, from: target).readout?.kind == .closed)
    }

    /// RM0410 3.7.6: with two banks one nWRP bit stands for two sectors.
    @Test func protectionBitsOfTwoBanks() throws {
        let target = FakeTarget()
        target.option = 0xDFDF_AAFD
        let device = Device.f76x
        let identity = Identity(
            corePart: device.corePart, idcode: 0x451, device: device, flashByteCount: 2 << 20,
            arrangement: device.flash.bankRules[0].arrangement)
        let state = try ProtectionState.read(identity, from: target)
        #expect(state.writeProtected.map(\.number) == [10, 11])
        #expect(ProtectionState.numbers(state.writeProtected) == "10-11")
    }
}
