import CortexM
import STLink
import TargetMemory

/// Finds a way to the target: the wanted clock, slower ones, under reset, both. Each rung costs a
/// few transfers, and the first one that leads to the core ends the climb.
///
/// The rungs under reset stop the running program, so they are climbed only where the mode says
/// that it will be reset anyway.
struct ConnectLadder {
    let probe: any LadderProbe
    let options: ConnectOptions
    let notices: NoticeSink
    private(set) var report: ConnectReport

    init(
        _ probe: any LadderProbe, name: String, options: ConnectOptions,
        notices: NoticeSink = .none
    ) {
        self.probe = probe
        self.options = options
        self.notices = notices
        report = ConnectReport(
            mode: options.mode, askedClockKHz: options.clockKHz, probeName: name,
            voltage: probe.voltage)
    }

    /// Climbs until a rung leads to the core or there is none left. With the last rung under reset
    /// NRST is still low on return.
    ///
    /// Throws only for what no rung can mend: the probe is gone, stuck or cannot do it.
    mutating func climb() throws(TargetFault) -> ConnectReport {
        let rates = try candidates()
        let isUnderReset = options.mode == .underReset
        try climb(rates, isUnderReset: isUnderReset)
        if !report.isConnected, options.mode == .normal { try climbUnderReset(rates) }
        if report.isConnected {
            report.clockKHz = probe.clockKHz
            try raiseClock()
        }
        noteResetDrive()
        return report
    }

    // MARK: Rungs

    /// The wanted clock and slower ones; one `nil` where the clock is fixed.
    private func candidates() throws(TargetFault) -> [Int?] {
        let all = try probe.clockRates(options.wire)
        guard let slowest = all.last else { return [nil] }
        let first = options.clockKHz ?? Limits.firstClockKHz
        var rates = all.filter { $0 <= first }
        if rates.isEmpty { rates = [slowest] }
        rates = Array(
            rates.enumerated().filter { $0.offset == 0 || $0.element >= Limits.slowestClockKHz }
                .map(\.element).prefix(Limits.rungCount))
        if isUnpowered, let low = rates.first(where: { $0 <= Limits.unpoweredClockKHz }),
            low != rates[0]
        {
            rates = [rates[0], low]
        }
        return rates
    }

    private var isUnpowered: Bool {
        guard let meaning = report.voltage?.meaning else { return false }
        return meaning == .absent || meaning == .floating
    }

    private mutating func climb(_ rates: [Int?], isUnderReset: Bool) throws(TargetFault) {
        for rate in rates {
            let rung = try step(rate, isUnderReset: isUnderReset)
            report.rungs.append(rung)
            notices(.debug, "\(rung.name): \(rung.words)")
            if report.isConnected { return }
            // A core that sleeps or refuses does so at every clock.
            guard rung.isWireTrouble else { return }
        }
    }

    private mutating func climbUnderReset(_ rates: [Int?]) throws(TargetFault) {
        let known = rates.compactMap(\.self)
        var wanted: [Int?] = []
        for limit in [known.first ?? 0] + Limits.underResetClocksKHz {
            let rate = known.first { $0 <= limit }
            if rate != nil, !wanted.contains(rate) { wanted.append(rate) }
        }
        do throws(TargetFault) {
            try climb(wanted.isEmpty ? [nil] : wanted, isUnderReset: true)
        } catch  where error.cause == .unsupported {
            // This probe has no reset line: the rungs so far are all there are.
            report.resetLine = .unknown(error.message)
        }
    }

    private mutating func step(
        _ rate: Int?, isUnderReset: Bool
    ) throws(TargetFault) -> ConnectReport.Rung {
        let result = try probe.attempt(
            EntryAttempt(wire: options.wire, clockKHz: rate, underReset: isUnderReset))
        var rung = ConnectReport.Rung(
            wire: options.wire, clockKHz: result.clockKHz, isUnderReset: isUnderReset,
            resetDrive: result.resetDrive, idCode: nil, outcome: .noAnswer(result.words))
        guard case .entered(let idCode) = result.verdict else { return rung }
        rung.idCode = idCode
        rung.outcome = try lookAtCore(isUnderReset: isUnderReset)
        return rung
    }

    // MARK: The core

    /// The debug port answers; does the core, and is what it says to be believed?
    private mutating func lookAtCore(
        isUnderReset: Bool
    ) throws(TargetFault) -> ConnectReport.Rung.Outcome {
        do throws(TargetFault) {
            return try identify()
        } catch {
            switch error.cause {
            case .probeLost: throw error
            // A probe that entered debug mode and then refuses has lost it: entered again.
            case .link, .state, .unsupported: return .unreliable(error.message)
            case .timeout, .access, .flash:
                if error.cause != .timeout, let there = try identifyElsewhere() { return there }
                if isUnderReset {
                    return .coreInReset(error.message, isWaiting: error.cause == .timeout)
                }
                if options.mode == .normal, error.cause == .timeout,
                    try Core.haltWhenAwake(probe), case .connected(let cpuid) = try identify()
                {
                    return .caughtAwake(cpuid)
                }
                return error.cause == .timeout ? .asleep(error.message) : .refused(error.message)
            }
        }
    }

    /// The core behind another access port than AP 0, which is then used; `nil` where none is.
    private mutating func identifyElsewhere() throws(TargetFault) -> ConnectReport.Rung.Outcome? {
        do throws(TargetFault) {
            report.otherPorts = try probe.findCore(identifiedBy: CPUID.address)
            guard case .found = report.otherPorts else { return nil }
            return try identify()
        } catch  where error.cause == .link {
            return .unreliable(error.message)
        }
    }

    private func identify() throws(TargetFault) -> ConnectReport.Rung.Outcome {
        let cpuid = try probe.fetch(CPUID.self)
        // A bus without a core may answer with nothing.
        guard cpuid.rawValue != 0 else {
            throw TargetFault(.access, at: CPUID.address, "CPUID reads 0, which is no core")
        }
        guard cpuid.isArm else {
            return .notArm(cpuid.rawValue)
        }
        // A clock that followed one that failed has to prove itself.
        guard !report.rungs.isEmpty else { return .connected(cpuid) }
        return try readsBack(cpuid)
            ? .connected(cpuid) : .unreliable("CPUID does not stay the same")
    }

    /// Whether the core's identity is read again and again without an error or a change.
    private func readsBack(_ cpuid: CPUID) throws(TargetFault) -> Bool {
        let errors = probe.health.wireErrors
        for _ in 0..<Limits.readBackCount {
            guard try probe.fetch(CPUID.self) == cpuid else { return false }
            guard probe.health.wireErrors == errors else { return false }
        }
        return true
    }

    // MARK: Faster

    /// Nobody asked for a clock, and the probe may have faster ones than the first: the fastest
    /// that reads back is best. Without faster ones this costs nothing.
    private mutating func raiseClock() throws(TargetFault) {
        guard options.clockKHz == nil, report.rungs.count == 1,
            case .connected = report.rungs.first?.outcome
        else { return }
        let survey = try probe.raiseClock(notAbove: nil)
        report.clocksTooFastKHz = survey.failures.map(\.kHz)
        for failure in survey.failures {
            notices(.debug, "\(failure.kHz) kHz does not hold: \(failure.words)")
        }
        report.clockKHz = survey.kHz
    }

    // MARK: The reset line

    /// What the probe said to the command, where nothing was seen of the line itself yet.
    private mutating func noteResetDrive() {
        guard report.resetLine == .notTried,
            let rung = report.rungs.last(where: \.isUnderReset)
        else { return }
        guard let drive = rung.resetDrive else {
            report.resetLine = .unknown("the probe refused to drive it")
            return
        }
        guard drive.isOK else {
            report.resetLine = .unknown("driving it failed: \(drive)")
            return
        }
        if !report.isConnected { report.resetLine = .unknown("the debug link is down") }
    }
}

extension ConnectReport {
    /// The core was out of reach not only while in reset: the last rung did not lead to it. `false`
    /// where it did.
    mutating func refuteLastRung() -> Bool {
        guard case .coreInReset(let words, let isWaiting) = rungs.last?.outcome else {
            return false
        }
        rungs[rungs.count - 1].outcome = isWaiting ? .asleep(words) : .refused(words)
        return true
    }

    /// What was seen when the reset line was let go. A line that the probe did not pull is not to
    /// blame.
    mutating func note(_ release: Core.ResetRelease) {
        switch release.line {
        case .works: resetLine = .works
        case .unconnected:
            if case .unknown = resetLine { return }
            resetLine = .unconnected
        case .unknown:
            if case .unknown = resetLine { return }
            resetLine = .unknown("the core could not be looked at while the line was low")
        }
    }
}
