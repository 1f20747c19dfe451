#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A folder that a program on the target may use, and nothing outside of it.
///
/// Paths are taken from the folder's top, whatever they begin with. `..` above the top is refused,
/// and so is every symbolic link on the way: each part is opened by itself, relative to the one
/// before, without following links, so that nothing can be swapped in between.
public final class Folder {
    /// An error number of the system's.
    public struct Failure: Error, Hashable, Sendable {
        public var number: Int32

        public init(number: Int32) { self.number = number }

        public var text: String { String(cString: strerror(number)) }
    }

    private let top: Int32

    public init(path: String) throws(Failure) {
        top = Glue.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard top >= 0 else { throw Failure(number: errno) }
    }

    deinit { _ = Glue.close(top) }

    /// What a file is opened for.
    public struct Access: Hashable, Sendable {
        public var reads: Bool
        public var writes: Bool
        public var appends: Bool
        /// Made where it is not there, and emptied where it is and not appended to.
        public var creates: Bool

        public init(reads: Bool, writes: Bool, appends: Bool, creates: Bool) {
            self.reads = reads
            self.writes = writes
            self.appends = appends
            self.creates = creates
        }
    }

    public func open(_ path: String, _ access: Access) throws(Failure) -> OpenFile {
        try inParent(of: path) { (parent, name) throws(Failure) in
            var flags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
            flags |= access.writes ? (access.reads ? O_RDWR : O_WRONLY) : O_RDONLY
            if access.appends { flags |= O_APPEND }
            if access.creates { flags |= O_CREAT | (access.appends ? 0 : O_TRUNC) }
            let descriptor = openat(parent, name, flags, 0o644)
            guard descriptor >= 0 else { throw Failure(number: errno) }
            let file = OpenFile(descriptor)
            // No devices, pipes or folders: they may block, or be more than they seem.
            guard try file.isRegular() else { throw Failure(number: EACCES) }
            return file
        }
    }

    public func remove(_ path: String) throws(Failure) {
        try inParent(of: path) { (parent, name) throws(Failure) in
            guard unlinkat(parent, name, 0) == 0 else { throw Failure(number: errno) }
        }
    }

    public func rename(_ path: String, to other: String) throws(Failure) {
        try inParent(of: path) { (parent, name) throws(Failure) in
            try self.inParent(of: other) { (otherParent, otherName) throws(Failure) in
                guard renameat(parent, name, otherParent, otherName) == 0 else {
                    throw Failure(number: errno)
                }
            }
        }
    }

    /// Opens the folders on the way and hands over the last one, with the file's name.
    private func inParent<Value>(
        of path: String, _ work: (Int32, String) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        var names = try Self.parts(of: path)
        let name = names.removeLast()
        var parent = dup(top)
        guard parent >= 0 else { throw Failure(number: errno) }
        defer { _ = Glue.close(parent) }
        for folder in names {
            let next = openat(
                parent, folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard next >= 0 else { throw Failure(number: errno) }
            _ = Glue.close(parent)
            parent = next
        }
        return try work(parent, name)
    }

    /// The names on the way, `.` and `..` worked out; at least one.
    static func parts(of path: String) throws(Failure) -> [String] {
        guard !path.utf8.contains(0) else { throw Failure(number: ENOENT) }
        var parts: [String] = []
        // Windows' separator too: programs are written there.
        for part in path.split(whereSeparator: { $0 == "/" || $0 == "\\" }) {
            switch part {
            case ".": continue
            case "..":
                guard parts.popLast() != nil else { throw Failure(number: EACCES) }
            default: parts.append(String(part))
            }
        }
        guard !parts.isEmpty else { throw Failure(number: EISDIR) }
        return parts
    }
}

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

    public func write(_ bytes: [UInt8]) throws(Folder.Failure) -> Int {
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

    func isRegular() throws(Folder.Failure) -> Bool {
        try status().st_mode & S_IFMT == S_IFREG
    }

    private func status() throws(Folder.Failure) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Folder.Failure(number: errno) }
        return status
    }
}

/// This process's standard output, for a program's text: all of it, or none where nobody reads.
public enum StandardOutput {
    public static func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glue.write(1, $0.baseAddress, $0.count) }
            guard count > 0 || (count < 0 && errno == EINTR) else { return }
            rest = rest.dropFirst(max(0, count))
        }
    }
}

/// The machine's clock.
public enum HostClock {
    public static var secondsSinceEpoch: Int { Int(time(nil)) }
}

/// The system's calls whose names our own methods have.
private enum Glue {
    static func open(_ path: String, _ flags: Int32) -> Int32 {
        #if canImport(Darwin)
            Darwin.open(path, flags)
        #else
            Glibc.open(path, flags)
        #endif
    }

    static func close(_ descriptor: Int32) -> Int32 {
        #if canImport(Darwin)
            Darwin.close(descriptor)
        #else
            Glibc.close(descriptor)
        #endif
    }

    static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
        #if canImport(Darwin)
            Darwin.read(descriptor, buffer, count)
        #else
            Glibc.read(descriptor, buffer, count)
        #endif
    }

    static func write(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Darwin)
            Darwin.write(descriptor, buffer, count)
        #else
            Glibc.write(descriptor, buffer, count)
        #endif
    }
}
