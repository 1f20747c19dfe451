import TargetMemory
import Testing

@testable import CortexM

/// What is in the comparators after a reset is looked at, not believed.
@Suite struct RearmTests {
    /// DEMCR is as it was, the breakpoint unit is not.
    @Test func aUnitThatTheResetHasClearedIsWrittenAgain() throws {
        let (fake, core) = try attached()
        try core.insertHardwareBreakpoint(at: 0x0800_0200)
        try core.insertHardwareBreakpoint(at: 0x0800_0300)
        try core.insertWatchpoint(.write, at: 0x2000_0000, byteCount: 4)
        try core.resume()
        fake.words[0xE000_2008] = 0
        fake.words[FPControl.address, default: 0] &= ~1
        fake.words[0xE000_1028] = 0
        fake.reset()
        #expect(try core.poll() == nil)
        #expect(fake.armedComparators == [0x0800_0201, 0x0800_0301])
        #expect(fake.value(FPControl.address) & 1 == 1)
        #expect(fake.value(0xE000_1028) == 6)
    }

    /// Ours does the same, before the core runs.
    @Test func ourOwnResetIsLookedAfterToo() throws {
        let (fake, core) = try attached()
        try core.insertHardwareBreakpoint(at: 0x0800_0200)
        try core.resume()
        try core.resetAndHalt()
        fake.words[0xE000_2008] = 0
        try core.resume()
        #expect(fake.armedComparators == [0x0800_0201])
    }

    /// A reset that changed nothing costs one look and no write.
    @Test func whatIsThereIsNotWrittenAgain() throws {
        let (fake, core) = try attached()
        try core.insertHardwareBreakpoint(at: 0x0800_0200)
        try core.resume()
        fake.reset()
        fake.log = []
        #expect(try core.poll() == nil)
        #expect(
            fake.log == [
                .read(DHCSR.address, 4), .read(DEMCR.address, 4), .read(FPControl.address, 40),
            ])
    }

    /// The program's startup copies its code over a breakpoint in RAM.
    @Test func aBreakpointInCopiedCodeIsSetAnew() throws {
        let (fake, core) = try attached()
        fake.words[0x2000_0100] = 0x1111_2222
        core.insertSoftwareBreakpoint(at: 0x2000_0100)
        try core.resume()
        #expect(fake.value(0x2000_0100) == 0x1111_BE00)
        fake.reset()
        _ = try core.poll()
        fake.words[0x2000_0100] = 0x3333_4444
        fake.halt(1)
        _ = try core.poll()
        // Memory reads as the program has it, and what it has written is not undone.
        var bytes = fake.value(0x2000_0100).littleEndianBytes
        core.hideBreakpoints(in: &bytes, from: 0x2000_0100)
        #expect(bytes == [0x44, 0x44, 0x33, 0x33])
        try core.resume()
        #expect(fake.value(0x2000_0100) == 0x3333_BE00)
        fake.halt(1)
        _ = try core.poll()
        core.removeSoftwareBreakpoint(at: 0x2000_0100)
        try core.resume()
        #expect(fake.value(0x2000_0100) == 0x3333_4444)
    }

    /// What does not fit is refused by a sentence that lists the others.
    @Test func theOthersAreListed() throws {
        let (_, core) = try attached()
        for index in 0..<8 {
            try core.insertHardwareBreakpoint(at: Address(0x0800_0200) + 4 * index)
        }
        let refusal = fault { () throws(TargetFault) in
            try core.insertHardwareBreakpoint(at: 0x0800_0400)
        }
        #expect(
            refusal?.message.hasPrefix("8 of 8 hardware breakpoints used at 0x08000200, ") == true)
        core.removeHardwareBreakpoint(at: 0x0800_0204)
        try core.insertHardwareBreakpoint(at: 0x0800_0400)
    }

    /// While the core runs, points go in and out at once.
    @Test func pointsArePlacedInARunningCore() throws {
        let (fake, core) = try attached()
        try core.resume()
        try core.insertHardwareBreakpoint(at: 0x0800_0200)
        try core.placePoints()
        #expect(fake.armedComparators == [0x0800_0201])
        #expect(!fake.isHalted)
        core.removeHardwareBreakpoint(at: 0x0800_0200)
        try core.placePoints()
        #expect(fake.armedComparators == [])
    }

    @Test func catchesAreWrittenAtOnce() throws {
        let (fake, core) = try attached()
        try core.setCatches([.bus, .state])
        #expect(fake.value(DEMCR.address) & 0x7F1 == 0x180)
        try core.resetAndHalt()
        #expect(fake.value(DEMCR.address) & 0x7F1 == 0x180)
        let (_, small) = try attached(FakeCore(cpuid: 0x410C_C200))
        let refusal = fault { () throws(TargetFault) in try small.setCatches([.bus]) }
        #expect(refusal?.cause == .unsupported)
    }
}
