public import TargetMemory

/// One try at reaching the target.
public struct EntryAttempt: Hashable, Sendable {
    public var wire: WireProtocol
    /// The fastest clock to use, in kHz; `nil` leaves it as it is.
    public var clockKHz: Int?
    /// Pulls NRST low before and keeps it there: the caller arms what must catch the reset and
    /// then lets go with `driveReset(false)`.
    public var underReset: Bool

    public init(wire: WireProtocol = .swd, clockKHz: Int? = nil, underReset: Bool = false) {
        self.wire = wire
        self.clockKHz = clockKHz
        self.underReset = underReset
    }
}

/// What came of it.
public struct EntryResult: Hashable, Sendable {
    public enum Step: String, Hashable, Sendable {
        case clock = "setting the clock"
        case enter = "entering debug mode"
        case idCode = "reading the IDCODE"
    }

    public enum Verdict: Hashable, Sendable {
        /// The target answered with its IDCODE.
        case entered(idCode: UInt32)
        /// The probe says why not.
        case refused(LinkStatus, by: Step)
        /// The probe is content, but what it read is no IDCODE: all zeros or all ones.
        case noIDCode(UInt32)
    }

    public var attempt: EntryAttempt
    /// The clock that was really set, in kHz; `nil` where the firmware has one fixed clock.
    public var clockKHz: Int?
    public var verdict: Verdict
    /// How the probe took the command to pull NRST low; `nil` where that was not asked for.
    public var resetDrive: LinkStatus?

    public var isEntered: Bool {
        if case .entered = verdict { return true }
        return false
    }

    /// The verdict in a few words.
    public var words: String {
        switch verdict {
        case .entered(let idCode): "IDCODE \(idCode.hex)"
        case .refused(let status, let step): "\(step.rawValue): \(status)"
        case .noIDCode(let value): "reading the IDCODE: \(value.hex), so nothing drives the wire"
        }
    }
}

/// The rungs that a ladder of attempts is made of. Each does one thing once and says what came of
/// it; what to try next is the caller's choice.
extension Link {
    /// Tries once to enter debug mode, without a reset of the core.
    ///
    /// Throws only for what no other attempt can mend: the probe is gone or stuck, or its firmware
    /// cannot do what is asked for. Statuses of the target are in the result.
    public func attempt(_ attempt: EntryAttempt) throws(TargetFault) -> EntryResult {
        if attempt.wire == .swd { try require(.swd) }
        if attempt.underReset { try require(.resetLine) }
        wire = attempt.wire
        corePort = 0
        let step = try chosenStep(notAbove: attempt.clockKHz)
        // The mode may be half entered after a failure; `close` leaves it in any case.
        debugMode(isEntered: true, idCode: 0)
        var result = EntryResult(
            attempt: attempt, clockKHz: step?.kHz, verdict: .noIDCode(0), resetDrive: nil)
        if attempt.underReset { result.resetDrive = tryToPullReset() }
        result.verdict = try enterOnce(step)
        // Before debug mode some firmware does not know which pin is NRST (OpenOCD,
        // `stlink_usb_init_mode`); so once more.
        if attempt.underReset { result.resetDrive = tryToPullReset() ?? result.resetDrive }
        return result
    }

    private func enterOnce(
        _ step: WireClock.Step?
    ) throws(TargetFault) -> EntryResult.Verdict {
        let enter = dialect.enter(wire)
        let setting = step.flatMap { dialect.setClock(wire, $0) }.map { [$0] } ?? []
        var outcomes = try channel.run(setting + [enter])
        noteClock(step, answer: setting.isEmpty ? nil : outcomes[0])
        if outcomes.last?.status == .otherModeOpen {
            _ = try channel.run([.leaveDebug])
            outcomes[outcomes.count - 1] = try channel.run([enter])[0]
        }
        if let failure = outcomes.last, !failure.status.isOK {
            return .refused(failure.status, by: .enter)
        }
        if let failure = outcomes.first, !failure.status.isOK {
            return .refused(failure.status, by: .clock)
        }
        // Not in one batch: outside debug mode the probe refuses the question.
        let answer = try channel.run([dialect.readIDCode])[0]
        guard answer.status.isOK else { return .refused(answer.status, by: .idCode) }
        let idCode = answer.bytes.word(at: 0)
        guard idCode != 0, idCode != .max else { return .noIDCode(idCode) }
        debugMode(isEntered: true, idCode: idCode)
        return .entered(idCode: idCode)
    }

    /// `nil` where the probe refused the command as such.
    private func tryToPullReset() -> LinkStatus? {
        isResetAsserted = true
        return try? channel.run([.driveReset(asserted: true)])[0].status
    }

    /// The debug port's IDCODE, asked for now.
    public func readIDCode() throws(TargetFault) -> UInt32 {
        try perform([dialect.readIDCode])[0].bytes.word(at: 0)
    }

    /// What the probe is doing.
    public func currentMode() throws(TargetFault) -> ProbeMode {
        ProbeMode(try perform([.currentMode])[0].bytes[0])
    }

    /// Leaves debug mode: the wires are let go, NRST is as it was. May be called in any mode.
    public func leaveDebugMode() throws(TargetFault) {
        closePorts()
        debugMode(isEntered: false, idCode: 0)
        channel.reentry = []
        _ = try channel.run([.leaveDebug])
    }
}
