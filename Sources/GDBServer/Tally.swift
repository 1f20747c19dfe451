import Dispatch
import Logging
import Synchronization

/// Says in the log what may happen thousands of times a second: the first at once, and then every
/// ten seconds the last one and how many they were.
final class Tally: Sendable {
    private struct State {
        var isWaiting = false
        var count = 0
        var last = ""
    }

    private let queue: DispatchQueue
    private let logger: Logger
    private let intervalMilliseconds: Int
    private let state = Mutex(State())

    init(
        queue: DispatchQueue, logger: Logger,
        intervalMilliseconds: Int = Limits.tallyMilliseconds
    ) {
        self.queue = queue
        self.logger = logger
        self.intervalMilliseconds = intervalMilliseconds
    }

    func happened(_ text: String) {
        let isFirst = state.withLock { state in
            guard state.isWaiting else {
                state.isWaiting = true
                return true
            }
            state.count += 1
            state.last = text
            return false
        }
        guard isFirst else { return }
        logger.warning("\(text)")
        wait()
    }

    private func wait() {
        queue.asyncAfter(deadline: .now() + .milliseconds(intervalMilliseconds)) { [weak self] in
            self?.settle()
        }
    }

    private func settle() {
        let (count, last) = state.withLock { state in
            defer { state.count = 0 }
            state.isWaiting = state.count > 0
            return (state.count, state.last)
        }
        guard count > 0 else { return }
        logger.warning("\(last)\(count > 1 ? " (the last of \(count))" : "")")
        wait()
    }
}
