import Dispatch
import ProbeSetup
import STLink
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// SIGINT and SIGTERM: the first asks the server to leave everything as it was found, another
/// one, a while later, ends the process at once.
struct Signals {
    /// What the handler tells; it runs on a queue of its own, as the server's may be busy.
    private final class Receiver: Sendable {
        let received = EndingSignal()
        let action = Mutex<(@Sendable (Int32) -> Void)?>(nil)

        /// Before there is anything to leave, a signal ends the process.
        func take(_ number: Int32) {
            let meaning = received.take(number)
            guard let action = action.withLock({ $0 }) else { _exit(128 + number) }
            switch meaning {
            case .leave: action(number)
            case .nothingNew: break
            case .endNow: _exit(128 + number)
            }
        }
    }

    private let receiver = Receiver()
    private let source: (any DispatchSourceRead)?

    init() {
        guard let pipe = SignalPipe() else {
            source = nil
            return
        }
        let receiver = receiver
        let source = DispatchSource.makeReadSource(
            fileDescriptor: pipe.readingEnd, queue: DispatchQueue(label: "signals"))
        source.setEventHandler {
            if let number = pipe.next() { receiver.take(number) }
        }
        source.activate()
        self.source = source
    }

    func whenReceived(_ action: @escaping @Sendable (Int32) -> Void) {
        receiver.action.withLock { $0 = action }
    }

    var exitStatus: ExitStatus {
        switch receiver.received.number.load(ordering: .relaxed) {
        case 0: .success
        case SIGTERM: .terminated
        default: .interrupted
        }
    }
}
