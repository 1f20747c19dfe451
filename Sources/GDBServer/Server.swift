public import DebugSession
import Dispatch
public import Logging
import RemoteProtocol
import TargetMemory

/// The GDB server: sockets, a session for each client that has spoken, of which one debugs and the
/// others look on, and the probe while there is any.
///
/// One actor on one serial queue owns all of it; event sources of that queue enter it directly.
/// USB transfers block the queue, each for at most its own time limit. The protocol and the probe
/// are both half duplex, so there is nothing that could be done meanwhile.
public actor Server {
    private nonisolated let executor = QueueExecutor(label: "gdb-server")

    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    let configuration: ServerConfiguration
    let provider: any TargetProvider
    let logger: Logger
    var connections: [Int: Connection] = [:]
    /// By the number of the connection; the probe is open while there is one.
    var sessions: [Int: Session] = [:]
    /// The connection that controls the target.
    var debugger: Int?
    var schedule = PollSchedule()
    private var pollTimer: (any DispatchSourceTimer)?
    private var doorway: Doorway?
    private var acceptedCount = 0
    var onlookers = OnlookerSchedule()
    /// What may happen too often for a line of the log each.
    let displaced: Tally
    let turnedAway: Tally
    let foreign: Tally
    let dropped: Tally
    private var isFinished = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    var semihostingDesk: SemihostingDesk?
    var console: ConsolePort?
    var monitorDesk: MonitorDesk?
    /// A turn for RTT and SWO is on its way.
    var isBackgroundDue = false
    /// What the program on the target exited with, where that ended the server.
    public internal(set) var programStatus: UInt8?

    public init(
        configuration: ServerConfiguration, provider: sending any TargetProvider, logger: Logger
    ) {
        self.configuration = configuration
        self.provider = provider
        self.logger = logger
        let queue = executor.queue
        displaced = Tally(queue: queue, logger: logger)
        turnedAway = Tally(queue: queue, logger: logger)
        foreign = Tally(queue: queue, logger: logger)
        dropped = Tally(queue: queue, logger: logger)
    }

    var queue: DispatchQueue { executor.queue }

    /// Opens the sockets, unless they are given, and returns the port; clients are served from
    /// here on.
    public func listen(at taken: Listener? = nil) throws(ServerError) -> UInt16 {
        try prepareSemihosting()
        let listener: Listener
        if let taken {
            listener = taken
        } else {
            listener = try Listener(hosts: configuration.hosts, port: configuration.port)
        }
        if listener.isOpenToOthers { warnOfOthers(port: listener.port) }
        prepareMonitor(port: listener.port)
        doorway = Doorway(
            listener, allowed: configuration.allowed, queue: queue, logger: logger
        ) { [self] descriptor in assumeIsolated { $0.acceptClients(descriptor) } }
        return listener.port
    }

    /// Returns when the server has ended: by `shutdown`, or with its client if so configured.
    public func finished() async {
        guard !isFinished else { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Leaves the target as it was found, lets the probe go and closes everything.
    public func shutdown() {
        guard !isFinished else { return }
        isFinished = true
        doorway?.close()
        doorway = nil
        endDebugging()
        closeProbe()
        for connection in connections.values { connection.cancel() }
        connections = [:]
        console?.close()
        monitorDesk?.closeAll()
        pollTimer?.cancel()
        pollTimer = nil
        waiting.forEach { $0.resume() }
        waiting = []
    }

    private func warnOfOthers(port: UInt16) {
        let hosts = configuration.hosts.joined(separator: ", ")
        guard configuration.allowed.isEmpty else {
            return logger.warning(
                """
                listening beyond this machine, at \(hosts): whoever is at \
                \(configuration.allowed) and reaches port \(port) has the target, without a \
                password
                """)
        }
        logger.warning(
            """
            listening beyond this machine, at \(hosts): whoever reaches port \(port) has the \
            target, without a password; --allow ADDRESS/BITS lets in only some
            """)
    }

    private func acceptClients(_ listener: Int32) {
        for arrival in doorway?.admit(at: listener) ?? [] {
            guard connections.count < Limits.connectionCount || makeRoom() else {
                Socket.close(arrival.descriptor)
                continue
            }
            acceptedCount += 1
            let number = acceptedCount
            let connection = Connection(
                number: number, descriptor: arrival.descriptor, address: arrival.address,
                queue: queue)
            connection.reader.setEventHandler { [self] in assumeIsolated { $0.readable(number) } }
            connections[number] = connection
            connection.reader.activate()
            logger.debug("\(connection.name) connected")
        }
    }

    /// Asks for the next poll as soon as the session's pace wants it.
    func schedulePoll() {
        guard let pace, pace != .idle else { return }
        let microseconds = pace == .stepping ? 0 : schedule.nextIntervalMicroseconds()
        let timer = pollTimer ?? makePollTimer()
        timer.schedule(deadline: .now() + .microseconds(microseconds), leeway: .nanoseconds(0))
    }

    /// How soon the debugger's session wants to be polled.
    var pace: Session.Pace? { debugger.flatMap { sessions[$0]?.pace } }

    private func makePollTimer() -> any DispatchSourceTimer {
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { [self] in assumeIsolated { $0.pollTarget() } }
        timer.activate()
        pollTimer = timer
        return timer
    }
}
