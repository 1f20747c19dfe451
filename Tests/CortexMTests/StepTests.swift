import TargetMemory
import Testing

@testable import CortexM

@Suite struct StepTests {
    private func word(_ value: UInt32) -> [UInt8] { value.littleEndianBytes }

    /// DHCSR as the manual wants it: C_MASKINTS is set while C_HALT is, then C_STEP.
    @Test func theSequenceOfAStep() throws {
        let (fake, core) = try attached()
        #expect(try core.step() == .step)
        #expect(
            fake.log == [
                .registers, .write(DHCSR.address, word(0xA05F_000B)),
                .write(DHCSR.address, word(0xA05F_000D)), .read(DHCSR.address, 4), .registers,
            ])
        #expect(try core.register(15) == 0x0800_0102)
    }

    @Test func aFurtherStepIsThreeTransfers() throws {
        let (fake, core) = try attached()
        _ = try core.step()
        fake.log = []
        #expect(try core.step() == .step)
        #expect(fake.log.count == 3)
        // With its registers: they have been read for the stop already.
        for selector in 0...RegisterSelector.processStackPointer {
            _ = try core.register(selector)
        }
        #expect(fake.log.count == 3)
    }

    /// C_MASKINTS may change only while C_HALT is set.
    @Test func interruptsAreBackBeforeTheCoreRuns() throws {
        let (fake, core) = try attached()
        _ = try core.step()
        fake.log = []
        try core.resume()
        let writes = fake.log.filter {
            if case .write(DHCSR.address, _) = $0 { true } else { false }
        }
        #expect(
            writes == [
                .write(DHCSR.address, word(0xA05F_0003)), .write(DHCSR.address, word(0xA05F_0001)),
            ])
    }

    @Test func aBreakpointAtTheInstructionItselfIsLifted() throws {
        let (fake, core) = try attached()
        try core.insertHardwareBreakpoint(at: 0x0800_0100)
        try core.insertHardwareBreakpoint(at: 0x0800_0200)
        try core.resume()
        fake.halt(2)
        #expect(try core.poll() == .comparator(0x0800_0100))
        var armed: Set<UInt32> = []
        fake.onStep = { fake in
            armed = fake.armedComparators
            fake.registers[15] = 0x0800_0102
        }
        #expect(try core.step() == .step)
        #expect(armed == [0x0800_0201])
        try core.resume()
        #expect(fake.armedComparators == [0x0800_0101, 0x0800_0201])
    }

    @Test func aStepIntoAFaultSaysSo() throws {
        let (fake, core) = try attached()
        fake.onStep = { fake in
            fake.registers[16] = 0x0100_0003
            fake.words[CFSR.address] = 1 << 16
            fake.words[HFSR.address] = 1 << 30
            fake.halt(8)
        }
        guard case .fault(let report) = try core.step() else {
            Issue.record("the fault was not seen")
            return
        }
        #expect(report.message.contains("UNDEFINSTR"))
    }

    @Test func aStepOnARunningCoreIsRefused() throws {
        let (_, core) = try attached()
        try core.resume()
        #expect(fault { () throws(TargetFault) in _ = try core.step() }?.cause == .state)
    }

    /// Cortex-M7 r0p1 (erratum 702596): the step ends in a pending handler. It runs
    /// to where the handler returns to, on the stack that EXC_RETURN names.
    @Test(arguments: [
        (UInt32(0xFFFF_FFF9), UInt32(0x2000_8000)), (0xFFFF_FFFD, 0x2000_4000),
    ])
    func aStepIntoAPendingHandlerIsRunOut(exceptionReturn: UInt32, frame: UInt32) throws {
        let (fake, core) = try attached(FakeCore(cpuid: 0x410F_C271))
        fake.words[Address(frame) + 24] = 0x0800_0102
        fake.onStep = { fake in
            fake.registers[13] = 0x2000_8000
            fake.registers[14] = exceptionReturn
            fake.registers[15] = 0x0800_0600
            fake.registers[16] = 0x0100_000F
            fake.registers[18] = 0x2000_4000
        }
        var armed: Set<UInt32> = []
        fake.onRun = { fake in
            armed = fake.armedComparators
            fake.registers[15] = 0x0800_0102
            fake.registers[16] = 0x0100_0000
            fake.halt(2)
        }
        #expect(try core.step() == .step)
        #expect(armed == [0x0800_0103])
        #expect(try core.register(15) == 0x0800_0102)
        fake.onRun = { _ in }
        try core.resume()
        #expect(fake.armedComparators == [])
    }

    /// Later revisions do not have it: a step into a handler is one that the program asked for.
    @Test func laterRevisionsAreNotRunOn() throws {
        let (fake, core) = try attached(FakeCore(cpuid: 0x411F_C270))
        fake.onStep = { $0.registers[16] = 0x0100_000F }
        var hasRun = false
        fake.onRun = { _ in hasRun = true }
        #expect(try core.step() == .step)
        #expect(!hasRun)
    }
}
