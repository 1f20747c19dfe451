public import TargetMemory

/// What climbing to a faster clock came to.
public struct ClockSurvey: Hashable, Sendable {
    /// A clock that was tried and did not read as a slower one does.
    public struct Failure: Hashable, Sendable {
        public var kHz: Int
        /// What happened.
        public var words: String
    }

    /// The clock that is set now.
    public var kHz: Int
    /// Faster ones that were found wanting, the fastest first.
    public var failures: [Failure]
}

/// Finding the fastest clock that works.
///
/// A clock works when the CoreSight ROM table that every Cortex-M has at 0xE00FF000 (Armv7-M ARM,
/// C1.2.3) reads through it without an error and as it should: half a page, 512 words with a
/// parity bit and an acknowledgement each, ending in the component ID that the architecture fixes.
/// Where that ID is not there, the same words are read at the slow clock and compared. Nothing of
/// the target is written, and nothing is read that a program or a memory controller has a part in.
extension Link {
    private static let sample: Address = 0xE00F_F800
    private static let sampleByteCount = 2048
    /// CIDR0-CIDR3 of a ROM table, one byte in each word (ADIv5.2, D1.2.2).
    private static let componentID: [UInt32] = [0x0D, 0x10, 0x05, 0xB1]

    /// Sets the fastest clock up to `limitKHz` that survives reading back; the present clock is
    /// taken to work, and stays where no faster one does.
    @discardableResult
    public func raiseClock(notAbove limitKHz: Int? = nil) throws(TargetFault) -> ClockSurvey {
        let now = clockKHz ?? WireClock.v2DefaultKHz
        guard let clock = try availableClock(wire), let base = clock.step(notAbove: now) else {
            return ClockSurvey(kHz: now, failures: [])
        }
        var failures: [ClockSurvey.Failure] = []
        var reference: [UInt8]?
        for step in clock.steps(above: now, notAbove: limitKHz ?? .max) {
            let trial = try sample(at: step)
            if case .fits = trial { return ClockSurvey(kHz: clockKHz ?? now, failures: failures) }
            try fallBack(to: base)
            if reference == nil { reference = try referenceSample() }
            if case .read(let bytes) = trial, bytes == reference {
                // An odd ROM table, but the fast clock sees it as the slow one does.
                try setClock(notAbove: step.kHz)
                return ClockSurvey(kHz: clockKHz ?? now, failures: failures)
            }
            guard reference != nil else { break }
            failures.append(ClockSurvey.Failure(kHz: step.kHz, words: trial.words))
        }
        return ClockSurvey(kHz: clockKHz ?? now, failures: failures)
    }

    private enum Trial {
        case fits
        case read([UInt8])
        case failed(LinkStatus)

        var words: String {
            switch self {
            case .fits: "as it should be"
            case .read: "data read back wrong"
            case .failed(let status): "\(status)"
            }
        }
    }

    private func sample(at step: WireClock.Step) throws(TargetFault) -> Trial {
        guard let setting = dialect.setClock(wire, step) else { return .failed(.unknownCommand) }
        let read = Command.readMemory(
            Self.sample, .word, byteCount: Self.sampleByteCount, port: corePort)
        let outcomes = try channel.run([setting, read])
        noteClock(step, answer: outcomes[0])
        if let failure = outcomes.first(where: { !$0.status.isOK }) {
            return .failed(failure.status)
        }
        let bytes = outcomes[1].bytes
        return bytes.littleEndianWords.suffix(4) == Self.componentID[...] ? .fits : .read(bytes)
    }

    /// After errors at a fast clock: the slow one, and a debug port that listens again.
    private func fallBack(to base: WireClock.Step) throws(TargetFault) {
        let setting = dialect.setClock(wire, base).map { [$0] } ?? []
        let outcomes = try channel.run(setting + entering)
        noteClock(base, answer: setting.isEmpty ? nil : outcomes[0])
        try clearStickyErrors()
    }

    /// `nil` where the target does not let anybody read it: nothing to compare with.
    private func referenceSample() throws(TargetFault) -> [UInt8]? {
        let read = Command.readMemory(
            Self.sample, .word, byteCount: Self.sampleByteCount, port: corePort)
        let outcome = try channel.run([read])[0]
        if !outcome.status.isOK { try clearStickyErrors() }
        return outcome.status.isOK ? outcome.bytes : nil
    }
}
