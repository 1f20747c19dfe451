import DebugSession
import Dispatch
import RemoteProtocol
import TargetMemory

extension Server {
    /// Has the session do something and sends what comes of it.
    func respond(to number: Int, _ operation: (inout Session) -> Response) {
        guard var session = sessions[number] else { return }
        let response = operation(&session)
        sessions[number] = session
        for notice in response.notices {
            configuration.tap?.noticed(notice)
            switch notice.level {
            case .debug: logger.debug("\(notice.text)")
            case .info: logger.info("\(notice.text)")
            case .warning: logger.warning("\(notice.text)")
            }
        }
        guard let connection = connections[number] else { return }
        for reply in response.replies {
            logger.trace("< \(Self.printable(reply.body))")
            configuration.tap?.sent(reply, to: number)
            send(connection.channel.frame(reply), to: connection)
        }
        if response.endsAcknowledging { connection.channel.stopAcknowledging() }
        if case .programExited(let status) = response.end { programStatus = status }
        guard let end = response.end else {
            schedulePoll()
            scheduleBackground()
            return
        }
        close(connection)
        leave(number, saying: end.message)
        if end == .shutdownAsked { shutdown() }
    }

    /// The poll timer has fired.
    func pollTarget() {
        guard let debugger, let pace, pace != .idle else { return }
        respond(to: debugger) { $0.poll() }
    }

    func send(_ bytes: [UInt8], to connection: Connection) {
        handle(connection.send(bytes), of: connection)
    }

    private func handle(_ result: Connection.SendResult, of connection: Connection) {
        switch result {
        case .done:
            connection.writer?.cancel()
            connection.writer = nil
        case .waiting:
            awaitRoom(connection)
        case .broken:
            fail(connection.number, "does not take its replies and was dropped")
        }
    }

    /// Goes on sending when the socket has room again.
    private func awaitRoom(_ connection: Connection) {
        guard connection.writer == nil else { return }
        guard let copy = Socket.duplicate(connection.descriptor) else {
            return fail(connection.number, "waits for its replies, and no descriptor is left")
        }
        let number = connection.number
        let writer = DispatchSource.makeWriteSource(fileDescriptor: copy, queue: queue)
        writer.setEventHandler { [self] in assumeIsolated { $0.writable(number) } }
        writer.setCancelHandler { Socket.close(copy) }
        connection.writer = writer
        writer.activate()
    }

    private func writable(_ number: Int) {
        guard let connection = connections[number] else { return }
        handle(connection.flush(), of: connection)
    }

    /// Closes after the last byte is sent; gives the client a moment to close first, so that
    /// nothing it has not read yet is lost.
    func close(_ connection: Connection) {
        guard connection.state == .open else { return }
        connection.state = .closing
        handle(connection.flush(), of: connection)
        let number = connection.number
        queue.asyncAfter(deadline: .now() + .milliseconds(Limits.lingerMilliseconds)) { [self] in
            assumeIsolated { $0.forget(number) }
        }
    }

    func forget(_ number: Int) {
        if connections[number] != nil { configuration.tap?.left(number) }
        connections.removeValue(forKey: number)?.cancel()
    }

    /// Drops a client for what it does, which the log says, though not a thousand times.
    func fail(_ number: Int, _ what: String) {
        if number != debugger, let connection = connections[number] {
            dropped.happened("\(connection.name) \(what)")
        }
        drop(number, what)
    }

    func drop(_ number: Int, _ what: String) {
        forget(number)
        if sessions[number] == nil {
            logger.debug("client \(number) \(what)")
        } else {
            leave(number, saying: "GDB \(what).")
        }
    }

    /// A packet for the log: text as it is, other bytes as `\xx`, long ones cut.
    static func printable(_ packet: [UInt8]) -> String {
        let shown = packet.prefix(200).map { byte in
            (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\\")
                ? String(UnicodeScalar(byte)) : "\\" + Hexadecimal.string([byte])
        }.joined()
        return packet.count > 200 ? shown + "... (\(packet.count) bytes)" : shown
    }
}

extension Response.End {
    fileprivate var message: String {
        switch self {
        case .detached: "GDB detached."
        case .killed: "GDB killed the program: the target was reset."
        case .shutdownAsked: "GDB asked the server to end."
        case .programExited(let status): "the program exited with status \(status)."
        case .probeLost:
            "the probe is gone; plug it in again: it is opened anew when the next debugger connects"
        }
    }
}
