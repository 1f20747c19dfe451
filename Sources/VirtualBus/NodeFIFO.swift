import CUMockdev
import Glibc

/// The device node as a FIFO, so that a client's poll() tells the truth.
///
/// usbfs reports POLLOUT when a completed URB waits to be reaped. A FIFO reports POLLOUT while
/// its pipe has room: it is kept full while nothing is complete and drained when something is.
/// Each client should have its own (it would see the others' completions), so a fresh FIFO takes
/// the path whenever a client has opened the last one. Two that open at the same instant share
/// one, and wake up for nothing now and then.
final class NodeFIFO {
    private let descriptor: Int32
    /// Device and inode number: how a client's descriptor is recognised.
    private let identity: Identity
    /// Clients that have something to reap.
    private var readyClients: Set<ObjectIdentifier> = []

    struct Identity: Hashable {
        var device: UInt
        var inode: UInt

        init(_ status: stat) {
            device = UInt(status.st_dev)
            inode = UInt(status.st_ino)
        }
    }

    /// Makes the FIFO at `path`, in place of whatever is there, without a gap.
    init(path: String, mode: mode_t) throws(BusError) {
        let draft = path + ".new"
        // Opened before the final mode is set: nobody may be able to open it later.
        guard mkfifo(draft, 0o600) == 0 else {
            throw .system(call: "mkfifo", path: draft, errno: errno)
        }
        descriptor = open(draft, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(call: "open", path: draft, errno: errno) }
        var status = stat()
        fstat(descriptor, &status)
        identity = Identity(status)
        guard host_set_pipe_size(descriptor, Limits.fifoByteCount) >= 0,
            chmod(draft, mode) == 0, rename(draft, path) == 0
        else { throw .system(call: "rename", path: path, errno: errno) }
        fill()
    }

    deinit { close(descriptor) }

    /// Whether poll() on the node shall report a URB to reap for the client.
    func setReady(_ isReady: Bool, for client: Client) {
        let wasReady = !readyClients.isEmpty
        if isReady {
            readyClients.insert(ObjectIdentifier(client))
        } else {
            readyClients.remove(ObjectIdentifier(client))
        }
        guard wasReady == readyClients.isEmpty else { return }
        if wasReady { fill() } else { drain() }
    }

    /// Whether the process has the FIFO open; `false` also where it cannot be looked at.
    func isOpen(in process: pid_t) -> Bool {
        guard let folder = opendir("/proc/\(process)/fd") else { return false }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { field in
                String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
            }
            var status = stat()
            guard stat("/proc/\(process)/fd/\(name)", &status) == 0 else { continue }
            if Identity(status) == identity { return true }
        }
        return false
    }

    private func fill() {
        var byte: UInt8 = 0
        _ = write(descriptor, &byte, 1)
    }

    private func drain() {
        var byte: UInt8 = 0
        _ = read(descriptor, &byte, 1)
    }
}
