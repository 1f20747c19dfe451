import TargetMemory
import Testing
import USBTransport

@testable import STLink

/// The single attempts that a connect ladder is made of.
@Suite struct AttemptTests {
    @Test func anAttemptSaysWhatCameOfIt() throws {
        let fake = FakeProbe()
        let link = try open(fake)
        let result = try link.attempt(EntryAttempt(clockKHz: 1000, underReset: true))
        #expect(result.verdict == .entered(idCode: 0x5BA0_2477))
        #expect(result.clockKHz == 950 && result.resetDrive == .ok && fake.isResetLow)
        #expect(try link.currentMode() == .debug)
        #expect(try link.readIDCode() == 0x5BA0_2477)
        try link.leaveDebugMode()
        #expect(try link.currentMode() == .massStorage)
    }

    @Test func aRefusalNamesItsStepAndStatus() throws {
        let fake = FakeProbe()
        let link = try open(fake)
        fake.enterStatus = 0x09
        var result = try link.attempt(EntryAttempt(clockKHz: 4000))
        #expect(result.verdict == .refused(.idCodeError, by: .enter))
        #expect(result.words.contains("0x09") && !result.isEntered)
        fake.enterStatus = 0x80
        fake.statuses[0x31] = [0x05]
        result = try link.attempt(EntryAttempt())
        #expect(result.verdict == .refused(.noDeviceConnected, by: .idCode))
        fake.statuses[0x43] = [0x41]
        result = try link.attempt(EntryAttempt(clockKHz: 4000))
        #expect(result.verdict == .refused(LinkStatus(rawValue: 0x41), by: .clock))
    }

    @Test(arguments: [0, 0xFFFF_FFFF] as [UInt32])
    func anIDCodeThatNobodyDrivesIsNone(_ value: UInt32) throws {
        let fake = FakeProbe()
        fake.idCode = value
        let result = try open(fake).attempt(EntryAttempt())
        #expect(result.verdict == .noIDCode(value))
    }

    @Test func aModeThatIsOpenIsLeftFirst() throws {
        let fake = FakeProbe()
        let link = try open(fake)
        fake.statuses[0x30] = [0x0E]
        #expect(try link.attempt(EntryAttempt()).isEntered)
        #expect(fake.commands.contains(0x21))
    }

    @Test func aResetThatTheProbeRefusesIsNotTakenForDone() throws {
        let fake = FakeProbe()
        fake.missing = [0x3C]
        let result = try open(fake).attempt(EntryAttempt(underReset: true))
        #expect(result.resetDrive == nil && result.isEntered)
    }

    @Test func jtagHasClocksOfItsOwn() throws {
        let fake = FakeProbe()
        let link = try open(fake)
        #expect(try link.clockRates(.jtag) == [9000, 4500, 2250, 1125, 562, 281, 140])
        let result = try link.attempt(EntryAttempt(wire: .jtag, clockKHz: 2000))
        #expect(result.clockKHz == 1125 && fake.jtagDivisor == 32 && fake.wire == 0xA4)
        #expect(link.facts.contains { $0.hasPrefix("JTAG at 1125 kHz") })
        #expect(try link.setClock(notAbove: 300) == 281 && fake.jtagDivisor == 128)
        fake.statuses[0x07] = [0x11, 0x11]
        #expect(throws: TargetFault.self) { try link.read(0x2000_0000, count: 64) }
        // JTAG clears its sticky bits in CTRL/STAT.
        #expect(fake.portRegisters[0xFFFF_0004] == 0x5000_0032)
    }

    @Test(
        arguments: [
            (0, 0, .notMeasured), (1489, 0, .absent), (1489, 10, .absent),
            (0x5F0, 0x2A9, .floating), (1489, 2048, .usable), (1489, 1000, .floating),
            (1489, 1024, .usable),
            (900, 1490, .usable), (10, 60000, .nonsense), (1, .max, .nonsense),
        ] as [(UInt32, UInt32, VoltageReading.Meaning)])
    func voltagesMeanSomething(
        _ factor: UInt32, _ reading: UInt32, _ meaning: VoltageReading.Meaning
    ) throws {
        let fake = FakeProbe()
        fake.voltage = (factor, reading)
        let voltage = try #require(try open(fake).voltage)
        #expect(voltage.meaning == meaning && voltage.factor == factor)
        #expect((voltage.millivolts == nil) == (factor == 0))
    }

    @Test func theUnwiredReferenceReadsAsItWasSeen() {
        #expect(VoltageReading(factor: 0x5F0, reading: 0x2A9).description == "1.07 V")
        #expect(VoltageReading(factor: 0, reading: 5).description == "not measured")
    }
}

/// Climbing to a faster clock.
@Suite struct RaiseClockTests {
    private func entered(_ fake: FakeProbe, _ kHz: Int) throws -> Link {
        let link = try open(fake)
        #expect(try link.attempt(EntryAttempt(clockKHz: kHz)).isEntered)
        return link
    }

    @Test func theFastestIsTakenInOneGoWhereItWorks() throws {
        let fake = FakeProbe()
        let link = try entered(fake, 1800)
        let transfers = fake.transferCount
        #expect(try link.raiseClock() == ClockSurvey(kHz: 4000, failures: []))
        #expect(fake.divisor == 0 && link.clockKHz == 4000)
        #expect(fake.transferCount - transfers == 6)
    }

    @Test func neverAboveTheLimit() throws {
        let fake = thirdGeneration(debug: 7)
        let link = try entered(fake, 1000)
        #expect(try link.raiseClock(notAbove: 7999).kHz == 3300)
        #expect(fake.frequency[0] == 3300)
    }

    @Test func clocksWithErrorsAreLeftOut() throws {
        let fake = thirdGeneration(debug: 7)
        let link = try entered(fake, 1000)
        fake.fastestKHz = 3300
        let survey = try link.raiseClock()
        #expect(survey.kHz == 3300 && survey.failures.map(\.kHz) == [24000, 8000])
        #expect(survey.failures.allSatisfy { $0.words.contains("0x17") })
        #expect(try link.readWord(0x2000_0000) == fake.memory.word(at: 0))
    }

    /// No status tells: only the bytes do.
    @Test func clocksWithWrongDataAreLeftOut() throws {
        let fake = thirdGeneration(debug: 7)
        let link = try entered(fake, 1000)
        fake.fastestTrueKHz = 8000
        let survey = try link.raiseClock()
        #expect(survey.kHz == 8000 && survey.failures.map(\.kHz) == [24000])
    }

    @Test func anOddTableIsComparedWithWhatIsReadSlowly() throws {
        let fake = thirdGeneration(debug: 7)
        fake.componentID = [1, 2, 3, 4]
        let link = try entered(fake, 1000)
        fake.fastestTrueKHz = 8000
        #expect(try link.raiseClock().kHz == 8000)
    }

    @Test func whereNothingCanBeReadNothingIsRaised() throws {
        let fake = thirdGeneration(debug: 7)
        fake.componentID = []
        let link = try entered(fake, 1000)
        #expect(try link.raiseClock() == ClockSurvey(kHz: 1000, failures: []))
        #expect(fake.frequency[0] == 1000)
    }

    @Test func oneFixedClockStays() throws {
        let fake = secondGeneration(debug: 20)
        let link = try entered(fake, 4000)
        #expect(try link.raiseClock().kHz == 1800)
    }
}
