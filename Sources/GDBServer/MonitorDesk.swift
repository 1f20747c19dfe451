import DebugSession
import Dispatch
import Logging
import TargetMemory

/// The ports that `monitor` commands open, and their clock.
///
/// Belongs to the server and its queue.
final class MonitorDesk: MonitorHost {
    /// A port's own number for events that come before its TCP number is known.
    struct Event: Sendable {
        var stream: Int
        var event: ConsolePort.Event
    }

    let debuggerPort: UInt16
    private let access: NetworkAccess
    private let logger: Logger
    private let queue: DispatchQueue
    private let events: @Sendable (Event) -> Void
    private let showing: (String) -> Void
    private var streams: [Int: ConsolePort] = [:]
    private var openedCount = 0

    /// `showing` is to send text to the client whose command is at work.
    init(
        access: NetworkAccess, debuggerPort: UInt16, queue: DispatchQueue, logger: Logger,
        events: @escaping @Sendable (Event) -> Void, showing: @escaping (String) -> Void
    ) {
        self.access = access
        self.logger = logger
        self.debuggerPort = debuggerPort
        self.queue = queue
        self.events = events
        self.showing = showing
    }

    func take(_ event: Event) { streams[event.stream]?.take(event.event) }

    func openPort(_ port: UInt16, for purpose: String) throws(TargetFault) -> UInt16 {
        guard streams.count < Limits.monitorPortCount else {
            throw TargetFault(
                .unsupported, "\(purpose): \(streams.count) ports are open already; close one")
        }
        openedCount += 1
        let number = openedCount
        let events = events
        do throws(ServerError) {
            let stream = try ConsolePort(access, port: port, queue: queue, logger: logger) {
                events(Event(stream: number, event: $0))
            }
            streams[number] = stream
            return stream.port
        } catch {
            throw TargetFault(.unsupported, "\(purpose): \(error.reason)")
        }
    }

    private func stream(_ port: UInt16) -> (number: Int, stream: ConsolePort)? {
        streams.first { $0.value.port == port }.map { ($0.key, $0.value) }
    }

    func closePort(_ port: UInt16) {
        guard let (number, stream) = stream(port) else { return }
        stream.close()
        streams[number] = nil
    }

    func closeAll() {
        streams.values.forEach { $0.close() }
        streams = [:]
    }

    func send(_ bytes: [UInt8], to port: UInt16) { stream(port)?.stream.show(bytes) }

    func received(_ count: Int, from port: UInt16) -> [UInt8] {
        stream(port)?.stream.takeTyped(count) ?? []
    }

    func pause(milliseconds: Int) { Socket.pause(milliseconds: milliseconds) }

    func show(_ text: String) { showing(text) }
}
