#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Where the log goes. A line is one write, so that lines of several processes do not mix.
enum StandardError {
    static func write(_ text: String) { write(Array(text.utf8), to: STDERR_FILENO) }

    /// Who read our log may leave; the debugger need not notice.
    static func outliveReader() { signal(SIGPIPE, SIG_IGN) }

    /// All of it, however the system cuts it up.
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

/// The port for whoever started us with `-p 0`.
enum PortFile {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Appears complete or not at all: who waits for the file may read it at once.
    static func write(_ port: UInt16, to path: String) throws(Failure) {
        let partial = path + ".part"
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path) }
        StandardError.write(Array("\(port)\n".utf8), to: descriptor)
        close(descriptor)
        guard rename(partial, path) == 0 else { throw failure(path) }
    }

    static func remove(_ path: String) { unlink(path) }

    private static func failure(_ path: String) -> Failure {
        let reason = String(cString: strerror(errno))
        return Failure(description: "cannot write the port into '\(path)': \(reason)")
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
