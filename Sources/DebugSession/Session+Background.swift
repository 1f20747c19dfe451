import RemoteProtocol
import TargetMemory

extension Session {
    /// In how many milliseconds `runBackground` wants to be called; `nil`: nothing is to be done
    /// besides the debugger's packets.
    public var backgroundMilliseconds: Int? {
        guard isAttached else { return nil }
        return [monitoring.channels.nextMilliseconds, monitoring.trace.nextMilliseconds]
            .compactMap(\.self).min()
    }

    /// RTT and SWO, whether the program runs or not. What fails is told, and tried again.
    ///
    /// Its replies may be sent at any time that text may: while the client waits for a stop.
    public mutating func runBackground() -> Response {
        guard isAttached else { return .none }
        return perform { (session: inout Session) throws(TargetFault) in
            var response = Response()
            let said = try session.monitoring.channels.serve(
                session.target, session.monitoring.host)
            let (console, log) = try session.monitoring.trace.serve(
                session.target, session.monitoring.host, session.semihosting.host)
            for text in [said, log].compactMap(\.self) {
                response.notices.append(.init(level: .info, text: text))
            }
            if !console.isEmpty {
                if session.isWaitingForStop {
                    response.replies = Reply.outputPieces(Array(console.utf8))
                } else {
                    session.remember(console, isProgram: true)
                }
            }
            return response
        }
    }

    /// The client waits for the program to stop: only then may text come unasked.
    private var isWaitingForStop: Bool {
        switch phase {
        case .running, .stepping, .typing: true
        case .commanding, .asking, .gone: false
        }
    }

    /// The debugger leaves: ports are closed, the target's trace units as found.
    mutating func endBackground() {
        stopTrace()
        monitoring.channels.stop()
        guard let host = monitoring.host else { return }
        for port in monitoring.channels.servers.keys {
            _ = monitoring.channels.close(port, host)
        }
    }
}
