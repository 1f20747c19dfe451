import Dispatch

/// The TCP port of a program's console: what it prints goes to everybody there, what they type to
/// the program.
///
/// Belongs to the server and its queue. Nobody is waited for: who does not read loses text.
final class ConsolePort {
    let port: UInt16
    private let queue: DispatchQueue
    private var sources: [any DispatchSourceRead] = []
    private var clients: [Int32: any DispatchSourceRead] = [:]
    private var typed: [UInt8] = []

    /// `events` is called on the queue when a listening socket or a client has something.
    init(
        hosts: [String], port: UInt16, queue: DispatchQueue,
        events: @escaping @Sendable (Event) -> Void
    ) throws(ServerError) {
        let listener = try Listener(hosts: hosts, port: port)
        self.port = listener.port
        self.queue = queue
        for descriptor in listener.descriptors {
            sources.append(Self.source(descriptor, queue) { events(.connection(descriptor)) })
        }
        self.events = events
    }

    enum Event: Sendable {
        case connection(Int32)
        case bytes(Int32)
    }

    private let events: @Sendable (Event) -> Void

    private static func source(
        _ descriptor: Int32, _ queue: DispatchQueue, _ handler: @escaping @Sendable () -> Void
    ) -> any DispatchSourceRead {
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler(handler: handler)
        source.setCancelHandler { Socket.close(descriptor) }
        source.activate()
        return source
    }

    func take(_ event: Event) {
        switch event {
        case .connection(let listener):
            while let descriptor = Socket.accept(listener) {
                guard clients.count < Limits.connectionCount else {
                    Socket.close(descriptor)
                    continue
                }
                let events = events
                clients[descriptor] = Self.source(descriptor, queue) {
                    events(.bytes(descriptor))
                }
            }
        case .bytes(let descriptor):
            switch Socket.read(descriptor) {
            case .bytes(let bytes): typed = (typed + bytes).suffix(Limits.typedByteCount)
            case .nothingNow: break
            case .ended: clients.removeValue(forKey: descriptor)?.cancel()
            }
        }
    }

    func show(_ bytes: [UInt8]) {
        for (descriptor, source) in clients where Socket.write(descriptor, bytes[...]) == nil {
            source.cancel()
            clients[descriptor] = nil
        }
    }

    /// At most `count` bytes that were typed; `nil` for none yet.
    func takeTyped(_ count: Int) -> [UInt8]? {
        guard !typed.isEmpty else { return nil }
        defer { typed.removeFirst(min(count, typed.count)) }
        return Array(typed.prefix(count))
    }

    func close() {
        sources.forEach { $0.cancel() }
        clients.values.forEach { $0.cancel() }
        sources = []
        clients = [:]
    }
}
