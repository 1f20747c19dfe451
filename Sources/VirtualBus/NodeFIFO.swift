import CUMockdev
import Glibc

/// The device node as a FIFO, so that a client's poll() tells the truth.
///
/// usbfs reports POLLOUT when a completed URB waits to be reaped. A FIFO reports POLLOUT while
/// its pipe has room: it is kept full while nothing is complete and drained when something is.
/// Clients must not share one (they would see each other's completions), so a fresh FIFO takes
/// the path whenever a client has opened the last one.
final class NodeFIFO {
    private let descriptor: Int32
    private(set) var isReady = false

    /// Makes the FIFO at `path`, in place of whatever is there.
    init(path: String, mode: mode_t) throws(BusError) {
        unlink(path)
        // Opened before the final mode is set: nobody may be able to open it later.
        guard mkfifo(path, 0o600) == 0 else {
            throw .system(call: "mkfifo", path: path, errno: errno)
        }
        descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(call: "open", path: path, errno: errno) }
        guard chmod(path, mode) == 0,
            host_set_pipe_size(descriptor, Limits.fifoByteCount) >= 0
        else { throw .system(call: "fcntl", path: path, errno: errno) }
        fill()
    }

    deinit { close(descriptor) }

    /// Whether poll() on the node shall report a URB to reap.
    func setReady(_ ready: Bool) {
        guard ready != isReady else { return }
        isReady = ready
        if ready { drain() } else { fill() }
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
