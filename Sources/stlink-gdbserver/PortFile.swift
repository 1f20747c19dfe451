#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

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
        let text = Array("\(port)\n".utf8)
        let count = text.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
        guard count == text.count, close(descriptor) == 0, rename(partial, path) == 0 else {
            throw failure(path)
        }
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
