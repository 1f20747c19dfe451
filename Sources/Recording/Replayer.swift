public import USBTransport

/// The probe's side of a recording: takes what a host sends and says what the probe said then.
///
/// Commands must come as they were recorded. Questions that change nothing may be asked more or
/// less often, as time passes differently. The first thing that fits nowhere ends the replay: the
/// probe is gone from then on, and `divergence` says why.
public final class Replayer {
    /// What a transfer comes to.
    public enum Outcome: Hashable, Sendable {
        case done([UInt8])
        case stall
        /// Nothing yet.
        case pending
        case overflow
        case gone
        /// A failure that only a host has.
        case failed(TransportError)
    }

    public struct Options: Sendable {
        /// Data is only to be as long as it was.
        public var ignoresContents = false
        /// Contents that the recording left out, where somebody has them: so many bytes at an
        /// address. Believed only where their name is the recorded one.
        public var contents: @Sendable (UInt32, Int) -> [UInt8]? = { _, _ in nil }

        public init() {}
    }

    public let file: RecordedFile
    let options: Options
    let steps: [ReplayStep]
    var next = 0
    /// What is left of the command that is being exchanged.
    var missingData: [Payload] = []
    var waiting: [(endpoint: UInt8, bytes: [UInt8])] = []
    var recent: [ReplayStep.Exchange] = []
    var failing: (batch: Batch, error: TransportError)?
    var currentCommand: ProbeCommand?
    /// Contents that were left out and replaced by zeros: they may come back as zeros.
    var replacedNames: Set<String> = []
    /// Contents that were written, by their names: what is read back may be one of them.
    var written: [String: [UInt8]] = [:]
    var writtenNames: [String] = []
    /// A reset of the port lets go of the interface, which is claimed again without being opened.
    var isReclaimed = false
    /// In words, where the host did something else than then.
    public internal(set) var divergence: String?
    /// The recording had an end of its own, and the host went on.
    public internal(set) var wentBeyond = false
    /// The probe is not on the bus.
    public internal(set) var isGone = false
    var lastLine = 1

    public init(_ file: RecordedFile, options: Options = Options()) {
        self.file = file
        self.options = options
        steps = ReplayStep.steps(of: file)
    }

    // MARK: What a host does

    /// The interface is claimed. The failure that it had then, if any.
    public func open() -> TransportError? {
        guard divergence == nil else { return .noDevice }
        if isReclaimed {
            isReclaimed = false
            return nil
        }
        leaveCommand()
        while next < steps.count {
            let step = steps[next]
            if case .open(let failure) = step.kind {
                pass()
                return failure
            }
            guard isOptional(step) else {
                diverge(from: step, "the probe was opened anew")
                return .noDevice
            }
            pass()
        }
        // Questions to a bus that shows the same all the time.
        return beyond("the probe was opened anew") == .gone ? .noDevice : nil
    }

    public func write(_ bytes: [UInt8], to endpoint: UInt8) -> Outcome {
        if isGone { return .gone }
        if !missingData.isEmpty { return takeData(bytes) }
        if let outcome = failure(of: bytes, to: endpoint) { return outcome }
        return takeCommand(bytes, endpoint)
    }

    public func read(_ byteCount: Int, from endpoint: UInt8) -> Outcome {
        if isGone { return .gone }
        if let index = waiting.firstIndex(where: { $0.endpoint == endpoint }) {
            let bytes = waiting.remove(at: index).bytes
            return bytes.count > byteCount ? .overflow : .done(bytes)
        }
        if let failing { return outcome(of: failing.error, at: endpoint) }
        guard next < steps.count else { return .pending }
        switch steps[next].kind {
        case .exchange(let exchange)
        where exchange.command == nil && exchange.replies.first?.endpoint == endpoint:
            answer(exchange, to: [])
            pass()
            return read(byteCount, from: endpoint)
        case .failure(let batch, let error) where batch.transfers.allSatisfy(\.isIn):
            failing = (batch, error)
            pass()
            return outcome(of: error, at: endpoint)
        default: return .pending
        }
    }

    /// The host has given up waiting at this endpoint; nothing waits there any more.
    public func cancel() {
        if case .timeout = failing?.error { failing = nil }
    }

    public func clearHalt(_ endpoint: UInt8) {
        failing = nil
        guard next < steps.count, case .clearHalt = steps[next].kind else { return }
        pass()
    }

    public func reset() {
        guard divergence == nil else { return }
        leaveCommand()
        while next < steps.count {
            let step = steps[next]
            if case .reset = step.kind {
                isReclaimed = true
                return pass()
            }
            guard isOptional(step) else {
                return diverge(from: step, "a reset of the probe's USB port")
            }
            pass()
        }
        _ = beyond("a reset of the probe's USB port")
    }

    /// The probe is plugged in again.
    public func comeBack() {
        guard divergence == nil else { return }
        isGone = false
        leaveCommand()
    }

    /// The host is done. What it left undone, in words; `nil` where that is nothing of weight.
    public func finish() -> String? {
        guard divergence == nil else { return nil }
        while next < steps.count, isOptional(steps[next]) { next += 1 }
        guard next < steps.count else { return nil }
        let step = steps[next]
        return "the recording goes on where the command has ended: line \(step.line) expected "
            + step.words
    }

    // MARK: Order

    func pass() {
        lastLine = steps[next].line
        next += 1
    }

    func isOptional(_ step: ReplayStep) -> Bool { isOptional(step, known: recent) }

    /// Passed over without a word: what was asked just before, and what only tidies up.
    func isOptional(_ step: ReplayStep, known: [ReplayStep.Exchange]) -> Bool {
        switch step.kind {
        case .exchange(let exchange):
            exchange.command == nil
                || exchange.isQuestion && known.contains { $0.command == exchange.command }
        case .failure(let batch, _): batch.transfers.allSatisfy(\.isIn)
        case .clearHalt, .close, .open(.accessDenied): true
        case .open, .reset: false
        }
    }

    func diverge(from step: ReplayStep, _ came: String) {
        divergence = "line \(step.line): expected \(step.words); came \(came)"
        isGone = true
    }

    /// More than was recorded. Where the recording was cut off, that is how it is meant to be.
    func beyond(_ came: String) -> Outcome {
        isGone = true
        wentBeyond = true
        if file.end != nil {
            divergence = "the recording ends at line \(lastLine); then came \(came)"
        }
        return .gone
    }
}
