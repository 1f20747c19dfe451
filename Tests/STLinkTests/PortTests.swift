import TargetMemory
import Testing

@testable import STLink

/// DP and AP registers, other access ports, and SWO.
@Suite struct PortTests {
    private func fault(_ body: () throws -> Void) -> TargetFault? {
        do { try body() } catch { return error as? TargetFault }
        return nil
    }

    @Test func portsAreOpenedOnceAndClosed() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        #expect(try link.readDebugPort(0) == 0x5BA0_2477)
        #expect(try link.readAccessPort(1, 0xFC) == 0x0477_0001)
        #expect(fake.openPorts.isEmpty)
        try link.writeAccessPort(1, 0x04, 0x2000_0000)
        #expect(try link.readAccessPort(1, 0x04) == 0x2000_0000)
        #expect(fake.openPorts == [1] && fake.commands.count { $0 == 0x4B } == 1)
        link.close()
        #expect(fake.commands.count { $0 == 0x4C } == 1)
    }

    @Test func whatTheFirmwareBanksByItselfIsLeftOut() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        try link.writeDebugPort(0x8, 0x0100_00F3)
        #expect(fake.portRegisters[0xFFFF_0008] == 0x0100_00F0)
        try link.writeDebugPort(0x4, 0x5000_0001)
        #expect(fake.portRegisters[0xFFFF_0004] == 0x5000_0000)
        let banked = try #require(fault { _ = try link.readDebugPort(0x14) })
        #expect(banked.cause == .unsupported && banked.message.contains("V2J32"))
        let new = try connect(secondGeneration(debug: 32))
        #expect(try new.readDebugPort(0x14) == 0)
    }

    @Test func overJTAGOldFirmwareIsAskedTwice() throws {
        let fake = FakeProbe()
        let link = try open(fake)
        _ = try link.attempt(EntryAttempt(wire: .jtag, clockKHz: 1000))
        fake.portRegisters[0xFFFF_000C] = 0xF000_0000
        #expect(try link.readDebugPort(0x4) == 0xF000_0000)
    }

    @Test func firmwareWithoutPortRegistersSaysSo() throws {
        let link = try connect(secondGeneration(debug: 23))
        let error = try #require(fault { _ = try link.readDebugPort(0) })
        #expect(error.cause == .unsupported && error.message.contains("V2J24"))
    }

    @Test func memoryBehindAnotherPortIsReadThroughIt() throws {
        let fake = secondGeneration(debug: 37)
        let link = try connect(fake)
        let memory = try AccessPortMemory(link, port: 3)
        #expect(try memory.read(0x2000_0010, count: 9) == Array(fake.memory[16..<25]))
        #expect(fake.lastPort == 3 && fake.openPorts == [3])
        try memory.writeWord(0x0102_0304, to: 0x2000_0000)
        #expect(fake.memory.word(at: 0) == 0x0102_0304)
        #expect(fault { _ = try AccessPortMemory(connect(FakeProbe()), port: 1) } != nil)
    }

    @Test func aCoreBehindAnotherPortIsReachedThroughItsMemory() throws {
        let fake = secondGeneration(debug: 37)
        let link = try connect(fake)
        try link.useCore(behind: 1)
        #expect(try link.readWord(0x2000_0004) == fake.memory.word(at: 4))
        #expect(fake.lastPort == 1)
        #expect(fault { _ = try link.readCoreRegisters() }?.cause == .unsupported)
        #expect(fault { _ = try link.readRegister(0) }?.cause == .unsupported)
    }

    @Test func traceIsFetchedAsItComes() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        #expect(fault { _ = try link.readTrace() }?.cause == .state)
        #expect(link.traceLimitHz == 2_000_000)
        #expect(fault { try link.startTrace(hz: 2_000_001) }?.cause == .unsupported)
        try link.startTrace(hz: 2_000_000)
        #expect(fake.traceHz == 2_000_000)
        #expect(try link.readTrace() == [])
        fake.trace = (0..<200).map(UInt8.init(truncatingIfNeeded:))
        #expect(try link.readTrace() == Array(0..<200))
        link.close()
        #expect(fake.traceHz == 0)
    }

    @Test func traceHasItsLimits() throws {
        #expect(try open(thirdGeneration(debug: 7)).traceLimitHz == 24_000_000)
        let old = try open(secondGeneration(debug: 12))
        #expect(old.traceLimitHz == nil)
        #expect(fault { try old.startTrace(hz: 1000) }?.message.contains("V2J13") == true)
    }
}
