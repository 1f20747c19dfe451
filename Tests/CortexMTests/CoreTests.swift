import TargetMemory
import Testing

@testable import CortexM

@Suite struct CoreTests {
    private let fake = FakeCore()

    private func halted() throws -> Core {
        let core = try Core(access: fake)
        try core.attach()
        try core.haltNow()
        fake.clearLog()
        return core
    }

    private func writes(to address: UInt32) -> [UInt32] {
        fake.log.filter { $0.address == address }.map(\.value)
    }

    @Test func aDeadLinkIsNoCore() throws {
        fake.words[0xE000_ED00] = 0xFFFF_FFFF
        #expect(throws: TargetFault.self) { try Core(access: fake) }
    }

    @Test func aStepIsThreeAccesses() throws {
        let core = try halted()
        #expect(try core.step() == .step)
        fake.clearLog()
        #expect(try core.step() == .step)
        _ = try core.register(15)
        // DHCSR written and read, all registers read.
        #expect(fake.accesses == 3)
        #expect(writes(to: 0xE000_EDF0) == [0xA05F_000D])
    }

    @Test func maskingChangesOnlyWhileHalted() throws {
        let core = try halted()
        _ = try core.step()
        try core.resume()
        #expect(
            writes(to: 0xE000_EDF0) == [0xA05F_000B, 0xA05F_000D, 0xA05F_0003, 0xA05F_0001])
    }

    @Test func breakpointsAreWrittenAtResumeOnly() throws {
        let core = try halted()
        try core.insertHardwareBreakpoint(at: 0x0800_0200)
        core.removeHardwareBreakpoint(at: 0x0800_0200)
        try core.insertHardwareBreakpoint(at: 0x0800_0200)
        #expect(writes(to: 0xE000_2008).isEmpty)
        try core.resume()
        #expect(writes(to: 0xE000_2008) == [0x0800_0201])
        #expect(writes(to: 0xE000_2000) == [3])
        try core.haltNow()
        core.removeHardwareBreakpoint(at: 0x0800_0200)
        try core.insertHardwareBreakpoint(at: 0x0800_0200)
        fake.clearLog()
        try core.resume()
        #expect(writes(to: 0xE000_2008).isEmpty)
    }

    @Test func aStepLiftsTheBreakpointItStandsOn() throws {
        let core = try halted()
        try core.insertHardwareBreakpoint(at: 0x0800_0100)
        try core.resume()
        try core.haltNow()
        fake.clearLog()
        _ = try core.step()
        #expect(writes(to: 0xE000_2008) == [0])
        try core.resume()
        #expect(writes(to: 0xE000_2008) == [0, 0x0800_0101])
    }

    @Test func tooManyBreakpointsAreNamed() throws {
        let core = try halted()
        for number in 0..<8 {
            try core.insertHardwareBreakpoint(at: Address(0x0800_0000 + UInt32(number) * 4))
        }
        try core.insertHardwareBreakpoint(at: 0x0800_0004)
        let fault = #expect(throws: TargetFault.self) {
            try core.insertHardwareBreakpoint(at: 0x0800_0100)
        }
        #expect(fault?.cause == .unsupported)
        #expect(fault?.message.contains("0x0800001c") == true)
    }

    @Test func comparatorValues() {
        #expect(FPComparator.value(breakingAt: 0x0800_0102, revision: 1) == 0x0800_0103)
        #expect(FPComparator.value(breakingAt: 0x0800_0100, revision: 0) == 0x4800_0101)
        #expect(FPComparator.value(breakingAt: 0x0800_0102, revision: 0) == 0x8800_0101)
        #expect(FPComparator.value(breakingAt: 0x2000_0000, revision: 0) == nil)
    }

    @Test func softwareBreakpointsAreHidden() throws {
        let core = try halted()
        fake.words[0x2000_0000] = 0x1122_3344
        core.insertSoftwareBreakpoint(at: 0x2000_0002)
        try core.resume()
        #expect(fake.words[0x2000_0000] == 0xBE00_3344)
        var bytes = fake.read(0x2000_0000, count: 4)
        core.hideBreakpoints(in: &bytes, from: 0x2000_0000)
        #expect(bytes == [0x44, 0x33, 0x22, 0x11])
        try core.leave(halted: false)
        #expect(fake.words[0x2000_0000] == 0x1122_3344)
    }

    @Test func watchedRegionsAreCutIntoAlignedPieces() {
        let pieces = WatchpointBank.pieces(.write, 0x2000_0002, byteCount: 6)
        #expect(pieces.map(\.address) == [0x2000_0002, 0x2000_0004])
        #expect(pieces.map(\.byteCount) == [2, 4])
        #expect(pieces.allSatisfy { $0.requested == 0x2000_0002 })
    }

    @Test func aHitNamesTheAddressThatWasAskedFor() throws {
        let core = try halted()
        try core.insertWatchpoint(.write, at: 0x2000_0002, byteCount: 6)
        try core.resume()
        #expect(fake.words[0xE000_1020] == 0x2000_0002)
        #expect(fake.words[0xE000_1034] == 2)
        fake.words[0xE000_1038, default: 0] |= 1 << 24
        fake.words[0xE000_ED30] = 4
        fake.isHalted = true
        #expect(try core.poll() == .watchpoint(.write, 0x2000_0002))
    }

    @Test func resetCatchesTheFirstInstruction() throws {
        let core = try halted()
        _ = try core.step()
        try core.resetAndHalt()
        #expect(core.isHalted)
        #expect(writes(to: 0xE000_ED0C) == [0x05FA_0004])
        #expect(fake.words[0xE000_EDFC] == 0x0100_0400)
    }

    @Test func leavingPutsBackWhatWasFound() throws {
        fake.words[0xE000_EDFC] = 0x0000_0010
        let core = try halted()
        try core.insertHardwareBreakpoint(at: 0x0800_0200)
        try core.insertWatchpoint(.read, at: 0x2000_0000, byteCount: 4)
        try core.resume()
        try core.haltNow()
        _ = try core.step()
        try core.leave(halted: false)
        #expect(fake.words[0xE000_2008] == 0)
        #expect(fake.words[0xE000_2000] == 2)
        #expect(fake.words[0xE000_1028] == 0)
        #expect(fake.words[0xE000_EDFC] == 0x0000_0010)
        #expect(writes(to: 0xE000_EDF0).suffix(2) == [0xA05F_0003, 0xA05F_0000])
    }

    @Test func faultsHaveSignals() {
        #expect(CFSR(rawValue: 1 << 25).signal == 8)
        #expect(CFSR(rawValue: 1 << 16).signal == 4)
        #expect(CFSR(rawValue: 1 << 9).signal == 10)
        #expect(CFSR(rawValue: 1 << 1).signal == 11)
        #expect(CFSR(rawValue: 1 << 9).causes[0].hasPrefix("PRECISERR"))
    }
}
