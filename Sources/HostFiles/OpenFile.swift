#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// An open file; closed when nobody has it any more.
public final class OpenFile {
    private let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { _ = Glue.close(descriptor) }

    public func read(_ count: Int) throws(Folder.Failure) -> [UInt8] {
        var result = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            result = Glue.read(descriptor, buffer.baseAddress, count)
            filled = max(0, result)
        }
        guard result >= 0 else { throw Folder.Failure(number: errno) }
        return bytes
    }

    /// A program that writes for ever does not fill the disk: a file has an end.
    public func write(_ bytes: [UInt8]) throws(Folder.Failure) -> Int {
        let isAppending = fcntl(descriptor, F_GETFL) & O_APPEND != 0
        let start = isAppending ? try byteCount() : Int(lseek(descriptor, 0, SEEK_CUR))
        guard start + bytes.count <= Limits.fileByteCount else {
            throw Folder.Failure(number: EFBIG)
        }
        let result = bytes.withUnsafeBytes { Glue.write(descriptor, $0.baseAddress, $0.count) }
        guard result >= 0 else { throw Folder.Failure(number: errno) }
        return result
    }

    public func seek(to position: Int) throws(Folder.Failure) {
        guard lseek(descriptor, off_t(position), SEEK_SET) >= 0 else {
            throw Folder.Failure(number: errno)
        }
    }

    public func byteCount() throws(Folder.Failure) -> Int { Int(try status().st_size) }

    func isPlain() throws(Folder.Failure) -> Bool {
        try status().st_mode & S_IFMT == S_IFREG
    }

    func hasOneName() throws(Folder.Failure) -> Bool { try status().st_nlink == 1 }

    func empty() throws(Folder.Failure) {
        guard ftruncate(descriptor, 0) == 0 else { throw Folder.Failure(number: errno) }
    }

    private func status() throws(Folder.Failure) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Folder.Failure(number: errno) }
        return status
    }
}
