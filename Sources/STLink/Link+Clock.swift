public import TargetMemory

/// The clock of SWD or JTAG.
extension Link {
    /// What the probe can clock `wire` with, in kHz, the fastest first; empty where its firmware
    /// has one fixed clock.
    public func clockRates(_ wire: WireProtocol) throws(TargetFault) -> [Int] {
        try availableClock(wire)?.steps.map(\.kHz) ?? []
    }

    /// Sets the fastest clock that is not above `kHz`, or the slowest there is, and returns it;
    /// `nil` where the firmware has one fixed clock.
    @discardableResult
    public func setClock(notAbove kHz: Int) throws(TargetFault) -> Int? {
        guard let step = try chosenStep(notAbove: kHz), let command = dialect.setClock(wire, step)
        else { return nil }
        let outcome = try perform([command])[0]
        noteClock(step, answer: outcome)
        return clockKHz
    }

    /// `nil` where nothing is to be set.
    func chosenStep(notAbove kHz: Int?) throws(TargetFault) -> WireClock.Step? {
        guard let kHz else { return nil }
        return try availableClock(wire)?.step(notAbove: kHz)
    }

    func availableClock(_ wire: WireProtocol) throws(TargetFault) -> WireClock? {
        if let known = clocks[wire] { return known }
        var clock: WireClock?
        if dialect.has(.frequencyInKHz) {
            clock = try listedClock(wire)
        } else if wire == .swd, dialect.has(.swdDivisor) {
            clock = .v2SWD
        } else if wire == .jtag, dialect.has(.jtagDivisor) {
            clock = .v2JTAG
        }
        clocks[wire] = clock
        return clock
    }

    /// `nil` where a clone does not know the question, or has an empty list.
    private func listedClock(_ wire: WireProtocol) throws(TargetFault) -> WireClock? {
        do throws(TargetFault) {
            let reply = try perform([.getFrequencies(wire)])[0].bytes
            let clock = WireClock(frequencyReply: reply)
            return clock.steps.isEmpty ? nil : clock
        } catch  where error.cause == .unsupported {
            notices(.debug, "no list of clocks: \(error.message)")
            return nil
        }
    }

    /// What is known of the clock now. The STLINK-V3 answers with the clock that it really set.
    func noteClock(_ step: WireClock.Step?, answer: Outcome?) {
        if let step {
            let isTold = dialect.has(.frequencyInKHz) && answer?.status.isOK == true
            let told = isTold ? answer.map { Int($0.bytes.word(at: 0)) } : nil
            clockKHz = told.flatMap { $0 > 0 ? $0 : nil } ?? step.kHz
        } else if clockKHz == nil {
            clockKHz = WireClock.v2DefaultKHz
        }
        let now = clockKHz ?? WireClock.v2DefaultKHz
        channel.clockKHz = now
        noteReentry()
    }

    /// What leads back to the core, should the probe's port have to be reset.
    func noteReentry() {
        let now = clockKHz ?? WireClock.v2DefaultKHz
        let setting = clocks[wire]?.step(notAbove: now).flatMap { dialect.setClock(wire, $0) }
        channel.reentry = (setting.map { [$0] } ?? []) + entering
    }

    /// Enters debug mode anew, which closes all access ports, and opens the core's.
    var entering: [Command] {
        let opening: [Command] = corePort == 0 ? [] : [.openAccessPort(corePort)]
        return [dialect.enter(wire)] + opening
    }

    /// Lowers the clock step by step until the target answers again; `false` where it does not.
    func slowDown() throws(TargetFault) -> Bool {
        for _ in 0..<Limits.slowerClockStepCount {
            guard let now = clockKHz, let slower = clocks[wire]?.step(below: now),
                let setting = dialect.setClock(wire, slower)
            else { return false }
            notices(.warning, "\(wire) is unreliable at \(now) kHz; going on at \(slower.kHz) kHz")
            channel.health.clockSteps += 1
            let outcomes = try channel.run([setting] + entering)
            noteClock(slower, answer: outcomes[0])
            if outcomes.allSatisfy(\.status.isOK) { return true }
        }
        return false
    }

    /// The last resort: leaves debug mode and enters it anew at the clock of before, as some probes
    /// keep an error until then. Once, until a command succeeds.
    func reconnect() throws(TargetFault) -> Bool {
        guard !hasReconnected else { return false }
        hasReconnected = true
        notices(
            .warning,
            "\(wire) fails at every clock; entering debug mode anew, the core may run meanwhile")
        _ = try channel.run([.leaveDebug])
        openPorts = corePort == 0 ? [] : [corePort]
        let step = try chosenStep(notAbove: clockBeforeTroubleKHz)
        let setting = step.flatMap { dialect.setClock(wire, $0) }.map { [$0] } ?? []
        let outcomes = try channel.run(setting + entering)
        noteClock(step, answer: setting.isEmpty ? nil : outcomes[0])
        return outcomes.allSatisfy(\.status.isOK)
    }
}
