import TargetMemory
import Trace

/// SWO through the session: set up in target and probe, fetched in the background, passed on to a
/// TCP port or a file, as it is or decoded.
struct TraceService {
    enum Output: Hashable {
        /// Nowhere: somebody else receives the pin.
        case external
        case port(UInt16)
        /// In the server's folder.
        case file(String)
        /// The debugger's console, decoded.
        case console
    }

    var output = Output.external
    /// The clock of the trace units in Hz, mostly the core's; `nil` is measured.
    var traceClockHz: Int?
    /// `nil`: the fastest that divides down.
    var pinHz: Int?
    /// A bit for each of the stimulus ports.
    var ports: UInt32 = 1
    var isDecoded = false

    private(set) var isStarted = false
    private(set) var openedPort: UInt16?
    private var decoder = TraceDecoder()
    private var text = TraceText()
    private var file: Int?
    private var looksUntilCheck = 0
    private var hasComplained = false

    mutating func start(
        _ target: any DebugTarget, _ host: (any MonitorHost)?, _ files: (any SemihostingHost)?
    ) throws(TargetFault) -> String {
        stop(target, host, files)
        guard let trace = target.traceControl else {
            throw TargetFault(.unsupported, "this target has no trace units that are known here")
        }
        let probe = output == .external ? nil : target.probeControl
        guard output == .external || probe?.traceLimitHz != nil else {
            throw TargetFault(
                .unsupported,
                "this probe cannot receive SWO: use an ST-LINK/V2 with J13 or later, or an "
                    + "STLINK-V3; `external` sets the target up only")
        }
        let measured = traceClockHz == nil ? try trace.measureCoreClock() : nil
        guard let clock = traceClockHz ?? measured else {
            throw TargetFault(
                .unsupported,
                "the core clock cannot be measured: give it with -traceclk, or --cpu-clock")
        }
        let limit = min(pinHz ?? .max, probe?.traceLimitHz ?? pinHz ?? .max)
        guard let rate = SWOClock(traceClock: clock, notAbove: limit == .max ? clock : limit) else {
            throw TargetFault(
                .unsupported, "\(clock) Hz cannot be divided down to \(limit) Hz for SWO")
        }
        try openOutput(host, files)
        // First who listens, then who speaks.
        try probe?.startTrace(hz: rate.hertz)
        isStarted = true
        try trace.startSending(divisor: rate.divisor, ports: ports)
        hasComplained = false
        let place =
            switch output {
            case .external: ""
            case .console: ", shown here"
            case .file(let name): ", into \(name)"
            case .port: ", on port \(openedPort ?? 0)"
            }
        return "SWO at \(rate.hertz) Hz, the trace clock \(clock) Hz divided by "
            + "\(rate.divisor)\(place)"
    }

    private mutating func openOutput(
        _ host: (any MonitorHost)?, _ files: (any SemihostingHost)?
    ) throws(TargetFault) {
        switch output {
        case .external, .console: return
        case .port(let port):
            guard let host else {
                throw TargetFault(.unsupported, "this server has no ports for that")
            }
            openedPort = try host.openPort(port, for: "SWO")
        case .file(let name):
            guard let files, let mode = SemihostingOpenMode(rawValue: 5),
                case .success(let number) = files.open(name, mode: mode)
            else {
                throw TargetFault(
                    .unsupported,
                    "\(name) cannot be written: give the server a folder with --semihosting-files "
                        + "FOLDER, and name a file in it")
            }
            file = number
        }
    }

    /// Puts the target back; what fails then is no one's concern any more.
    mutating func stop(
        _ target: any DebugTarget, _ host: (any MonitorHost)?, _ files: (any SemihostingHost)?
    ) {
        if isStarted {
            try? target.traceControl?.stopSending()
            if output != .external { try? target.probeControl?.stopTrace() }
        }
        isStarted = false
        if let openedPort { host?.closePort(openedPort) }
        openedPort = nil
        if let file { _ = files?.close(file) }
        file = nil
        decoder = TraceDecoder()
        text = TraceText()
    }

    var nextMilliseconds: Int? {
        isStarted && output != .external ? Limits.traceIntervalMilliseconds : nil
    }

    /// Fetches and passes on. The first is text for the debugger's console, the second for the log.
    mutating func serve(
        _ target: any DebugTarget, _ host: (any MonitorHost)?, _ files: (any SemihostingHost)?
    ) throws(TargetFault) -> (console: String, log: String?) {
        guard isStarted, output != .external, let probe = target.probeControl else {
            return ("", nil)
        }
        let bytes = try probe.readTrace()
        var console = ""
        if !bytes.isEmpty {
            let isText = isDecoded || output == .console
            let decoded =
                isText ? decoder.consume(bytes).map { text.text(for: $0) }.joined() : ""
            let passed = isText ? Array(decoded.utf8) : bytes
            switch output {
            case .external: break
            case .console: console = decoded
            case .port: if let openedPort { host?.send(passed, to: openedPort) }
            case .file: if let file { _ = files?.write(passed, to: file) }
            }
        }
        return (console, try check(target))
    }

    /// Now and then: whether the target still sends.
    private mutating func check(_ target: any DebugTarget) throws(TargetFault) -> String? {
        guard looksUntilCheck == 0 else {
            looksUntilCheck -= 1
            return nil
        }
        looksUntilCheck = Limits.traceLooksBetweenChecks
        do throws(TargetFault) {
            let wasReset = try target.traceControl?.rearmSending() ?? false
            hasComplained = false
            return wasReset ? "the target was reset; SWO is set up again" : nil
        } catch {
            guard error.cause != .probeLost else { throw error }
            defer { hasComplained = true }
            return hasComplained ? nil : "SWO waits: \(error.message)"
        }
    }
}
