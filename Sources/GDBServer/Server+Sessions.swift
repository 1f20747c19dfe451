import DebugSession
import RemoteProtocol
import TargetMemory

// Who debugs, who looks on, and when the probe is opened and let go.
extension Server {
    /// Whether the packet is to be answered by the client's session.
    ///
    /// A connection without a valid packet, such as a port scan or an editor's probing, never gets
    /// to the target. The first packet opens the probe, the first that wants control makes its
    /// client the debugger, if there is none; others look on.
    func admit(_ connection: Connection, sending packet: [UInt8]) -> Bool {
        let number = connection.number
        do throws(TargetFault) {
            if sessions[number] == nil { sessions[number] = try openSession() }
            guard debugger != number, Self.claims(packet) else { return true }
            if let other = debugger {
                guard sessions[other]?.isAttached == false else {
                    lookOn(number)
                    return true
                }
                // Detached, and still connected: it had its turn.
                debugger = nil
            }
            try takeControl(number)
            return true
        } catch {
            logger.error("\(error.message)")
            configuration.tap?.sent(.errorText(error.message), to: number)
            send(connection.channel.frame(.errorText(error.message)), to: connection)
            close(connection)
            sessions[number] = nil
            if sessions.isEmpty { closeProbe() }
            return false
        }
    }

    private static func claims(_ packet: [UInt8]) -> Bool {
        guard case .request(let request) = Request.parse(packet) else { return false }
        return request.claim == .control
    }

    private func lookOn(_ number: Int) {
        guard sessions[number]?.isWatching == false else { return }
        sessions[number]?.watch(true)
        logger.info("client \(number) looks on: another one is debugging")
    }

    /// The client becomes the debugger. What was opened long ago may have been unplugged or
    /// switched off since, so a failure is believed only the second time.
    private func takeControl(_ number: Int) throws(TargetFault) {
        do throws(TargetFault) {
            try begin(number)
        } catch {
            guard sessions.count == 1 else { throw error }
            logger.debug("opening the probe anew: \(error.message)")
            provider.close()
            sessions[number]?.replaceTarget(try provider.open())
            try begin(number)
        }
        debugger = number
        for other in sessions.keys { sessions[other]?.watch(other != number) }
        logger.info("GDB connected.")
        configuration.announce(.connected, monitorDesk?.debuggerPort ?? 0)
    }

    private func begin(_ number: Int) throws(TargetFault) {
        guard var session = sessions[number] else { return }
        do throws(TargetFault) {
            try session.begin()
            sessions[number] = session
        } catch {
            session.giveUp()
            throw error
        }
    }

    private func openSession() throws(TargetFault) -> Session {
        let target: any DebugTarget
        do throws(TargetFault) {
            target = try provider.open()
        } catch {
            guard sessions.isEmpty else { throw error }
            logger.debug("opening the probe anew: \(error.message)")
            provider.close()
            target = try provider.open()
        }
        var session = Session(
            target: target, serverVersion: configuration.serverVersion,
            letsProgramRun: configuration.letsProgramRun,
            semihosting: configuration.semihosting, host: semihostingDesk,
            monitoring: configuration.monitoring, monitorHost: monitorDesk)
        session.watch(debugger.map { sessions[$0]?.isAttached == true } ?? false)
        return session
    }

    /// A client's session is over, however it came.
    func leave(_ number: Int, saying message: String) {
        if debugger == number {
            logger.info("\(message)")
            endDebugging()
        } else {
            logger.debug("client \(number), which looked on: \(message)")
            sessions[number]?.letGo()
        }
        sessions[number] = nil
        if sessions.isEmpty { closeProbe() }
    }

    /// The debugger's session is over: the target as found, control free for the next.
    func endDebugging() {
        guard let number = debugger else { return }
        debugger = nil
        onlookers.debuggerLeft()
        guard var ended = sessions.removeValue(forKey: number) else { return }
        do throws(TargetFault) {
            try ended.end()
        } catch {
            logger.warning("the target could not be left as it was found: \(error.message)")
            // What it is connected to is in doubt; whoever looks on must connect anew.
            dropOnlookers()
        }
        for other in sessions.keys { sessions[other]?.watch(false) }
        configuration.announce(.left, monitorDesk?.debuggerPort ?? 0)
        let ends =
            configuration.endsWithClient
            && !(configuration.staysForExtended && ended.isExtended)
        if ends || programStatus != nil {
            closeProbe()
            shutdown()
        }
    }

    private func dropOnlookers() {
        for number in sessions.keys {
            if let connection = connections[number] { close(connection) }
        }
        sessions = [:]
    }

    /// Nobody needs the probe: others may have it.
    func closeProbe() { provider.close() }
}
