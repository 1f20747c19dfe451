import DebugSession
import Dispatch
import RemoteProtocol

// RTT and SWO, looked after between the debugger's packets.
extension Server {
    /// The ports of `monitor` commands, once the debuggers' port is known.
    func prepareMonitor(port: UInt16) {
        monitorDesk = MonitorDesk(
            access: configuration.access, debuggerPort: port, queue: queue, logger: logger,
            events: { [self] event in assumeIsolated { $0.monitorDesk?.take(event) } },
            showing: { [self] text in assumeIsolated { $0.showAtOnce(text) } })
    }

    /// Asks for the next turn as soon as the session wants it; one that is on its way stays.
    func scheduleBackground() {
        guard !isBackgroundDue, let wait = backgroundMilliseconds else { return }
        isBackgroundDue = true
        queue.asyncAfter(deadline: .now() + .milliseconds(wait)) { [self] in
            assumeIsolated { $0.runBackground() }
        }
    }

    private var backgroundMilliseconds: Int? {
        debugger.flatMap { sessions[$0]?.backgroundMilliseconds }
    }

    private func runBackground() {
        isBackgroundDue = false
        guard let debugger, backgroundMilliseconds != nil else { return }
        respond(to: debugger) { $0.runBackground() }
    }

    /// While its command is at work.
    private func showAtOnce(_ text: String) {
        guard let debugger, let connection = connections[debugger] else { return }
        for reply in Reply.consoleLines(text) {
            configuration.tap?.sent(reply, to: debugger)
            send(connection.channel.frame(reply), to: connection)
        }
        // The command goes on, and the client is still to be told to wait.
        connection.beginWork(on: [])
    }
}
