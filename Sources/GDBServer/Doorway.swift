import Dispatch
import Logging

/// Lets clients in at the listening sockets of one port.
///
/// Belongs to the server's queue. Who is not on the list is closed at once; when the system has no
/// descriptors left, the sockets rest for a while instead of asking again and again.
final class Doorway {
    struct Arrival {
        var descriptor: Int32
        var address: NetworkAddress?
    }

    let port: UInt16
    private let queue: DispatchQueue
    private let allowed: AllowList
    private let logger: Logger
    private var sources: [Int32: any DispatchSourceRead] = [:]
    private var resting: Set<Int32> = []
    private let refused: Tally
    private let exhausted: Tally
    private let ready: @Sendable (Int32) -> Void

    /// `ready` is called on the queue when somebody waits at one of the sockets.
    init(
        _ listener: Listener, allowed: AllowList, queue: DispatchQueue, logger: Logger,
        ready: @escaping @Sendable (Int32) -> Void
    ) {
        port = listener.port
        self.queue = queue
        self.allowed = allowed
        self.logger = logger
        self.ready = ready
        refused = Tally(queue: queue, logger: logger)
        exhausted = Tally(queue: queue, logger: logger)
        for descriptor in listener.descriptors {
            let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
            source.setEventHandler { ready(descriptor) }
            source.setCancelHandler { Socket.close(descriptor) }
            source.activate()
            sources[descriptor] = source
        }
    }

    deinit { close() }

    /// Who waits at the socket and may come in; some, so that a flood keeps nobody else waiting.
    func admit(at listener: Int32) -> [Arrival] {
        guard let source = sources[listener] else { return [] }
        if resting.remove(listener) != nil { source.resume() }
        var arrivals: [Arrival] = []
        for _ in 0..<Limits.acceptedAtOnceCount {
            switch Socket.accept(listener) {
            case .nobody:
                return arrivals
            case .client(let descriptor, let address):
                if allowed.allows(address) {
                    arrivals.append(Arrival(descriptor: descriptor, address: address))
                } else {
                    Socket.close(descriptor)
                    refuse(address)
                }
            case .noRoom(let failure):
                rest(listener, source, failure)
                return arrivals
            }
        }
        return arrivals
    }

    private func refuse(_ address: NetworkAddress?) {
        let from = address.map(\.description) ?? "an unknown address"
        refused.happened(
            "refused a connection at port \(port) from \(from): --allow does not name it")
    }

    /// The connections wait in the system's queue meanwhile.
    private func rest(
        _ listener: Int32, _ source: any DispatchSourceRead, _ failure: Socket.Failure
    ) {
        source.suspend()
        resting.insert(listener)
        let ready = ready
        queue.asyncAfter(deadline: .now() + .milliseconds(Limits.restMilliseconds)) {
            ready(listener)
        }
        exhausted.happened("port \(port) takes no more connections for now: \(failure.text)")
    }

    func close() {
        for (descriptor, source) in sources {
            source.cancel()
            // A source that rests would never get to its end.
            if resting.contains(descriptor) { source.resume() }
        }
        sources = [:]
        resting = []
    }
}
