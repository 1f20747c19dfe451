import CortexM
import ProbeSetup
import STLink
import STM32Target
import TargetMemory
import Trace

/// Receives from the probe, decodes and passes on, until it is told to stop.
final class TraceSession {
    var output = TraceOutput.standardOutput

    private let opened: OpenedTarget
    private let options: TraceOptions
    private let isJSON: Bool
    private let notices: NoticeSink
    private let setup: TraceSetup
    private let clock: SWOClock
    private var decoder = TraceDecoder()
    private var text = TraceText()

    /// Where nothing waits, the probe is asked again after this: at 2 MHz it holds 20 ms.
    private static let idleMilliseconds = 2
    /// Between two looks at whether the target still sends.
    private static let checkInterval = Duration.milliseconds(250)
    /// A target that does not answer is in reset or has no power; so long it is waited for.
    private static let absence = Duration.seconds(30)
    private static let measureMilliseconds = 300

    init(
        _ opened: OpenedTarget, _ options: TraceOptions, isJSON: Bool, notices: NoticeSink
    ) throws(ProbeError) {
        self.opened = opened
        self.options = options
        self.isJSON = isJSON
        self.notices = notices
        let core = opened.target.core
        guard let limit = opened.link.traceLimitHz else {
            throw ProbeError(
                .probeUnsupported,
                "the \(opened.link.probe.model.name) with firmware \(opened.link.firmware) cannot "
                    + "receive SWO: use an ST-LINK/V2 with J13 or later, or an STLINK-V3")
        }
        do throws(TargetFault) {
            let traceClock = try Self.traceClock(core, options, notices)
            guard
                let clock = SWOClock(
                    traceClock: traceClock, notAbove: min(limit, options.swoClock ?? limit))
            else {
                throw TargetFault(
                    .unsupported,
                    "\(traceClock) Hz cannot be divided down to \(options.swoClock ?? limit) Hz "
                        + "for SWO (by \(SWOClock.divisorMax) at most): give a faster --swo-clock")
            }
            self.clock = clock
            let settings = TraceSettings(
                divisor: clock.divisor, ports: options.ports,
                samplesProgramCounter: options.pcSamples, tracesExceptions: options.exceptions,
                hasTimestamps: options.timestamps, watches: options.watch)
            setup = try TraceSetup(opened.target, settings)
            if opened.target.identity.device?.debugUnit.traceEnable.isEmpty ?? true {
                notices(
                    .warning,
                    "how \(opened.target.identity.name) gives its pin to SWO is not known here: "
                        + "the program has to do it")
            }
        } catch {
            throw ProbeError(error)
        }
    }

    private static func traceClock(
        _ core: Core, _ options: TraceOptions, _ notices: NoticeSink
    ) throws(TargetFault) -> Int {
        if let given = options.cpuClock { return given }
        guard core.hasTrace, let measured = try core.measureClock(milliseconds: measureMilliseconds)
        else {
            throw TargetFault(
                .unsupported,
                "the core clock cannot be measured (no cycle counter, or it stands still): give "
                    + "it with --cpu-clock")
        }
        let megahertz = "\(measured / 1_000_000).\(measured / 100_000 % 10)"
        notices(
            .warning, "the core clock is \(megahertz) MHz as measured; --cpu-clock is more exact")
        return measured
    }

    /// Sets up, runs until a signal, the time or the reader ends it, and puts all back.
    func run() throws(ProbeError) {
        var failure: TargetFault?
        do throws(TargetFault) {
            // First who listens, then who speaks.
            try opened.link.startTrace(hz: clock.hertz)
            try setup.arm()
            notices(.info, "SWO at \(clock.hertz) Hz, the trace clock divided by \(clock.divisor)")
            if options.reset { try resetTarget() }
            try listen()
        } catch {
            failure = error
        }
        finish()
        do throws(TargetFault) {
            try setup.restore()
            try opened.link.stopTrace()
        } catch {
            failure = failure ?? error
        }
        if let failure { throw ProbeError(failure) }
        if Interruption.isPending {
            throw Interruption.failure("interrupted; the target is left as it was found")
        }
    }

    /// Without a debugger afterwards: the program runs as it does alone.
    private func resetTarget() throws(TargetFault) {
        try opened.target.attach()
        // Set up before the first instruction: what a program says first is what is wanted most.
        try opened.target.reset(.halt)
        _ = try setup.rearmIfNeeded()
        try opened.target.detach(leaveHalted: false)
        _ = try setup.rearmIfNeeded()
    }

    private func listen() throws(TargetFault) {
        let start = ContinuousClock.now
        var nextCheck = start + Self.checkInterval
        var absentSince: ContinuousClock.Instant?
        while !Interruption.isPending {
            let bytes = try opened.link.readTrace()
            guard pass(bytes) else { return }
            let now = ContinuousClock.now
            if let duration = options.duration, now - start >= .seconds(duration) { return }
            if now >= nextCheck {
                nextCheck = now + Self.checkInterval
                absentSince = try check(absentSince)
            }
            if bytes.isEmpty { opened.link.pause(milliseconds: Self.idleMilliseconds) }
        }
    }

    /// Sets up again what a reset took away. A target that is silent for a while is waited for.
    private func check(
        _ since: ContinuousClock.Instant?
    ) throws(TargetFault) -> ContinuousClock.Instant? {
        do throws(TargetFault) {
            if try setup.rearmIfNeeded() {
                notices(.warning, "the target was reset; trace is set up again")
            }
            return nil
        } catch {
            let isAbsence = [.link, .timeout, .access].contains(error.cause)
            guard isAbsence, since.map({ .now - $0 < Self.absence }) ?? true else { throw error }
            if since == nil { notices(.warning, "the target does not answer: \(error.message)") }
            return since ?? .now
        }
    }

    private func pass(_ bytes: [UInt8]) -> Bool {
        if options.raw { return output.write(bytes) }
        let packets = decoder.consume(bytes)
        if isJSON {
            return output.write(Array(packets.map { "\($0.json.line)\n" }.joined().utf8))
        }
        return output.write(Array(packets.map { text.text(for: $0) }.joined().utf8))
    }

    private func finish() {
        guard !options.raw else { return }
        let last = decoder.flush()
        if isJSON {
            if let last { _ = output.write(Array("\(last.json.line)\n".utf8)) }
            return
        }
        _ = output.write(Array(((last.map { text.text(for: $0) } ?? "") + text.flush()).utf8))
    }
}
