#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// This process's standard output: lines that clients wait for, and a program's text.
public enum StandardOutput {
    private static let writer = BackgroundWriter(STDOUT_FILENO) { count in
        "\n(\(count) pieces of output are lost here: nobody took them)\n"
    }

    public static func write(_ bytes: [UInt8]) { writer.write(bytes) }
    static func drain() { writer.drain() }
}

/// This process's standard error output: the log, a line a piece, and what is wrong.
public enum StandardError {
    private static let writer = BackgroundWriter(STDERR_FILENO) { count in
        "(\(count) lines of the log are lost here: nobody took them)\n"
    }

    public static func write(_ text: String) { writer.write(Array(text.utf8)) }
    /// Before somebody else writes there.
    public static func drain() { writer.drain() }
}

public enum StandardStreams {
    /// Who read our output may leave; the debugger need not notice. What is still to be written
    /// when this process exits is, where somebody takes it.
    public static func outliveReaders() {
        signal(SIGPIPE, SIG_IGN)
        atexit {
            StandardOutput.drain()
            StandardError.drain()
        }
    }
}
