import TargetMemory
import Testing

@testable import CortexM

/// Why the core halted, from DFSR (Armv7-M ARM, C1.6.1).
@Suite struct StopReasonTests {
    private func running() throws -> (FakeCore, Core) {
        let (fake, core) = try attached()
        try core.insertHardwareBreakpoint(at: 0x0800_0200)
        core.insertSoftwareBreakpoint(at: 0x2000_0100)
        try core.resume()
        return (fake, core)
    }

    @Test func aRunningCoreHasNoReason() throws {
        let (fake, core) = try running()
        fake.log = []
        #expect(try core.poll() == nil)
        #expect(fake.log == [.read(DHCSR.address, 4)])
    }

    @Test func breakpointsByTheirPlace() throws {
        let (fake, core) = try running()
        for (place, reason) in [
            (UInt32(0x0800_0200), HaltReason.comparator(0x0800_0200)),
            (0x2000_0100, .softwareBreakpoint(0x2000_0100)),
            (0x0800_0300, .instruction(0x0800_0300)),
        ] {
            fake.words[0x0800_0300] = 0xBEAB
            fake.registers[15] = place
            fake.halt(2)
            #expect(try core.poll() == reason)
            #expect(core.isHalted)
            try core.resume()
            // A reason is not told again at the next stop.
            #expect(fake.value(DFSR.address) == 0)
        }
    }

    /// Erratum 3092511 of Cortex-M7: no breakpoint there, and no BKPT; the program goes on.
    @Test func aSpuriousBreakpointIsRunOver() throws {
        let (fake, core) = try running()
        fake.words[0x0800_0300] = 0x4600
        fake.registers[15] = 0x0800_0300
        fake.halt(2)
        #expect(try core.poll() == nil)
        #expect(!fake.isHalted)
    }

    @Test func aRequestedHalt() throws {
        let (_, core) = try running()
        try core.requestHalt()
        #expect(try core.poll() == .requested)
    }

    @Test func aCaughtFaultWithItsAddress() throws {
        let (fake, core) = try running()
        fake.registers[16] = 0x0100_0003
        fake.words[CFSR.address] = 1 << 15 | 1 << 9
        fake.words[HFSR.address] = 1 << 30
        fake.words[0xE000_ED38] = 0x6000_0004
        fake.halt(8)
        guard case .fault(let report) = try core.poll() else {
            Issue.record("the fault was not seen")
            return
        }
        #expect(report.faultAddress == 0x6000_0004)
        #expect(report.configurable.signal == 10)
        #expect(report.message.contains("PRECISERR"))
    }

    /// SIGFPE, SIGILL, SIGBUS, SIGSEGV.
    @Test(arguments: [
        (UInt32(1 << 25), UInt8(8)), (1 << 16, 4), (1 << 24, 10), (1 << 9, 10), (1 << 1, 11),
        (0, 11),
    ])
    func signalsOfFaults(cfsr: UInt32, signal: UInt8) {
        #expect(CFSR(rawValue: cfsr).signal == signal)
    }

    @Test func lockupIsHalted() throws {
        let (fake, core) = try running()
        fake.isLockedUp = true
        #expect(try core.poll() == .lockup)
        #expect(fake.isHalted)
    }

    @Test func resetIsCaughtAtTheFirstInstruction() throws {
        let (fake, core) = try running()
        try core.resetAndHalt()
        #expect(fake.isHalted)
        #expect(try core.register(15) == 0x0800_0040)
        // The catch is for this reset only.
        #expect(fake.value(DEMCR.address) & 1 == 0)
        #expect(!fake.log.contains(.reset(true)))
    }

    @Test func theResetPinIsUsedWhereTheRequestHasNoEffect() throws {
        let (fake, core) = try running()
        fake.hasResetRequest = false
        try core.resetAndHalt()
        #expect(fake.log.filter { $0 == .reset(true) || $0 == .reset(false) }.count == 2)
        #expect(try core.register(15) == 0x0800_0040)
    }
}
