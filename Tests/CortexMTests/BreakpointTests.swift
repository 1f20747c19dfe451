import TargetMemory
import Testing

@testable import CortexM

@Suite struct BreakpointTests {
    /// Armv7-M ARM, C1.11.5: version 1 names word and half, below 0x20000000; version 2 the
    /// instruction's address.
    @Test func comparatorValues() {
        let lower = FPComparator.value(breakingAt: 0x0800_0100, revision: 0)
        let upper = FPComparator.value(breakingAt: 0x0800_0102, revision: 0)
        #expect(lower == 0x4800_0101)
        #expect(upper == 0x8800_0101)
        #expect(FPComparator.value(breakingAt: 0x2000_0000, revision: 0) == nil)
        #expect(FPComparator.value(breakingAt: 0x0800_0102, revision: 1) == 0x0800_0103)
        #expect(FPComparator.value(breakingAt: 0x2000_0000, revision: 1) == 0x2000_0001)
    }

    /// FP_CTRL: NUM_CODE is split over bits 14:12 and 7:4.
    @Test func comparatorCounts() {
        #expect(FPControl(rawValue: 0x1000_0080).codeComparatorCount == 8)
        #expect(FPControl(rawValue: 0x0000_1260).codeComparatorCount == 0x16)
        #expect(FPControl(rawValue: 0x0000_0260).codeComparatorCount == 6)
    }

    @Test func nothingIsWrittenUntilTheCoreRuns() throws {
        let (fake, core) = try attached()
        try core.insertHardwareBreakpoint(at: 0x0800_0200)
        core.removeHardwareBreakpoint(at: 0x0800_0200)
        try core.insertHardwareBreakpoint(at: 0x0800_0300)
        #expect(fake.log == [])
        try core.resume()
        #expect(fake.armedComparators == [0x0800_0301])
        #expect(fake.value(FPControl.address) & 1 == 1)
    }

    /// Taken out and put in again around every stop, as debuggers do: no transfer at all.
    @Test func theSameBreakpointsCostNothing() throws {
        let (fake, core) = try attached()
        let places: [Address] = [0x0800_0200, 0x0800_0300, 0x0800_0400]
        for place in places { try core.insertHardwareBreakpoint(at: place) }
        try core.resume()
        try core.haltNow()
        for place in places { core.removeHardwareBreakpoint(at: place) }
        for place in places.reversed() { try core.insertHardwareBreakpoint(at: place) }
        fake.log = []
        try core.resume()
        let unit = fake.log.filter {
            if case .write(let place, _) = $0 {
                place.rawValue & 0xFFFF_F000 == 0xE000_2000
            } else {
                false
            }
        }
        #expect(unit == [])
        #expect(fake.armedComparators == [0x0800_0201, 0x0800_0301, 0x0800_0401])
    }

    @Test func oneReplacedIsOneWrite() throws {
        let (fake, core) = try attached()
        try core.insertHardwareBreakpoint(at: 0x0800_0200)
        try core.insertHardwareBreakpoint(at: 0x0800_0300)
        try core.resume()
        try core.haltNow()
        core.removeHardwareBreakpoint(at: 0x0800_0200)
        try core.insertHardwareBreakpoint(at: 0x0800_0500)
        try core.resume()
        #expect(fake.armedComparators == [0x0800_0301, 0x0800_0501])
        #expect(fake.comparators[0] == 0x0800_0501)
    }

    @Test func theNinthIsRefusedAndNamesTheOthers() throws {
        let (fake, core) = try attached()
        let places = (0..<8).map { Address(0x0800_1000) + 16 * $0 }
        for place in places { try core.insertHardwareBreakpoint(at: place) }
        // One that is there already takes no other comparator.
        try core.insertHardwareBreakpoint(at: places[3])
        let refusal = fault { () throws(TargetFault) in
            try core.insertHardwareBreakpoint(at: 0x0800_2000)
        }
        #expect(refusal?.cause == .unsupported)
        for place in places { #expect(refusal?.message.contains("\(place)") == true) }
        try core.resume()
        #expect(fake.armedComparators.count == 8)
        core.removeHardwareBreakpoint(at: places[0])
        try core.insertHardwareBreakpoint(at: 0x0800_2000)
    }

    @Test func versionOneDoesNotReachRAM() throws {
        let (_, core) = try attached(FakeCore(fpControl: 0x0000_0260))
        #expect(core.hardwareBreakpointCapacity == 6)
        let refusal = fault { () throws(TargetFault) in
            try core.insertHardwareBreakpoint(at: 0x2000_0100)
        }
        #expect(refusal?.message.contains("0x20000000") == true)
    }

    /// Without a debug monitor a breakpoint would be the program's death: some debugger left it.
    @Test func comparatorsOfNobodyAreTakenAway() throws {
        let fake = FakeCore(fpControl: 0x1000_0081)
        fake.words[0xE000_200C] = 0x0800_4001
        let (_, core) = try attached(fake)
        #expect(core.hardwareBreakpointCapacity == 8)
        try core.leave(halted: false)
        #expect(fake.armedComparators == [])
        #expect(fake.value(FPControl.address) & 1 == 0)
    }

    /// What a debugger that never said goodbye has left goes with the next one.
    @Test func tracesOfADeadDebuggerGo() throws {
        let fake = FakeCore(fpControl: 0x1000_0081)
        fake.words[0xE000_200C] = 0x0800_4001
        fake.words[DEMCR.address] = 1 << 24 | 0x7F1
        fake.control = 1
        let (_, core) = try attached(fake)
        #expect(core.isInheritedFromDebugger)
        try core.leave(halted: false)
        #expect(fake.armedComparators == [])
        #expect(fake.value(FPControl.address) & 1 == 0)
        // TRCENA was the debugger's: nothing counts or traces.
        #expect(fake.value(DEMCR.address) == 0)
        #expect(fake.control == 0)
    }

    /// The program's own comparators are left alone, and are not ours to give away.
    @Test func comparatorsOfTheProgramAreKept() throws {
        let fake = FakeCore(fpControl: 0x1000_0081)
        fake.words[0xE000_200C] = 0x0800_4001
        // MON_EN: the program has a debug monitor, for which they are.
        fake.words[DEMCR.address] = 1 << 16
        let (_, core) = try attached(fake)
        #expect(core.hardwareBreakpointCapacity == 7)
        for index in 0..<7 {
            try core.insertHardwareBreakpoint(at: Address(0x0800_1000) + index * 4)
        }
        try core.resume()
        try core.leave(halted: false)
        #expect(fake.armedComparators == [0x0800_4001])
        #expect(fake.value(FPControl.address) & 1 == 1)
    }

    /// Those of a debugger that died would end the program in a HardFault.
    @Test func comparatorsOfADeadDebuggerAreSilenced() throws {
        let fake = FakeCore(fpControl: 0x1000_0081)
        fake.control = 1
        fake.words[0xE000_200C] = 0x0800_4001
        let (_, core) = try attached(fake)
        #expect(fake.armedComparators == [])
        #expect(core.hardwareBreakpointCapacity == 8)
    }

    @Test func breakpointsOutliveASystemReset() throws {
        let (fake, core) = try attached()
        try core.insertHardwareBreakpoint(at: 0x0800_0200)
        try core.resume()
        fake.reset()
        fake.log = []
        #expect(try core.poll() == nil)
        #expect(fake.armedComparators == [0x0800_0201])
        #expect(!fake.log.contains { if case .write = $0 { true } else { false } })
    }

    /// After a power cycle everything is gone: breakpoints, catches, and halting debug, without
    /// which a breakpoint would be a HardFault.
    @Test func everythingIsArmedAgainAfterAPowerCycle() throws {
        let (fake, core) = try attached()
        try core.insertHardwareBreakpoint(at: 0x0800_0200)
        try core.insertWatchpoint(.write, at: 0x2000_0010, byteCount: 4)
        try core.resume()
        fake.powerCycle()
        fake.log = []
        #expect(try core.poll() == nil)
        #expect(fake.armedComparators == [0x0800_0201])
        #expect(fake.value(FPControl.address) & 1 == 1)
        #expect(fake.value(0xE000_1020) == 0x2000_0010)
        #expect(fake.value(0xE000_1028) == 6)
        #expect(fake.value(DEMCR.address) == 1 << 24 | 1 << 10)
        #expect(fake.control & 1 == 1)
    }

    @Test func breakpointsInRAMAreInstructions() throws {
        let (fake, core) = try attached()
        fake.words[0x2000_0100] = 0x4611_2233
        core.insertSoftwareBreakpoint(at: 0x2000_0102)
        try core.resume()
        #expect(fake.words[0x2000_0100] == 0xBE00_2233)
        var seen: [UInt8] = [0x33, 0x22, 0x00, 0xBE, 0x55]
        core.hideBreakpoints(in: &seen, from: 0x2000_0100)
        #expect(seen == [0x33, 0x22, 0x11, 0x46, 0x55])
        try core.haltNow()
        core.removeSoftwareBreakpoint(at: 0x2000_0102)
        try core.resume()
        #expect(fake.words[0x2000_0100] == 0x4611_2233)
    }
}

/// What the work throws; `nil` when it does not.
func fault(_ work: () throws(TargetFault) -> Void) -> TargetFault? {
    do throws(TargetFault) {
        try work()
        return nil
    } catch {
        return error
    }
}
