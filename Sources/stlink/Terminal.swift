import JSONText
import Recording
import TargetMemory
import USBTransport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The two streams of the tool: results on stdout, everything else on stderr.
struct Terminal {
    var isJSON: Bool
    var isVerbose: Bool
    /// Keeps what happens, where that was asked for.
    var recorder: Recorder?
    /// The USB bus where it is recorded; otherwise the machine's own.
    var bus: (any USBBus)?

    /// A result for people; kept back where a program reads along.
    func say(_ text: String) {
        if !isJSON { Self.write(text + "\n", to: STDOUT_FILENO) }
    }

    /// The whole result for programs.
    func answer(_ document: JSON) {
        if isJSON { Self.write("\(document)\n", to: STDOUT_FILENO) }
    }

    func complain(_ text: String) { Self.write("stlink: \(text)\n", to: STDERR_FILENO) }

    /// Where the lower layers' notices go.
    var notices: NoticeSink { recorded(shown) }

    /// The same for a recording only, where nothing is to be shown.
    func recorded(_ sink: NoticeSink) -> NoticeSink {
        recorder?.notices(passingTo: sink) ?? sink
    }

    private var shown: NoticeSink {
        NoticeSink { level, text in
            switch level {
            case .debug, .info:
                if isVerbose { Self.write("\(text)\n", to: STDERR_FILENO) }
            case .warning: Self.write("warning: \(text)\n", to: STDERR_FILENO)
            }
        }
    }

    static var hasScreen: Bool { isatty(STDERR_FILENO) == 1 }

    /// Whether results may be set off with colour and weight (NO_COLOR: no-color.org).
    static var isOutputScreen: Bool {
        isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil
            && getenv("TERM").map { String(cString: $0) } != "dumb"
    }

    /// Columns of the screen that stdout is.
    static var screenWidth: Int {
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return isKnown ? Int(size.ws_col) : 80
    }

    /// The text in lines of at most so many characters, broken between words.
    static func lines(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    static func write(_ text: String, to descriptor: Int32) {
        write(Array(text.utf8), to: descriptor)
    }

    /// All of it, however the system cuts it up; a reader that left is no failure of ours.
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// A write to somebody who left is an error and not the end of the process.
    static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

    /// One call of the system's `write`.
    static func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Darwin)
            Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }
}
