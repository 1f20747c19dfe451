public import Synchronization

/// SIGINT and SIGTERM as wishes of somebody: the first asks to leave everything as it was found,
/// one that comes a while later no longer wants to wait for that.
///
/// `timeout`, shells and editors often send one and the same wish twice, to the process and to its
/// group: what follows the first at once says nothing new.
public struct EndingSignal: ~Copyable, Sendable {
    public enum Meaning: Sendable {
        case leave
        case nothingNew
        case endNow
    }

    /// The signal's number; 0 while there was none.
    public let number = Atomic<Int32>(0)
    private let came = Mutex<ContinuousClock.Instant?>(nil)

    public init() {}

    /// What a signal means that came at that time.
    public borrowing func take(
        _ signal: Int32, at now: ContinuousClock.Instant = .now
    ) -> Meaning {
        came.withLock { first in
            number.store(signal, ordering: .relaxed)
            guard let earlier = first else {
                first = now
                return .leave
            }
            return now - earlier < Limits.sameSignal ? .nothingNew : .endNow
        }
    }
}
