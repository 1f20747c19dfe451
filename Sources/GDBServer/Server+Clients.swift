import DebugSession
import Dispatch
import RemoteProtocol
import TargetMemory

extension Server {
    /// Bytes have come, or the end of them.
    func readable(_ number: Int) {
        guard let connection = connections[number] else { return }
        switch Socket.read(connection.descriptor) {
        case .nothingNow:
            return
        case .ended:
            drop(number, "has left")
        case .bytes(let bytes):
            // Byte by byte: a packet may change how the next byte is to be taken.
            for byte in bytes {
                guard connection.state == .open, connections[number] != nil else { return }
                for event in connection.channel.receive(byte) { take(event, from: connection) }
            }
        }
    }

    private func take(_ event: PacketChannel.Event, from connection: Connection) {
        switch event {
        case .send(let bytes):
            send(bytes, to: connection)
        case .notice(let text):
            logger.debug("client \(connection.number): \(text)")
        case .hopeless:
            drop(connection.number, "refused the same packet too often and was dropped")
        case .interrupt:
            guard debugger?.connection == connection.number else { return }
            logger.trace("> Ctrl-C")
            schedule.restart()
            respond { $0.interrupt() }
        case .packet(let packet):
            logger.trace("> \(Self.printable(packet))")
            guard debugger?.connection == connection.number || becomeDebugger(connection) else {
                return
            }
            schedule.restart()
            respond { $0.handle(packet) }
        }
    }

    /// The first packet of a client makes it the debugger, if there is none yet. A connection
    /// without a packet, such as a port scan or an editor's probing, never gets to the target.
    private func becomeDebugger(_ connection: Connection) -> Bool {
        guard debugger == nil else {
            logger.warning("client \(connection.number) was refused: another one is debugging")
            refuse(connection, "another debugger is connected to this server; detach it first")
            return false
        }
        do throws(TargetFault) {
            let session = try openSession()
            debugger = Debugger(connection: connection.number, session: session)
            logger.info("GDB connected.")
            return true
        } catch {
            provider.close()
            logger.error("\(error.message)")
            refuse(connection, error.message)
            return false
        }
    }

    /// Opens the probe and attaches. What was opened long ago may have been unplugged or switched
    /// off since, so a failure is believed only the second time.
    private func openSession() throws(TargetFault) -> Session {
        do throws(TargetFault) {
            return try attach(to: provider.open())
        } catch {
            logger.debug("opening the probe anew: \(error.message)")
            provider.close()
            return try attach(to: provider.open())
        }
    }

    private func attach(to target: any DebugTarget) throws(TargetFault) -> Session {
        var session = Session(
            target: target, serverVersion: configuration.serverVersion,
            letsProgramRun: configuration.letsProgramRun,
            semihosting: configuration.semihosting, host: semihostingDesk)
        do throws(TargetFault) {
            try session.begin()
            return session
        } catch {
            try? target.detach(leaveHalted: false)
            throw error
        }
    }

    /// Says why, then closes. Every client shows the text: gdb as a warning before it gives up.
    private func refuse(_ connection: Connection, _ reason: String) {
        send(connection.channel.frame(.errorText(reason)), to: connection)
        close(connection)
    }

    /// Has the session do something and sends what comes of it.
    private func respond(_ operation: (inout Session) -> Response) {
        guard var current = debugger else { return }
        let response = operation(&current.session)
        debugger = current
        for notice in response.notices {
            switch notice.level {
            case .debug: logger.debug("\(notice.text)")
            case .info: logger.info("\(notice.text)")
            case .warning: logger.warning("\(notice.text)")
            }
        }
        guard let connection = connections[current.connection] else { return }
        for reply in response.replies {
            logger.trace("< \(Self.printable(reply.body))")
            send(connection.channel.frame(reply), to: connection)
        }
        if response.endsAcknowledging { connection.channel.stopAcknowledging() }
        if case .programExited(let status) = response.end { programStatus = status }
        if let end = response.end {
            logger.info("\(end.message)")
            close(connection)
            endDebugging()
        } else {
            schedulePoll()
        }
    }

    /// The poll timer has fired.
    func pollTarget() {
        guard let pace = debugger?.session.pace, pace != .idle else { return }
        respond { $0.poll() }
    }

    /// The session is over, however it came: the target as found, the probe free for others.
    func endDebugging() {
        guard var ended = debugger else { return }
        debugger = nil
        do throws(TargetFault) {
            try ended.session.end()
        } catch {
            logger.warning("the target could not be left as it was found: \(error.message)")
        }
        provider.close()
        if configuration.endsWithClient || programStatus != nil { shutdown() }
    }

    private func send(_ bytes: [UInt8], to connection: Connection) {
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
            drop(connection.number, "does not take its replies and was dropped")
        }
    }

    /// Goes on sending when the socket has room again.
    private func awaitRoom(_ connection: Connection) {
        guard connection.writer == nil, let copy = Socket.duplicate(connection.descriptor) else {
            return
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
    private func close(_ connection: Connection) {
        guard connection.state == .open else { return }
        connection.state = .closing
        handle(connection.flush(), of: connection)
        let number = connection.number
        queue.asyncAfter(deadline: .now() + .milliseconds(Limits.lingerMilliseconds)) { [self] in
            assumeIsolated { $0.forget(number) }
        }
    }

    private func forget(_ number: Int) {
        connections.removeValue(forKey: number)?.cancel()
    }

    private func drop(_ number: Int, _ what: String) {
        forget(number)
        if debugger?.connection == number {
            logger.info("GDB \(what).")
            endDebugging()
        } else {
            logger.debug("client \(number) \(what)")
        }
    }

    /// A packet for the log: text as it is, other bytes as `\xx`, long ones cut.
    private static func printable(_ packet: [UInt8]) -> String {
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
        case .programExited(let status): "the program exited with status \(status)."
        case .probeLost:
            "the probe is gone; plug it in again: it is opened anew when the next debugger connects"
        }
    }
}
