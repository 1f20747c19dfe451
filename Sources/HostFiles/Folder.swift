#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A folder that a program on the target may use, and nothing outside of it.
///
/// Paths are taken from the folder's top, whatever they begin with. `..` above the top is refused,
/// and so is every symbolic link on the way: each part is opened by itself, relative to the one
/// before, without following links, so that nothing can be swapped in between. Only plain files are
/// opened, and none is written to that has a second name, which may be outside.
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
            // Looked at before it is opened: opening a pipe or a device may do something.
            try Self.checkIsPlain(name, in: parent)
            var flags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
            flags |= access.writes ? (access.reads ? O_RDWR : O_WRONLY) : O_RDONLY
            if access.appends { flags |= O_APPEND }
            if access.creates { flags |= O_CREAT }
            let descriptor = openat(parent, name, flags, 0o644)
            guard descriptor >= 0 else { throw Failure(number: errno) }
            let file = OpenFile(descriptor)
            // And again: it may be another one by now.
            let hasOneName = try file.hasOneName()
            guard try file.isPlain(), hasOneName || !access.writes else {
                throw Failure(number: EACCES)
            }
            // Not before it is known what is emptied.
            if access.creates, !access.appends { try file.empty() }
            return file
        }
    }

    /// No devices, pipes or folders: they may block, or be more than they seem.
    private static func checkIsPlain(_ name: String, in parent: Int32) throws(Failure) {
        var status = stat()
        guard fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            guard errno == ENOENT else { throw Failure(number: errno) }
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return
        case S_IFLNK: throw Failure(number: ELOOP)
        default: throw Failure(number: EACCES)
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
        guard path.utf8.count <= Limits.pathByteCount else { throw Failure(number: ENAMETOOLONG) }
        var parts: [String] = []
        // By bytes, as the system does: a `/` that is one character with a combining mark behind it
        // still is a separator. Windows' too: programs are written there.
        let separators = Set("/\\".utf8)
        for bytes in path.utf8.split(whereSeparator: separators.contains) {
            switch Array(bytes) {
            case Array(".".utf8): continue
            case Array("..".utf8):
                guard parts.popLast() != nil else { throw Failure(number: EACCES) }
            case let name: parts.append(String(decoding: name, as: UTF8.self))
            }
        }
        guard !parts.isEmpty else { throw Failure(number: EISDIR) }
        return parts
    }
}
