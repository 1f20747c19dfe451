import TargetMemory

/// Connecting to the target in one go.
extension Link {
    /// Enters debug mode, without a reset of the core, and lowers the clock step by step while the
    /// target does not answer.
    ///
    /// - Parameters:
    ///   - clockKHz: the fastest clock to use.
    ///   - underReset: as `EntryAttempt.underReset`.
    public func enter(
        wire: WireProtocol = .swd, clockKHz: Int? = nil, underReset: Bool = false
    ) throws(ProbeError) {
        do throws(TargetFault) {
            let rates = try clockRates(wire)
            let limit = clockKHz ?? Limits.defaultClockKHz
            var rest = rates.filter { $0 <= limit }[...]
            if rest.isEmpty { rest = rates.suffix(1) }
            var rate = rest.popFirst()
            for attemptNumber in 0...Limits.slowerClockStepCount {
                let result = try attempt(
                    EntryAttempt(wire: wire, clockKHz: rate, underReset: underReset))
                if result.isEntered { return }
                guard case .refused(let status, _) = result.verdict,
                    LinkStatus.wireErrors.contains(status), let slower = rest.popFirst(),
                    attemptNumber < Limits.slowerClockStepCount
                else { throw TargetFault(.link, result.words) }
                notices(.debug, "no answer at \(rate ?? 0) kHz: \(result.words)")
                rate = slower
            }
        } catch {
            switch error.cause {
            case .link: throw noTarget(error)
            case .unsupported: throw ProbeError(.probeUnsupported, error.message)
            default: throw ProbeError(error)
            }
        }
    }

    private func noTarget(_ fault: TargetFault) -> ProbeError {
        if let voltage, [.absent, .floating].contains(voltage.meaning) {
            return ProbeError(
                .noTarget,
                "no target: VTref reads \(voltage), so the board has "
                    + "no power or the probe's VTref pin is not connected (\(fault.message))")
        }
        let words = voltage.map { ", VTref is \($0)" } ?? ""
        let pins = wire == .swd ? "SWDIO, SWCLK and GND" : "TMS, TCK, TDI, TDO and GND"
        return ProbeError(
            .noTarget,
            "no target answers over \(wire): \(fault.message)\(words); check \(pins), "
                + "and try --connect-under-reset in case the firmware uses the "
                + "pins or sleeps")
    }
}
