import Dispatch
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Writes to a pipe or terminal that nobody may be reading, with nobody waiting for it: what a
/// debugger or a program has to say must never keep the server from answering.
///
/// Up to `limitByteCount` are kept for a reader that is slow. What comes when that is full is lost;
/// how much it was is said, by `note`, as soon as somebody reads again.
public final class BackgroundWriter: Sendable {
    private struct State {
        var pendingByteCount = 0
        var lostCount = 0
    }

    private let descriptor: Int32
    private let limitByteCount: Int
    private let note: @Sendable (Int) -> String
    private let queue: DispatchQueue
    private let state = Mutex(State())

    /// - Parameter note: the text in place of so many pieces that were lost.
    public init(
        _ descriptor: Int32, limitByteCount: Int = Limits.pendingByteCount,
        note: @escaping @Sendable (Int) -> String
    ) {
        self.descriptor = descriptor
        self.limitByteCount = limitByteCount
        self.note = note
        queue = DispatchQueue(label: "writer \(descriptor)")
    }

    /// All of the bytes, in the order of the calls, or none of them.
    public func write(_ bytes: [UInt8]) {
        let isRoom = state.withLock { state in
            guard state.pendingByteCount + bytes.count <= limitByteCount else {
                state.lostCount += 1
                return false
            }
            state.pendingByteCount += bytes.count
            return true
        }
        guard isRoom else { return }
        queue.async { [self] in
            writeNow(bytes)
            let lostCount = state.withLock { state in
                state.pendingByteCount -= bytes.count
                defer { state.lostCount = 0 }
                return state.lostCount
            }
            if lostCount > 0 { writeNow(Array(note(lostCount).utf8)) }
        }
    }

    /// Waits for what is still to be written, at most so long.
    public func drain(milliseconds: Int = Limits.drainMilliseconds) {
        let done = DispatchSemaphore(value: 0)
        queue.async { done.signal() }
        _ = done.wait(timeout: .now() + .milliseconds(milliseconds))
    }

    /// However the system cuts it up; nothing more where the reader has left.
    private func writeNow(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let (count, failure) = rest.withUnsafeBytes { buffer in
                (Glue.write(descriptor, buffer.baseAddress, buffer.count), errno)
            }
            if count > 0 {
                rest = rest.dropFirst(count)
                continue
            }
            switch failure {
            case EINTR: break
            // Who started us may have made the pipe one that does not wait.
            case EAGAIN:
                var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&wanted, 1, -1)
            default: return
            }
        }
    }
}
