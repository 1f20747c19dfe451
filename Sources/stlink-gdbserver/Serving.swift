import GDBServer
import Logging
import ProbeSetup
import STLink
import TargetMemory

/// From options to a server, and to the exit status in the end.
struct Serving {
    var command: GDBServerCommand
    var logger: Logger

    /// The exit status: one of ours, or the program's where that ended the server.
    func run() async -> Int32 {
        // Before anything is opened: a signal must never find the target halted and us gone.
        let signals = Signals()
        var options = command.connectOptions
        do throws(ProbeError) {
            if options.probe == nil {
                options.probe = try ProbeChoice(
                    serial: options.serial, place: nil, environment: Environment.device
                ).place
            }
        } catch {
            logger.error("\(error.message)")
            return error.status.rawValue
        }
        let provider = ProbeProvider(options: options, logger: logger)
        provider.loading.preserves = command.preserve
        let configuration = command.serverConfiguration
        let facts: [String]
        let listener: Listener
        // The port before the probe: a second server must not disturb the first one's.
        do throws(ServerError) {
            listener = try Listener(hosts: configuration.hosts, port: configuration.port)
        } catch {
            logger.error("\(error.message)")
            return ExitStatus.portInUse.rawValue
        }
        do throws(ProbeError) {
            for path in command.loader {
                provider.loaders.append(try LoaderFile(path: path).algorithm)
            }
            facts = try checkProbe(provider)
        } catch {
            provider.close()
            logger.error("\(error.message)")
            return error.status.rawValue
        }
        let server = Server(configuration: configuration, provider: provider, logger: logger)
        do {
            let port = try await server.listen(at: listener)
            if let file = command.portFile { try PortFile.write(port, to: file) }
            for line in facts { logger.info("\(line)") }
            // Editors wait for the words "Listening at *"; what is listened at is said after.
            let hosts = configuration.hosts.joined(separator: ", ")
            logger.info("Listening at *:\(port)... (addresses: \(hosts))")
        } catch {
            await server.shutdown()
            let isServerError = error is ServerError
            logger.error("\((error as? ServerError)?.message ?? "\(error)")")
            return (isServerError ? ExitStatus.portInUse : .fileFailed).rawValue
        }
        signals.whenReceived { number in
            Task { await server.shutdown() }
            logger.notice("Receive signal \(number). Exiting...")
        }
        await server.finished()
        if let file = command.portFile { PortFile.remove(file) }
        if let status = await server.programStatus { return Int32(status) }
        return signals.exitStatus.rawValue
    }

    /// Opens the probe, so that who has none is told at once; says what is there.
    private func checkProbe(_ provider: ProbeProvider) throws(ProbeError) -> [String] {
        let facts = try provider.connect().facts()
        // Connecting has halted the core: let it run until somebody debugs, who connects anew, as
        // the program may put itself out of reach again.
        if provider.isHoldingCore { provider.close() }
        return facts
    }
}
