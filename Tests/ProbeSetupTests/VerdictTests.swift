@testable import CortexM
@testable import STLink
import TargetMemory
import Testing

@testable import ProbeSetup

/// What the user is told where no rung leads to the core: each cause its own sentence, with what
/// was measured and what to do.
@Suite struct VerdictTests {
    static func sentence(
        factor: UInt32 = 0x5F0, reading: UInt32 = 0x7FA, drive: UInt8? = 0x80,
        _ target: ScriptedProbe.Target = .silent(9)
    ) throws -> String {
        let probe = ScriptedProbe()
        probe.voltage = VoltageReading(factor: factor, reading: reading)
        probe.driveStatus = drive
        probe.target = { _ in target }
        let report = try probe.climbed()
        #expect(!report.isConnected)
        return report.sentence
    }

    @Test func missingTargetTellsWhatWasMeasured() throws {
        let text = try Self.sentence()
        #expect(text.contains("probe present, target not answering over SWD"))
        #expect(text.contains("IDCODE (0x09)"))
        #expect(text.contains("VTref 3.22 V"))
        #expect(text.contains("4000, 1800"))
        #expect(text.contains("under reset at 4000, 950, 480, 100 kHz"))
        #expect(text.contains("SWDIO and SWCLK"))
    }

    /// Without a look at the core nothing is known of the line.
    @Test func resetLineIsNotBlamedWhileTheLinkIsDown() throws {
        let text = try Self.sentence()
        #expect(text.contains("cannot tell whether NRST is wired: the debug link is down"))
        #expect(!text.contains("NRST is not connected"))
    }

    @Test func lineThatTheProbeCouldNotPullIsNotBlamed() throws {
        let refused = try Self.sentence(drive: nil)
        #expect(refused.contains("the probe refused to drive it"))
        let failed = try Self.sentence(drive: 0x05)
        #expect(failed.contains("driving it failed"))
        var report = ConnectReport(mode: .underReset, probeName: "ST-LINK/V2")
        report.resetLine = .unknown("the probe refused to drive it")
        report.note(
            Core.ResetRelease(
                isHalted: true, wasArmed: true, line: .unconnected, wasDebugEnabled: false))
        #expect(report.resetLine == .unknown("the probe refused to drive it"))
    }

    @Test func voltagesHaveTheirOwnAnswers() throws {
        let none = try Self.sentence(reading: 1)
        #expect(none.contains("VTref reads 0.00 V"))
        #expect(none.contains("no power, or VTref is not wired"))
        let floating = try Self.sentence(reading: 0x2A9)
        #expect(floating.contains("VTref reads 1.07 V"))
        #expect(floating.contains("pins 1 and 19"))
        let zero = try Self.sentence(factor: 0, reading: 0)
        #expect(zero.contains("divisor 0"))
        #expect(!zero.contains("no power"))
        let absurd = try Self.sentence(factor: 0x5F0, reading: 0x3200)
        #expect(absurd.contains("which cannot be and is ignored"))
        #expect(Set([none, floating, zero, absurd]).count == 4)
    }

    @Test func refusingAndUnreliableCoresDiffer() throws {
        let probe = ScriptedProbe()
        probe.target = { _ in .apart(.access) }
        var report = try probe.climbed()
        // Only once the reset line is let go is it certain that reset was not the reason.
        #expect(report.isConnected)
        let wasRefuted = report.refuteLastRung()
        #expect(wasRefuted)
        #expect(!report.isConnected)
        #expect(report.status == .accessRefused)
        let locked = report.sentence
        #expect(locked.contains("access port refuses"))
        #expect(locked.contains("0x5ba02477"))
        let noisy = try Self.sentence(.garbage)
        #expect(noisy.contains("not reliably"))
        #expect(noisy.contains("--freq"))
    }

    /// No number that did not come from a good read.
    @Test func nothingUnreadIsShown() throws {
        let text = try Self.sentence()
        #expect(!text.contains("IDCODE 0x"))
    }
}
