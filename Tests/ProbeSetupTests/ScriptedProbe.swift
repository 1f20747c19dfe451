@testable import CortexM
@testable import STLink
import TargetMemory

@testable import ProbeSetup

/// A probe whose target answers as the test says, rung by rung.
final class ScriptedProbe: LadderProbe {
    /// What an attempt meets.
    enum Target {
        case silent(UInt8)
        case core
        /// The debug port answers, the core's access port does not.
        case apart(TargetFault.Cause)
        case garbage
    }

    var voltage: VoltageReading? = VoltageReading(factor: 0x5F0, reading: 0x7FA)
    var clockKHz: Int?
    var health = LinkHealth()
    var rates = [4000, 1800, 1200, 950, 480, 240, 125, 100, 50, 25, 15, 5]
    /// By clock and reset: what is there.
    var target: (EntryAttempt) -> Target = { _ in .core }
    /// Reads of CPUID go wrong above this clock.
    var reliableKHz = Int.max
    var driveStatus: UInt8? = 0x80
    var sleepsUntilRequest = Int.max
    private(set) var attempts: [EntryAttempt] = []
    private(set) var writes: [(Address, UInt32)] = []
    private(set) var reads = 0
    private(set) var surveys = 0
    private var present = Target.silent(5)
    private var requestCount = 0

    static let cpuid: UInt32 = 0x411F_C271
    static let idCode: UInt32 = 0x5BA0_2477

    func clockRates(_: WireProtocol) throws(TargetFault) -> [Int] { rates }

    func raiseClock(notAbove limitKHz: Int?) throws(TargetFault) -> ClockSurvey {
        let faster = rates.filter { $0 > clockKHz ?? 0 && $0 <= limitKHz ?? .max }
        let tooFast = faster.prefix { $0 > reliableKHz }
        surveys += 1
        clockKHz = faster.first { $0 <= reliableKHz } ?? clockKHz
        return ClockSurvey(
            kHz: clockKHz ?? 0,
            failures: tooFast.map { ClockSurvey.Failure(kHz: $0, words: "parity") })
    }

    func attempt(_ attempt: EntryAttempt) throws(TargetFault) -> EntryResult {
        attempts.append(attempt)
        clockKHz = attempt.clockKHz
        present = target(attempt)
        var result = EntryResult(
            attempt: attempt, clockKHz: attempt.clockKHz, verdict: .entered(idCode: Self.idCode),
            resetDrive: attempt.underReset ? driveStatus.map(LinkStatus.init) : nil)
        if case .silent(let status) = present {
            result.verdict = .refused(LinkStatus(rawValue: status), by: .enter)
        }
        return result
    }

    func findCore(identifiedBy _: Address) throws(TargetFault) -> CoreSearch { .none }

    func readWord(_ address: Address) throws(TargetFault) -> UInt32 {
        reads += 1
        if let clockKHz, clockKHz > reliableKHz {
            health.wireErrors += 1
            throw TargetFault(.link, at: address, "reading: AP parity error (0x13)")
        }
        switch present {
        case .core: break
        case .garbage: return UInt32(reads) << 24
        case .silent: throw TargetFault(.link, "no answer")
        case .apart(let cause):
            guard requestCount >= sleepsUntilRequest else {
                throw TargetFault(cause, at: address, "reading CPUID: AP wait (0x10)")
            }
        }
        if address == DHCSR.address { return 1 << 17 | 1 }
        return address == CPUID.address ? Self.cpuid : 0
    }

    func writeWord(_ value: UInt32, to address: Address) throws(TargetFault) {
        writes.append((address, value))
        guard case .apart(let cause) = present else { return }
        requestCount += 1
        if requestCount < sleepsUntilRequest { throw TargetFault(cause, "writing: AP wait (0x10)") }
    }

    func read(_: Address, count: Int) throws(TargetFault) -> [UInt8] {
        Array(repeating: 0, count: count)
    }
    func write(_: [UInt8], to _: Address) throws(TargetFault) {}
    func readCoreRegisters() throws(TargetFault) -> [UInt32] { Array(repeating: 0, count: 19) }
    func readRegister(_: UInt8) throws(TargetFault) -> UInt32 { 0 }
    func writeRegister(_: UInt8, _: UInt32) throws(TargetFault) {}
    func driveReset(_: Bool) throws(TargetFault) {}
    func writeBatch(_: [(Address, [UInt8])]) throws(TargetFault) {}
    func pause(milliseconds _: Int) {}

    /// Climbs with these options.
    func climbed(_ options: ConnectOptions = ConnectOptions()) throws -> ConnectReport {
        var ladder = ConnectLadder(self, name: "ST-LINK/V2", options: options)
        return try ladder.climb()
    }
}
