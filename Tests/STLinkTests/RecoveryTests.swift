import TargetMemory
import Testing
import USBTransport

@testable import STLink

/// What somebody before us left behind, and a wire that is only just good enough.
@Suite struct RecoveryTests {
    private func fault(_ body: () throws -> Void) -> TargetFault? {
        do { try body() } catch { return error as? TargetFault }
        return nil
    }

    private func open(_ fake: FakeProbe, _ heard: Heard) throws -> Link {
        let bus = FakeBus(fake)
        return try Link(
            opening: Probe.choose(serial: nil, from: Probe.all(on: bus)), on: bus,
            notices: heard.sink)
    }

    @Test(arguments: [(2, "debug mode"), (3, "SWIM mode")] as [(UInt8, String)])
    func aModeThatSomebodyLeftIsToldAndRecovered(_ mode: UInt8, _ name: String) throws {
        let fake = FakeProbe()
        let heard = Heard()
        fake.mode = mode
        _ = try open(fake, heard)
        #expect(heard.texts.contains { $0.contains("left in \(name)") })
    }

    @Test func dfuModeIsLeftPatiently() throws {
        let fake = FakeProbe()
        fake.mode = 0
        fake.dfuPatience = 3
        let heard = Heard()
        let link = try open(fake, heard)
        #expect(try link.currentMode() == .massStorage && heard.texts.isEmpty)
    }

    @Test func aProbeThatStaysInDFUModeIsNamed() throws {
        let fake = FakeProbe()
        fake.mode = 0
        fake.dfuPatience = 1000
        do {
            _ = try open(fake, Heard())
            Issue.record("opened")
        } catch let error as ProbeError {
            #expect(error.status == .probeUnsupported && error.message.contains("DFU"))
        }
        #expect(fake.isClosed && fake.commands.count { $0 == 0xF3 } == Limits.leaveCount)
    }

    @Test func aProbeThatComesBackFromDFUModeIsOpenedAgain() throws {
        let fake = FakeProbe()
        fake.mode = 0
        fake.reenumerates = true
        let link = try open(fake, Heard())
        #expect(link.probe.device.address == 3)
        try link.enter()
        #expect(try link.readWord(0x2000_0000) == fake.memory.word(at: 0))
    }

    /// Four errors within a short time, none of which any command dies of.
    @Test func aMarginalWireMakesTheClockGoDown() throws {
        let fake = FakeProbe()
        let heard = Heard()
        let link = try open(fake, heard)
        try link.enter()
        for round in 0..<Limits.marginalErrorCount {
            #expect(link.clockKHz == 4000, "round \(round)")
            fake.statuses[0x36] = [0x18]
            #expect(try link.readWord(0x2000_0004) == fake.memory.word(at: 4))
        }
        #expect(link.clockKHz == 1800)
        #expect(link.health.wireErrors == 4 && link.health.clockSteps == 1)
        #expect(heard.texts.contains { $0.contains("unreliable at 4000 kHz") })
        #expect(link.facts.contains { $0.contains("4 wire errors") })
    }

    @Test func rareErrorsAreForgiven() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        for _ in 0..<8 {
            fake.statuses[0x36] = [0x13]
            for _ in 0..<Limits.forgivingCommandCount { _ = try link.readWord(0x2000_0004) }
        }
        #expect(link.clockKHz == 4000 && link.health.wireErrors == 8)
    }

    /// Every command fails until debug mode was left and entered.
    @Test func aDeadSessionIsEnteredAnew() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        fake.stuckStatus = 0x12
        #expect(try link.readWord(0x2000_0004) == fake.memory.word(at: 4))
        #expect(fake.commands.count { $0 == 0x21 } == 1)
    }

    @Test func aWriteToRAMMayBeRepeatedAnyOtherNot() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        fake.statuses[0x08] = [0x12]
        try link.write([UInt8](repeating: 7, count: 8), to: 0x2000_0000)
        #expect(Array(fake.memory[0..<8]) == [UInt8](repeating: 7, count: 8))
        let count = fake.commands.count
        fake.statuses[0x08] = [0x12]
        #expect(
            fault { try link.write([UInt8](repeating: 7, count: 8), to: 0x4000_0000) }?.cause
                == .link)
        #expect(fake.commands.dropFirst(count).count { $0 == 0x08 } == 1)
    }

    /// Bytes, words, bytes: the first is refused when the others are already done.
    @Test func overtakenWritesToRAMAreAllDoneAgain() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        let bytes = (0..<40).map { UInt8($0) }
        fake.statuses[0x0D] = [0x10]
        try link.write(bytes, to: 0x2000_0101)
        #expect(Array(fake.memory[0x101..<0x129]) == bytes)
    }

    /// What a running program may take for a command is repeated by who knows whether it did.
    @Test(arguments: [0x10, 0x12, 0x13, 0x18] as [UInt8])
    func aBatchForTheProgramIsItsSendersToRepeat(status: UInt8) throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        fake.statuses[0x0D] = [status]
        let count = fake.commands.count
        let fault = fault { try link.writeBatch([(0x2000_0001, [1]), (0x2000_0001, [2])]) }
        #expect(fault?.isInterrupted == true)
        #expect(fake.commands.dropFirst(count).count { $0 == 0x0D } == 2)
    }

    /// A step: DHCSR with C_DEBUGEN and C_STEP, not C_HALT (Armv7-M ARM, C1.6.2).
    @Test(arguments: [0x10, 0x12, 0x13, 0x18] as [UInt8])
    func aStepIsItsCallersToRepeat(status: UInt8) throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        fake.statuses[0x35] = [status]
        let count = fake.commands.count
        #expect(fault { try link.writeWord(0xA05F_0005, to: 0xE000_EDF0) }?.isInterrupted == true)
        #expect(fake.commands.dropFirst(count).count { $0 == 0x35 } == 1)
    }

    @Test func aStickyErrorOfSomebodyElseIsClearedOnce() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        fake.statuses[0x36] = [0x19]
        #expect(try link.readWord(0x2000_0004) == fake.memory.word(at: 4))
        #expect(fake.portRegisters[0xFFFF_0000] == 0x1E)
        fake.statuses[0x36] = [0x19, 0x19]
        #expect(fault { _ = try link.readWord(0x2000_0004) }?.cause == .access)
    }

    @Test func aStormOfWaitsEndsInAnAbort() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        fake.statuses[0x36] = [UInt8](repeating: 0x14, count: 50)
        #expect(fault { _ = try link.readWord(0x2000_0000) }?.cause == .timeout)
        #expect(fake.portRegisters[0xFFFF_0000] == 0x1F && link.health.waits == 8)
    }

    @Test func aRegisterThatDoesNotReadAsWrittenIsNoError() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        fake.statuses[0x35] = [0x0D]
        try link.writeWord(0x1234_5678, to: 0x2000_0000)
        fake.statuses[0x08] = [0x0D]
        #expect(
            throws: TargetFault.self
        ) { try link.write([UInt8](repeating: 7, count: 8), to: 0x2000_0000) }
    }

    @Test func aResetPortFindsItsWayBackIntoDebugMode() throws {
        let fake = FakeProbe()
        let link = try connect(fake)
        fake.isSilent = true
        #expect(try link.readWord(0x2000_0004) == fake.memory.word(at: 4))
        #expect(link.health.usbResets == 1 && fake.mode == 2)
        try link.driveReset(true)
        fake.isSilent = true
        #expect(try link.readWord(0x2000_0004) == fake.memory.word(at: 4))
        #expect(fake.isResetLow)
    }
}

/// Collects notices.
final class Heard {
    private(set) var texts: [String] = []
    var sink: NoticeSink {
        NoticeSink { [self] level, text in
            if level != .debug { texts.append(text) }
        }
    }
}
