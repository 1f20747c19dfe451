import HostFiles
import Logging
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Log lines as st-util writes them, on stderr: `2026-11-21T01:38:35 INFO gdb-server: text`.
struct LineLogHandler: LogHandler {
    let label: String
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]
    private let output: LogOutput

    init(label: String, output: LogOutput) {
        self.label = label
        self.output = output
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let text = LogText.harmless("\(event.message)", isDetail: event.level < .info)
        output.write(event.level, "\(label): \(text)")
    }
}

/// Where the lines of all loggers go, no more of them than are bearable.
final class LogOutput: Sendable {
    /// Where each line goes besides.
    private let file: BackgroundWriter?
    private let limiter = Mutex(LogLimiter())
    private let start = ContinuousClock.now

    /// - Parameter file: an open one.
    init(file: Int32?) {
        self.file = file.map { descriptor in
            BackgroundWriter(descriptor) { count in "(\(count) lines are lost here)\n" }
        }
    }

    func write(_ level: Logger.Level, _ text: String) {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        let now = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
        write(limiter.withLock { $0.admit(LogLimiter.Line(level: level, text: text), at: now) })
    }

    /// What was counted and not yet said.
    func finish() {
        write(limiter.withLock { $0.finish() })
        file?.drain()
    }

    private func write(_ lines: [LogLimiter.Line]) {
        for line in lines {
            let text = "\(Self.now(isExact: line.level < .info)) \(line.level.name) \(line.text)\n"
            StandardError.write(text)
            file?.write(Array(text.utf8))
        }
    }

    /// Local time, to the second; of details to the millisecond.
    private static func now(isExact: Bool) -> String {
        var instant = timespec()
        clock_gettime(CLOCK_REALTIME, &instant)
        var seconds = instant.tv_sec
        var parts = tm()
        localtime_r(&seconds, &parts)
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let date = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)]
            .map { digits($0, 2) }.joined(separator: "-")
        let time = [parts.tm_hour, parts.tm_min, parts.tm_sec]
            .map { digits(Int($0), 2) }.joined(separator: ":")
        let fraction = isExact ? "." + digits(Int(instant.tv_nsec) / 1_000_000, 3) : ""
        return "\(date)T\(time)\(fraction)"
    }
}

extension Logger.Level {
    fileprivate var name: String {
        switch self {
        case .trace, .debug: "DEBUG"
        case .info, .notice: "INFO"
        case .warning: "WARN"
        case .error, .critical: "ERROR"
        }
    }
}
