import GDBServer
import Logging
import ProbeSetup
import STLink
import TargetMemory

/// From options to a server, and to the exit status in the end.
struct Serving {
    var command: GDBServerCommand
    var logger: Logger

    func run() async -> ExitStatus {
        // Before anything is opened: a signal must never find the target halted and us gone.
        let signals = Signals()
        do throws(ProbeError) {
            try checkProbe()
        } catch {
            logger.error("\(error.message)")
            return error.status
        }
        let server = Server(
            configuration: command.serverConfiguration,
            provider: ProbeProvider(options: command.connectOptions, logger: logger),
            logger: logger)
        do {
            let port = try await server.listen()
            if let file = command.portFile { try PortFile.write(port, to: file) }
            // Editors wait for the words "Listening at *"; what is listened at is said after.
            let hosts = command.serverConfiguration.hosts.joined(separator: ", ")
            logger.info("Listening at *:\(port)... (addresses: \(hosts))")
        } catch let error as ServerError {
            logger.error("\(error.message)")
            return .portInUse
        } catch {
            await server.shutdown()
            logger.error("\(error)")
            return .fileFailed
        }
        signals.whenReceived { number in
            Task { await server.shutdown() }
            logger.notice("Receive signal \(number). Exiting...")
        }
        await server.finished()
        if let file = command.portFile { PortFile.remove(file) }
        return signals.exitStatus
    }

    /// Opens the probe once and lets it go again: who has none is told so at once.
    private func checkProbe() throws(ProbeError) {
        let provider = ProbeProvider(options: command.connectOptions, logger: logger)
        let opened = try provider.connect()
        defer { provider.close() }
        for line in opened.target.facts() { logger.info("\(line)") }
        // Connecting under reset has left the core halted: let it run as a session would.
        guard command.connectUnderReset else { return }
        do throws(TargetFault) {
            try opened.target.attach()
            try opened.target.detach(leaveHalted: false)
        } catch {
            throw ProbeError(error)
        }
    }
}
