import Dispatch
import RemoteProtocol
import Synchronization

/// Tells a gdb that waits for a reply that the server is at work, while the probe keeps the
/// server's queue busy: erasing a chip or reading megabytes takes longer than gdb waits.
///
/// A notification that gdb does not know does nothing but start its waiting anew (gdb manual,
/// "Notification Packets"). It is written from a queue of its own, and only while the connection
/// itself has nothing to say.
final class KeepAlive {
    /// What the two queues share.
    private final class Gate: Sendable {
        struct State {
            /// `nil`: nobody waits.
            var descriptor: Int32?
            /// The end of a notification that the socket had no room for.
            var rest: ArraySlice<UInt8> = []
        }

        let state = Mutex(State())

        func tell() {
            state.withLock { state in
                guard let descriptor = state.descriptor else { return }
                if state.rest.isEmpty { state.rest = KeepAlive.notification[...] }
                // A connection that is broken is noticed by who reads from it.
                let count = Socket.write(descriptor, state.rest) ?? 0
                state.rest = state.rest.dropFirst(count)
            }
        }
    }

    private static let notification = PacketEncoder.notification(Array("busy:".utf8))
    private static let queue = DispatchQueue(label: "keep-alive")

    private let gate = Gate()
    private let timer: any DispatchSourceTimer

    init() {
        timer = DispatchSource.makeTimerSource(queue: Self.queue)
        timer.setEventHandler { [gate] in gate.tell() }
        timer.schedule(deadline: .distantFuture)
        timer.activate()
    }

    deinit { timer.cancel() }

    /// From now on the client waits for a reply.
    func begin(_ descriptor: Int32) {
        gate.state.withLock { $0.descriptor = descriptor }
        let interval = DispatchTimeInterval.milliseconds(Limits.keepAliveMilliseconds)
        timer.schedule(deadline: .now() + interval, repeating: interval)
    }

    /// The reply is there, or none will come. What is returned has to be sent before anything else.
    func end() -> ArraySlice<UInt8> {
        timer.schedule(deadline: .distantFuture)
        return gate.state.withLock { state in
            state.descriptor = nil
            defer { state.rest = [] }
            // Of a notification that was not begun nothing has to follow.
            return state.rest.count == Self.notification.count ? [] : state.rest
        }
    }
}
