import Dispatch
import ProbeSetup
import STLink

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// SIGINT and SIGTERM: noted, and acted on between two steps, so that the target is left as it
/// was found. Another signal, a while later, ends the process at once.
enum Interruption {
    private static let received = EndingSignal()

    /// Starts listening; keep what is returned for as long as that is wanted.
    static func listen() -> (any DispatchSourceRead)? {
        guard let pipe = SignalPipe() else { return nil }
        let source = DispatchSource.makeReadSource(
            fileDescriptor: pipe.readingEnd, queue: .global())
        source.setEventHandler {
            guard let number = pipe.next() else { return }
            if case .endNow = received.take(number) { _exit(128 + number) }
        }
        source.activate()
        return source
    }

    static var isPending: Bool { received.number.load(ordering: .relaxed) != 0 }

    /// Throws between two steps once a signal has come.
    static func check() throws(ProbeError) {
        if isPending { throw failure("interrupted; the target is left as it was found") }
    }

    /// What a tool ends with that a signal stopped.
    static func failure(_ message: String) -> ProbeError {
        let isTerminated = received.number.load(ordering: .relaxed) == SIGTERM
        return ProbeError(isTerminated ? .terminated : .interrupted, message)
    }
}
