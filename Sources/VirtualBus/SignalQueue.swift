import CUMockdev
import Glibc

/// Signals as something to poll and read, in place of handlers.
final class SignalQueue {
    let descriptor: Int32

    struct Arrival {
        var signal: Int32
        /// Sent by a process with kill(2), not by the terminal, which sends to all of us.
        var isSentByProcess: Bool
    }

    /// From here on the signals come only through the queue, in this and all later threads.
    init(_ signals: [Int32]) throws(BusError) {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        descriptor = signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
        guard descriptor >= 0 else {
            throw .system(call: "signalfd", path: "signals", errno: errno)
        }
    }

    deinit { close(descriptor) }

    func next() -> Arrival? {
        var information = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        guard read(descriptor, &information, size) == size else { return nil }
        return Arrival(
            signal: Int32(information.ssi_signo), isSentByProcess: information.ssi_code <= 0)
    }
}
