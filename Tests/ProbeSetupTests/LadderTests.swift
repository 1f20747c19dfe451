import CortexM
import STLink
import TargetMemory
import Testing

@testable import ProbeSetup

/// Which rungs are climbed, in which order, and when the climb ends.
@Suite struct LadderTests {
    @Test func healthyBoardCostsOneRungAndOneRead() throws {
        let probe = ScriptedProbe()
        let report = try probe.climbed()
        #expect(probe.attempts == [EntryAttempt(clockKHz: 4000)])
        #expect(probe.reads == 1)
        #expect(probe.writes.isEmpty)
        #expect(report.cpuid?.rawValue == ScriptedProbe.cpuid)
        #expect(!report.isOutOfTheOrdinary)
        #expect(
            report.sentence == "connected: SWD at 4000 kHz, IDCODE 0x5ba02477, VTref 3.22 V")
    }

    @Test func slowerClocksComeBeforeReset() throws {
        let probe = ScriptedProbe()
        probe.target = { $0.clockKHz ?? 0 > 950 ? .silent(9) : .core }
        let report = try probe.climbed()
        #expect(probe.attempts.map(\.clockKHz) == [4000, 1800, 1200, 950])
        #expect(probe.attempts.allSatisfy { !$0.underReset })
        #expect(report.clockKHz == 950)
        #expect(report.sentence.hasPrefix("connected on rung: 950 kHz"))
        #expect(report.sentence.contains("wiring or clock"))
        #expect(report.rungs.first?.words.contains("(0x09)") == true)
        // The slower clock had to prove itself.
        #expect(probe.reads > 30)
    }

    @Test func resetComesAfterTheClocksAndThenBoth() throws {
        let probe = ScriptedProbe()
        probe.target = { $0.underReset && $0.clockKHz ?? 0 <= 480 ? .core : .silent(9) }
        let report = try probe.climbed()
        let held = probe.attempts.filter(\.underReset)
        #expect(probe.attempts.prefix { !$0.underReset }.count == 8)
        #expect(held.map(\.clockKHz) == [4000, 950, 480])
        #expect(report.connectedRung?.isUnderReset == true)
        #expect(report.sentence.hasPrefix("connected on rung: under reset at 480 kHz"))
        #expect(report.sentence.contains("the firmware probably"))
    }

    @Test func hotPlugNeverTouchesTheResetLine() throws {
        let probe = ScriptedProbe()
        probe.target = { $0.underReset ? .core : .silent(9) }
        let report = try probe.climbed(ConnectOptions(mode: .hotPlug))
        #expect(probe.attempts.allSatisfy { !$0.underReset })
        #expect(!report.isConnected)
        #expect(report.resetLine == .notTried)
        #expect(report.sentence.contains("--connect-under-reset"))
        #expect(probe.writes.isEmpty)
    }

    @Test func underResetIsOnlyUnderReset() throws {
        let probe = ScriptedProbe()
        let report = try probe.climbed(ConnectOptions(mode: .underReset))
        #expect(probe.attempts == [EntryAttempt(clockKHz: 4000, underReset: true)])
        #expect(report.isConnected)
    }

    @Test func jtagIsTriedOnlyWhenAskedFor() throws {
        let probe = ScriptedProbe()
        probe.target = { _ in .silent(9) }
        _ = try probe.climbed()
        #expect(!probe.attempts.contains { $0.wire == .jtag })
        let other = ScriptedProbe()
        _ = try other.climbed(ConnectOptions(wire: .jtag))
        #expect(other.attempts.map(\.wire) == [.jtag])
    }

    @Test func askedClockIsNeverExceeded() throws {
        let probe = ScriptedProbe()
        probe.target = { $0.clockKHz ?? 0 > 100 ? .silent(5) : .core }
        _ = try probe.climbed(ConnectOptions(clockKHz: 500))
        #expect(probe.attempts.map(\.clockKHz) == [480, 240, 125, 100])
        let slow = ScriptedProbe()
        _ = try slow.climbed(ConnectOptions(clockKHz: 3))
        #expect(slow.attempts.map(\.clockKHz) == [5])
    }

    @Test func automaticClockRisesAsFarAsItReadsBack() throws {
        let probe = ScriptedProbe()
        probe.rates = [24000, 8000, 3300, 1000, 200]
        probe.reliableKHz = 8000
        let report = try probe.climbed()
        #expect(report.clockKHz == 8000)
        #expect(report.clocksTooFastKHz == [24000])
        #expect(
            report.sentence.contains("failed at 24 MHz, connected at 8000 kHz: wiring or clock"))
        #expect(probe.surveys == 1)
    }

    @Test func askedClockDoesNotRise() throws {
        let probe = ScriptedProbe()
        probe.rates = [24000, 8000, 3300, 1000, 200]
        let report = try probe.climbed(ConnectOptions(clockKHz: 3300))
        #expect(report.clockKHz == 3300)
        #expect(probe.surveys == 0)
    }

    @Test func sleeperIsCaughtWhenItWakes() throws {
        let probe = ScriptedProbe()
        probe.target = { _ in .apart(.timeout) }
        probe.sleepsUntilRequest = 3
        let report = try probe.climbed()
        #expect(probe.attempts.count == 1)
        #expect(probe.writes.map(\.0) == Array(repeating: DHCSR.address, count: 3))
        #expect(report.sentence.contains("sleeps most of the time"))
    }

    @Test func sleeperThatDoesNotWakeIsHeldInReset() throws {
        let probe = ScriptedProbe()
        probe.target = { $0.underReset ? .core : .apart(.timeout) }
        let report = try probe.climbed()
        // Another clock does not wake it.
        #expect(probe.attempts.map(\.underReset) == [false, true])
        #expect(report.isConnected)
    }

    @Test func sleeperIsLeftAloneByHotPlug() throws {
        let probe = ScriptedProbe()
        probe.target = { _ in .apart(.timeout) }
        let report = try probe.climbed(ConnectOptions(mode: .hotPlug))
        #expect(probe.writes.isEmpty)
        #expect(report.status == .targetTimeout)
        #expect(report.sentence.contains("the core sleeps or has no clock"))
        #expect(report.sentence.contains("0x5ba02477"))
    }

    @Test func climbIsBoundedWhereNothingAnswers() throws {
        let probe = ScriptedProbe()
        probe.target = { _ in .silent(9) }
        let report = try probe.climbed()
        #expect(probe.attempts.count == 12)
        #expect(!report.isConnected)
        #expect(report.status == .noTarget)
    }
}
