import TargetMemory

/// Connecting to the target.
extension Link {
    /// Enters SWD debug mode, without a reset of the core.
    ///
    /// - Parameters:
    ///   - clockKHz: the fastest clock to use; the clock is lowered step by step while the target
    ///     does not answer.
    ///   - underReset: pulls NRST low before and keeps it there: the caller arms what must catch
    ///     the reset and then lets go with `driveReset(false)`.
    public func enter(clockKHz: Int? = nil, underReset: Bool = false) throws(ProbeError) {
        do throws(TargetFault) {
            clock = try availableClock()
            if underReset { try driveReset(true) }
            try enterSWD(notAbove: clockKHz ?? Limits.defaultClockKHz)
            // Before SWD is entered some firmware does not know which pin is NRST (OpenOCD,
            // `stlink_usb_init_mode`); so once more.
            if underReset { try driveReset(true) }
        } catch {
            switch error.cause {
            case .link: throw noTarget(error)
            case .unsupported: throw ProbeError(.probeUnsupported, error.message)
            default: throw ProbeError(error)
            }
        }
    }

    private func availableClock() throws(TargetFault) -> SWDClock? {
        if capabilities.contains(.swdDivisor) { return .v2 }
        guard capabilities.contains(.frequencyInKHz) else { return nil }
        return SWDClock(frequencyReply: try perform([.getFrequencies])[0].bytes)
    }

    private func enterSWD(notAbove kHz: Int) throws(TargetFault) {
        var step = clock?.step(notAbove: kHz)
        for attempt in 0...Limits.slowerClockStepCount {
            // Debug mode may be half entered after a failure; `close` leaves it in any case.
            debugMode(isEntered: true, idCode: 0)
            var outcomes = try channel.run(setting(step) + [.enterSWD])
            setClock(step)
            if outcomes.allSatisfy(\.status.isOK) {
                // Not in one batch: outside debug mode the probe refuses the question.
                outcomes = try channel.run([.readIDCodes])
            }
            guard let failure = outcomes.first(where: { !$0.status.isOK }) else {
                debugMode(isEntered: true, idCode: outcomes[0].bytes.word(at: 4))
                return
            }
            let slower = step.flatMap { clock?.step(below: $0.kHz) }
            guard Status.wireErrors.contains(failure.status), let slower,
                attempt < Limits.slowerClockStepCount
            else { throw TargetFault(.link, "\(failure.status)") }
            notices(.debug, "no answer at \(step?.kHz ?? 0) kHz: \(failure.status)")
            step = slower
        }
    }

    /// Lowers the clock step by step until the target answers again; `false` where it does not.
    func slowDown() throws(TargetFault) -> Bool {
        for _ in 0..<Limits.slowerClockStepCount {
            guard let now = clockKHz, let slower = clock?.step(below: now) else { return false }
            notices(.warning, "SWD is unreliable at \(now) kHz; going on at \(slower.kHz) kHz")
            let outcomes = try channel.run(setting(slower) + [.enterSWD])
            setClock(slower)
            if outcomes.allSatisfy(\.status.isOK) { return true }
        }
        return false
    }

    private func setting(_ step: SWDClock.Step?) -> [Command] {
        guard let step else { return [] }
        return capabilities.contains(.frequencyInKHz)
            ? [.setFrequency(kHz: step.kHz)] : [.setSWDDivisor(step.divisor)]
    }

    private func setClock(_ step: SWDClock.Step?) {
        clockKHz = step?.kHz ?? SWDClock.v2DefaultKHz
        channel.clockKHz = clockKHz ?? SWDClock.v2DefaultKHz
        channel.reentry = setting(step) + [.enterSWD]
    }

    private func noTarget(_ fault: TargetFault) -> ProbeError {
        if let millivolts = targetMillivolts, millivolts < Limits.lowestTargetMillivolts {
            return ProbeError(
                .noTarget,
                "no target: VTref reads \(Self.volts(millivolts)), so the board has "
                    + "no power or the probe's VTref pin is not connected (\(fault.message))")
        }
        let voltage = targetMillivolts.map { ", VTref is \(Self.volts($0))" } ?? ""
        return ProbeError(
            .noTarget,
            "no target answers over SWD: \(fault.message)\(voltage); check SWDIO, "
                + "SWCLK and GND, and try --connect-under-reset in case the firmware uses the "
                + "pins or sleeps")
    }
}
