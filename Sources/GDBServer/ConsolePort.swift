import Dispatch
import Logging

/// The TCP port of a program's console: what it prints goes to everybody there, what they type to
/// the program.
///
/// Belongs to the server and its queue. Nobody is waited for: who does not read loses text.
final class ConsolePort {
    var port: UInt16 { doorway.port }
    var clientCount: Int { clients.count }
    private let doorway: Doorway
    private let queue: DispatchQueue
    private let logger: Logger
    private var clients: [Int32: Client] = [:]
    private var typed: [UInt8] = []
    private let events: @Sendable (Event) -> Void
    private let turnedAway: Tally
    private let displaced: Tally

    private struct Client {
        var source: any DispatchSourceRead
        var arrivedNanoseconds = DispatchTime.now().uptimeNanoseconds
        var hasSpoken = false
        /// It has not taken all of what was sent.
        var isBehind = false
    }

    /// `events` is called on the queue when a listening socket or a client has something.
    init(
        _ access: NetworkAccess, port: UInt16, queue: DispatchQueue, logger: Logger,
        events: @escaping @Sendable (Event) -> Void
    ) throws(ServerError) {
        let listener = try Listener(hosts: access.hosts, port: port)
        self.queue = queue
        self.logger = logger
        self.events = events
        turnedAway = Tally(queue: queue, logger: logger)
        displaced = Tally(queue: queue, logger: logger)
        doorway = Doorway(listener, allowed: access.allowed, queue: queue, logger: logger) {
            events(.connection($0))
        }
    }

    enum Event: Sendable {
        case connection(Int32)
        case bytes(Int32)
    }

    func take(_ event: Event) {
        switch event {
        case .connection(let listener): doorway.admit(at: listener).forEach(welcome)
        case .bytes(let descriptor):
            switch Socket.read(descriptor) {
            case .bytes(let bytes): take(bytes, from: descriptor)
            case .nothingNow: break
            case .ended: drop(descriptor)
            }
        }
    }

    private func welcome(_ arrival: Doorway.Arrival) {
        let descriptor = arrival.descriptor
        guard clients.count < Limits.connectionCount || makeRoom() else {
            Socket.close(descriptor)
            return turnedAway.happened("port \(port) is full: another one was closed at once")
        }
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        let events = events
        source.setEventHandler { events(.bytes(descriptor)) }
        source.setCancelHandler { Socket.close(descriptor) }
        source.activate()
        clients[descriptor] = Client(source: source)
    }

    /// Who does not read gives way first, then who has been here longest, if that is long.
    private func makeRoom() -> Bool {
        let now = DispatchTime.now().uptimeNanoseconds
        let stay = UInt64(Limits.staySeconds) * 1_000_000_000
        let others = clients.sorted { $0.value.arrivedNanoseconds < $1.value.arrivedNanoseconds }
        let choice =
            others.first { $0.value.isBehind }
            ?? others.first { now > $0.value.arrivedNanoseconds + stay }
        guard let choice else { return false }
        drop(choice.key)
        displaced.happened("port \(port) is full: the one that was here longest made room")
        return true
    }

    private func take(_ bytes: [UInt8], from descriptor: Int32) {
        guard let client = clients[descriptor] else { return }
        if !client.hasSpoken {
            clients[descriptor]?.hasSpoken = true
            if FirstWords.isHTTP(bytes) {
                logger.warning("port \(port): an HTTP request was dropped")
                return drop(descriptor)
            }
        }
        typed = (typed + bytes).suffix(Limits.typedByteCount)
    }

    private func drop(_ descriptor: Int32) {
        clients.removeValue(forKey: descriptor)?.source.cancel()
    }

    func show(_ bytes: [UInt8]) {
        for descriptor in Array(clients.keys) {
            guard let count = Socket.write(descriptor, bytes[...]) else {
                drop(descriptor)
                continue
            }
            clients[descriptor]?.isBehind = count < bytes.count
        }
    }

    /// At most `count` bytes that were typed; `nil` for none yet.
    func takeTyped(_ count: Int) -> [UInt8]? {
        guard !typed.isEmpty else { return nil }
        defer { typed.removeFirst(min(count, typed.count)) }
        return Array(typed.prefix(count))
    }

    func close() {
        doorway.close()
        clients.values.forEach { $0.source.cancel() }
        clients = [:]
    }
}
