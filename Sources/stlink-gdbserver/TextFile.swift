#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Files that options name.
enum TextFile {
    /// A configuration file has no more.
    private static let byteCountMax = 64 << 10

    /// `nil` where it cannot be read.
    static func contents(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: byteCountMax)
        var count = 0
        while count < byteCountMax {
            let piece = bytes.withUnsafeMutableBytes { buffer in
                read(descriptor, buffer.baseAddress?.advanced(by: count), byteCountMax - count)
            }
            if piece < 0, errno == EINTR { continue }
            guard piece >= 0 else { return nil }
            if piece == 0 { break }
            count += piece
        }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    static func descriptor(appendingTo path: String) throws -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            throw PortFile.Failure(description: "cannot write the log into '\(path)': \(reason)")
        }
        return descriptor
    }
}
