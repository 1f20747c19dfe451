import Logging

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

    /// Where each line goes besides, an open file.
    private let file: Int32?

    init(label: String, file: Int32? = nil) {
        self.label = label
        self.file = file
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let level = event.level.name
        let line = "\(Self.now()) \(level) \(label): \(event.message)\n"
        StandardError.write(line)
        if let file { StandardError.write(Array(line.utf8), to: file) }
    }

    /// Local time, to the second.
    private static func now() -> String {
        var seconds = time(nil)
        var parts = tm()
        localtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
        let date = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
        return "\(date)T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
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
