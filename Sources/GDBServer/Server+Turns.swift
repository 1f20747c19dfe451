import DebugSession
import Dispatch
import RemoteProtocol

// Who is served when: a client has a turn for one packet, and the debugger's come first. So nobody
// is kept waiting by what others send, however much that is.
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
            guard connection.state == .open else { return }
            if let objection = connection.firstWords.objection(to: bytes) {
                return sendAway(connection, objection)
            }
            if connection.input.isEmpty { connection.channel.beginReading() }
            connection.input += bytes
            if connection.input.count >= Limits.readByteCount { connection.pauseReading() }
            guard !connection.isTurnDue else { return }
            guard connection.firstWords.isHasty else { return serve(number) }
            promiseTurn(
                connection, nanoseconds: UInt64(Limits.hastyMilliseconds) * 1_000_000)
        }
    }

    /// A turn, now if it may be.
    private func serve(_ number: Int) {
        guard let connection = connections[number], connection.state == .open else { return }
        if number != debugger, debugger != nil {
            hearDebugger()
            guard connections[number] != nil, connection.state == .open else { return }
            let wait = onlookers.wait(
                atNanoseconds: DispatchTime.now().uptimeNanoseconds,
                isDebuggerWaiting: debugger.flatMap { connections[$0] }?.input.isEmpty == false)
            if wait > 0 { return promiseTurn(connection, nanoseconds: wait) }
        }
        if sessions[number]?.isWorking == true {
            respond(to: number) { $0.work() }
        } else {
            takeTurn(connection)
        }
        if number == debugger {
            onlookers.debuggerWasServed(atNanoseconds: DispatchTime.now().uptimeNanoseconds)
        }
        guard connections[number] != nil, connection.state == .open else { return }
        let isWorking = sessions[number]?.isWorking == true
        if connection.input.count < Limits.readByteCount { connection.resumeReading() }
        guard isWorking || !connection.input.isEmpty else { return }
        promiseTurn(connection, nanoseconds: 0)
    }

    /// The debugger has spoken since: it must not wait for more than one packet of another's.
    private func hearDebugger() {
        guard let debugger, let connection = connections[debugger], connection.input.isEmpty,
            sessions[debugger]?.isWorking == false, Socket.isReadable(connection.descriptor)
        else { return }
        readable(debugger)
    }

    private func promiseTurn(_ connection: Connection, nanoseconds: UInt64) {
        guard !connection.isTurnDue else { return }
        connection.isTurnDue = true
        let number = connection.number
        let turn: @Sendable () -> Void = { [self] in
            assumeIsolated {
                $0.connections[number]?.isTurnDue = false
                $0.serve(number)
            }
        }
        guard nanoseconds > 0 else { return queue.async(execute: turn) }
        queue.asyncAfter(deadline: .now() + .nanoseconds(Int(nanoseconds)), execute: turn)
    }

    /// One packet, one Ctrl-C, or a good deal of anything else.
    private func takeTurn(_ connection: Connection) {
        var byteCount = 0
        while byteCount < Limits.turnByteCount, let byte = connection.input.popFirst() {
            byteCount += 1
            connection.noiseByteCount += 1
            guard connection.noiseByteCount <= Limits.noiseByteCount else {
                return fail(connection.number, "sends no packets and was dropped")
            }
            let events = connection.channel.receive(byte)
            for event in events {
                guard connection.state == .open, connections[connection.number] != nil else {
                    return
                }
                take(event, from: connection)
            }
            if events.contains(where: \.isWork) {
                // More of the same Ctrl-C.
                if byte == 0x03 { skipInterrupts(connection) }
                return
            }
        }
    }

    private func skipInterrupts(_ connection: Connection) {
        let rest = connection.input.drop { $0 == 0x03 }
        connection.noiseByteCount += connection.input.count - rest.count
        connection.input = rest
    }

    private func take(_ event: PacketChannel.Event, from connection: Connection) {
        switch event {
        case .send(let bytes):
            send(bytes, to: connection)
        case .notice(let text):
            logger.debug("client \(connection.number): \(text)")
        case .hopeless:
            fail(connection.number, "refused the same packet too often and was dropped")
        case .interrupt:
            guard debugger == connection.number else { return }
            logger.trace("> Ctrl-C")
            configuration.tap?.received([0x03], from: connection.number)
            schedule.restart()
            respond(to: connection.number) { $0.interrupt() }
        case .packet(let packet):
            logger.trace("> \(Self.printable(packet))")
            configuration.tap?.received(packet, from: connection.number)
            connection.noiseByteCount = 0
            connection.beginWork(on: packet)
            defer { if sessions[connection.number]?.isWorking != true { connection.endWork() } }
            guard admit(connection, sending: packet) else { return }
            if debugger == connection.number { schedule.restart() }
            respond(to: connection.number) { $0.handle(packet) }
        }
    }

    // MARK: - Who has no place

    /// Before anything that it sent was answered.
    private func sendAway(_ connection: Connection, _ objection: String) {
        foreign.happened("\(connection.name) \(objection); it was dropped")
        drop(connection.number, objection)
    }

    /// All places are taken: who never said anything gives way first, then who has not been
    /// answered and spoken again, then the onlooker that has been here longest, if that is long.
    /// The debugger never does, and neither does one that is just arriving.
    func makeRoom() -> Bool {
        let others = connections.values
            .filter { $0.state == .open && $0.number != debugger }
            .sorted { $0.number < $1.number }
        let now = DispatchTime.now().uptimeNanoseconds
        let stay = UInt64(Limits.staySeconds) * 1_000_000_000
        let choice =
            others.first { sessions[$0.number] == nil }
            ?? others.first { !$0.firstWords.isOver }
            ?? others.first { now > $0.arrivedNanoseconds + stay }
        guard let choice else {
            turnedAway.happened("too many connections: another one was closed at once")
            return false
        }
        displaced.happened("too many connections: \(choice.name) made room for another one")
        drop(choice.number, "made room for another")
        return true
    }
}

extension PacketChannel.Event {
    /// Something that takes the target's time.
    fileprivate var isWork: Bool {
        switch self {
        case .packet, .interrupt: true
        case .send, .notice, .hopeless: false
        }
    }
}
