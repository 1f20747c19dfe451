import Testing

@testable import VirtualBoard

@Suite struct FlashControllerTests {
    typealias Flash = Bench.Flash

    @Test func resetValues() throws {
        let bench = try Bench()
        #expect(try bench.peek(Flash.cr) == 0x8000_0000)
        #expect(try bench.peek(Flash.sr) == 0)
        #expect(try bench.peek(Flash.optcr) == 0xC0FF_AAFD)
        #expect(try bench.peek(Flash.optcr1) == 0x0040_0080)
        #expect(bench.chip.system.bootAddress == 0x0020_0000)
        #expect(try bench.core.debugRead(0x1FF0_F442, width: 2) == 1024)
        #expect(try bench.peek(0xE004_2000) & 0xFFF == 0x449)
    }

    @Test func wrongKeyLocksUntilReset() throws {
        let bench = try Bench()
        #expect(throws: BusFault(address: Flash.keyr)) { try bench.poke(0xCDEF_89AB, Flash.keyr) }
        #expect(throws: BusFault.self) { try bench.poke(0x4567_0123, Flash.keyr) }
        #expect(throws: BusFault.self) { try bench.poke(0xCDEF_89AB, Flash.keyr) }
        #expect(try bench.peek(Flash.cr) == 0x8000_0000)
        #expect(bench.statistics.illegal == ["flash-key-sequence": 3])
        bench.chip.system.systemReset()
        try bench.unlock()
        #expect(try bench.peek(Flash.cr) == 0)
        try bench.poke(0x8000_0000, Flash.cr)
        #expect(try bench.peek(Flash.cr) == 0x8000_0000)
    }

    @Test func controlRegisterIgnoresWritesWhileLocked() throws {
        let bench = try Bench()
        try bench.poke(0x0000_0201, Flash.cr)
        #expect(try bench.peek(Flash.cr) == 0x8000_0000)
        #expect(bench.statistics.illegal == ["flash-control-written-while-locked": 1])
    }

    @Test(arguments: [
        (0, 0x0800_0000, 0x8000, 250), (4, 0x0802_0000, 0x2_0000, 1000),
        (7, 0x080C_0000, 0x4_0000, 2000),
    ])
    func sectorErase(number: UInt32, base: UInt32, byteCount: Int, milliseconds: UInt64) throws {
        let bench = try Bench()
        try bench.unlock()
        let last = base + UInt32(byteCount) - 4
        for address in [base - 4, base, last, last + 4] where bench.flash.cells.isMain(address) {
            try bench.poke(0x201, Flash.cr)
            try bench.poke(0, address)
            bench.waitForFlash()
        }
        try bench.poke(0x202 | number << 3, Flash.cr)
        try bench.poke(0x1_0202 | number << 3, Flash.cr)
        #expect(bench.flash.timer.left == milliseconds * 1_000_000)
        #expect(try bench.peek(Flash.sr) == 0x1_0000)
        bench.waitForFlash()
        #expect(try bench.peek(Flash.sr) == 0)
        #expect(try bench.peek(Flash.cr) == 0x202 | number << 3)
        #expect(try bench.peek(base) == 0xFFFF_FFFF)
        #expect(try bench.peek(last) == 0xFFFF_FFFF)
        if number > 0 { #expect(try bench.peek(base - 4) == 0) }
        if number < 7 { #expect(try bench.peek(last + 4) == 0) }
        #expect(bench.statistics.sectorErases == 1)
        #expect(bench.statistics.illegal.isEmpty)
        #expect(bench.core.changes.contains(base))
    }

    @Test func massErase() throws {
        let bench = try Bench()
        try bench.unlock()
        try bench.poke(0x201, Flash.cr)
        try bench.poke(0, 0x080F_FFFC)
        bench.waitForFlash()
        try bench.poke(0x1_0204, Flash.cr)
        #expect(bench.flash.timer.left == 8_000_000_000)
        bench.waitForFlash()
        #expect(try bench.peek(0x080F_FFFC) == 0xFFFF_FFFF)
        #expect(bench.statistics.massErases == 1)
        #expect(bench.statistics.illegal.isEmpty)
    }

    @Test func eraseNeedsExactlyOneKind() throws {
        let bench = try Bench()
        try bench.unlock()
        try bench.poke(0x1_0200, Flash.cr)
        try bench.poke(0x1_0206, Flash.cr)
        #expect(try bench.peek(Flash.sr) == 0x80)
        #expect(bench.statistics.illegal == ["flash-erase-sequence": 2])
        try bench.poke(0x1_0202 | 8 << 3, Flash.cr)
        #expect(bench.statistics.illegal["flash-sector-number"] == 1)
        try bench.poke(0x80, Flash.sr)
        #expect(try bench.peek(Flash.sr) == 0)
        #expect(bench.statistics.sectorErases == 0)
    }

    @Test func programmingClearsBitsOnly() throws {
        let bench = try Bench()
        try bench.unlock()
        try bench.poke(0x0100_0201, Flash.cr)
        try bench.poke(0xFFFF_00FF, 0x0800_0010)
        #expect(bench.flash.timer.left == 16_000)
        bench.waitForFlash()
        #expect(try bench.peek(Flash.sr) == 1)
        try bench.poke(1, Flash.sr)
        #expect(bench.statistics.illegal.isEmpty)
        try bench.poke(0x1234_5678, 0x0800_0010)
        bench.waitForFlash()
        #expect(try bench.peek(0x0800_0010) == 0x1234_0078)
        // Through the ITCM side the same cells.
        #expect(try bench.peek(0x0020_0010) == 0x1234_0078)
        #expect(bench.statistics.illegal == ["flash-program-0-to-1": 1])
        #expect(bench.statistics.programmed == [32: 2])
    }

    @Test(arguments: [(UInt32(0x001), 1), (0x101, 2), (0x201, 4)])
    func widthMustMatchParallelism(control: UInt32, width: Int) throws {
        let bench = try Bench()
        try bench.unlock()
        try bench.poke(control, Flash.cr)
        for other in [1, 2, 4] where other != width {
            try bench.poke(0, 0x0800_0000, width: other)
            #expect(try bench.peek(Flash.sr) == 0x40)
            try bench.poke(0x40, Flash.sr)
        }
        #expect(try bench.peek(0x0800_0000) == 0xFFFF_FFFF)
        try bench.poke(0, 0x0800_0000, width: width)
        bench.waitForFlash()
        #expect(try bench.peek(Flash.sr) == 0)
        #expect(bench.statistics.illegal == ["flash-parallelism": 2])
        #expect(bench.statistics.programmed == [8 * width: 1])
    }

    @Test func writesThatAreNoProgramming() throws {
        let bench = try Bench()
        try bench.poke(0, 0x0800_0000)
        #expect(bench.statistics.illegal == ["flash-write-while-locked": 1])
        try bench.unlock()
        try bench.poke(0, 0x0800_0000)
        #expect(bench.statistics.illegal["flash-write-without-pg"] == 1)
        #expect(try bench.peek(Flash.sr) == 0x80)
        #expect(try bench.peek(0x0800_0000) == 0xFFFF_FFFF)
        // System memory is behind the same controller but has no cells to program.
        try bench.poke(0x201, Flash.cr)
        try bench.poke(0, 0x1FF0_0000)
        #expect(bench.statistics.illegal["flash-write-outside-cells"] == 1)
    }

    @Test func errorInterruptsBringOperationError() throws {
        let bench = try Bench()
        try bench.unlock()
        try bench.poke(0x0200_0201, Flash.cr)
        try bench.poke(0, 0x0800_0000, width: 1)
        #expect(try bench.peek(Flash.sr) == 0x42)
    }

    @Test func rowsAreNotCrossed() throws {
        let bench = try Bench()
        try bench.unlock()
        try bench.poke(0x201, Flash.cr)
        try bench.flash.write([0, 0, 0, 0], to: 0x0800_000E, by: .core)
        #expect(try bench.peek(Flash.sr) == 0x20)
        #expect(bench.statistics.illegal == ["flash-alignment": 1])
    }

    @Test func writesWhileBusyStallAndCount() throws {
        let bench = try Bench()
        try bench.unlock()
        try bench.poke(0x201, Flash.cr)
        let start = bench.clock.now
        try bench.poke(0, 0x0800_0000)
        try bench.poke(0, 0x0800_0004)
        #expect(bench.clock.now == start + 16_000)
        #expect(bench.core.stalledUntil == start + 16_000)
        #expect(bench.statistics.illegal == ["flash-write-while-busy": 1])
        try bench.poke(0, Flash.cr)
        #expect(bench.statistics.illegal["flash-control-written-while-busy"] == 1)
    }

    @Test func supplyLimitsParallelism() throws {
        let bench = try Bench(millivolts: 2500)
        try bench.unlock()
        try bench.poke(0x101, Flash.cr)
        try bench.poke(0, 0x0800_0000, width: 2)
        bench.waitForFlash()
        #expect(bench.statistics.illegal.isEmpty)
        try bench.poke(0x1_0202, Flash.cr)
        #expect(bench.statistics.illegal == ["flash-psize-against-supply": 1])
    }

    @Test func writeProtectedSectorsStay() throws {
        var options = OptionBytes.delivered
        options.control &= ~(1 << 17)
        let bench = try Bench(options: options)
        try bench.unlock()
        try bench.poke(0x201, Flash.cr)
        try bench.poke(0, 0x0800_8000)
        #expect(try bench.peek(Flash.sr) == 0x10)
        try bench.poke(0x1_020A, Flash.cr)
        try bench.poke(0x1_0204, Flash.cr)
        #expect(bench.statistics.illegal == ["flash-write-protected": 3])
        #expect(bench.statistics.sectorErases + bench.statistics.massErases == 0)
        try bench.poke(0x201, Flash.cr)
        try bench.poke(0, 0x0800_7FFC)
        #expect(try bench.peek(0x0800_7FFC) == 0)
    }

    @Test func optionBytesTakeEffectByStart() throws {
        let bench = try Bench()
        try bench.poke(0xC0FF_55FC, Flash.optcr)
        #expect(bench.statistics.illegal == ["option-control-written-while-locked": 1])
        try bench.poke(0x0819_2A3B, Flash.optkeyr)
        try bench.poke(0x4C5D_6E7F, Flash.optkeyr)
        try bench.poke(0xC0FE_AAFC, Flash.optcr)
        #expect(bench.flash.options == .delivered)
        try bench.poke(0xC0FE_AAFE, Flash.optcr)
        bench.waitForFlash()
        #expect(bench.flash.isWriteProtected(sector: 0))
        #expect(!bench.flash.isWriteProtected(sector: 1))
        #expect(try bench.peek(0x1FFF_0008) & 0xFFFF == 0xC0FE)
        #expect(bench.statistics.optionPrograms == 1)
    }

    @Test func leavingProtectionErasesEverything() throws {
        var options = OptionBytes.delivered
        options.setProtection(.level1)
        let bench = try Bench(options: options)
        try bench.enter()
        _ = try bench.read(0x07, at: 0x0800_0000, count: 4)
        #expect(try bench.lastStatus().status == 0x11)
        try bench.poke(0x0819_2A3B, Flash.optkeyr)
        try bench.poke(0x4C5D_6E7F, Flash.optkeyr)
        try bench.poke(0xC0FF_AAFE, Flash.optcr)
        #expect(bench.statistics.massErases == 1)
        #expect(bench.flash.options.protection == .none)
    }

    @Test func oneTimeBytesLock() throws {
        let bench = try Bench()
        try bench.unlock()
        try bench.poke(0x001, Flash.cr)
        try bench.poke(0x12, 0x1FF0_F040, width: 1)
        bench.waitForFlash()
        try bench.poke(0x00, 0x1FF0_F401, width: 1)
        bench.waitForFlash()
        #expect(bench.statistics.illegal.isEmpty)
        try bench.poke(0x00, 0x1FF0_F041, width: 1)
        #expect(try bench.peek(0x1FF0_F040) == 0xFFFF_FF12)
        #expect(bench.statistics.illegal == ["flash-write-protected": 1])
    }

    @Test func pollersAreToldTheTruthFirst() throws {
        let bench = try Bench()
        try bench.unlock()
        try bench.poke(0x1_0202, Flash.cr)
        var reads = 0
        while try bench.peek(Flash.sr) & 0x1_0000 != 0 { reads += 1 }
        #expect(reads == Timing.truthfulBusyReads + 1)
        #expect(bench.clock.now == 250_000_000)
        bench.flash.timer.isPaced = true
        try bench.poke(0x1_0202, Flash.cr)
        for _ in 0..<20 { #expect(try bench.peek(Flash.sr) == 0x1_0000) }
        #expect(bench.clock.now == 250_000_000)
    }
}
