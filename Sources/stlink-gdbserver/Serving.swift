import DebugSession
import GDBServer
import HostFiles
import Logging
import ProbeSetup
import Recording
import STLink
import TargetMemory

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// From options to a server, and to the exit status in the end.
struct Serving {
    var command: GDBServerCommand
    var logger: Logger

    /// The exit status: one of ours, or the program's where that ended the server.
    func run() async -> Int32 {
        let recorder: Recorder?
        do throws(ProbeError) {
            recorder = try command.recording.options.map { options throws(ProbeError) in
                try startRecording(
                    options, tool: "stlink-gdbserver", arguments: CommandLine.arguments
                ) { [logger] words in logger.warning("\(words)") }
            }
        } catch {
            logger.error("\(error.message)")
            return error.status.rawValue
        }
        let (status, reason) = await serve(recorder)
        if let reason { logger.error("\(reason)") }
        recorder?.end(status: status, reason ?? "")
        return status
    }

    /// The exit status, and what is wrong.
    private func serve(_ recorder: Recorder?) async -> (Int32, String?) {
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
            return (error.status.rawValue, error.message)
        }
        let provider = ProbeProvider(options: options, logger: logger)
        provider.loading.preserves = command.preserve
        let style = command.style
        var configuration = announcing(command.serverConfiguration)
        configuration.tap = recorder.map(RecordingTap.init)
        let facts: [String]
        let listener: Listener
        // The port before the probe: a second server must not disturb the first one's.
        do throws(ServerError) {
            listener = try Listener(hosts: configuration.hosts, port: configuration.port)
        } catch {
            return (ExitStatus.portInUse.rawValue, error.message)
        }
        do throws(ProbeError) {
            if let recorder { try provider.record(with: recorder) }
            for path in command.loader {
                provider.loaders.append(try LoaderFile(path: path).algorithm)
            }
            facts = try checkProbe(provider)
        } catch {
            provider.close()
            return (error.status.rawValue, error.message)
        }
        let server = Server(configuration: configuration, provider: provider, logger: logger)
        do {
            let port = try await server.listen(at: listener)
            if let file = command.portFile { try PortFile.write(port, to: file) }
            for line in facts { logger.info("\(line)") }
            // Editors wait for the words "Listening at *"; what is listened at is said after.
            let hosts = configuration.hosts.joined(separator: ", ")
            logger.info("Listening at *:\(port)... (addresses: \(hosts))")
            // However little is to be logged, somebody may wait for it.
            if logger.logLevel > .info { StandardError.write("Listening at *:\(port)...\n") }
            Self.say(style.readyLine, port)
            for greeting in command.services.greetings { StandardError.write(greeting + "\n") }
        } catch {
            await server.shutdown()
            let isServerError = error is ServerError
            return (
                (isServerError ? ExitStatus.portInUse : .fileFailed).rawValue,
                (error as? ServerError)?.message ?? "\(error)"
            )
        }
        signals.whenReceived { number in
            Task { await server.shutdown() }
            logger.notice("Receive signal \(number). Exiting...")
        }
        await server.finished()
        Self.say(style.endLine, 0)
        if let file = command.portFile { PortFile.remove(file) }
        if let status = await server.programStatus { return (Int32(status), nil) }
        let status =
            switch signals.exitStatus {
            case .interrupted: style.interruptedStatus ?? ExitStatus.interrupted.rawValue
            case .terminated: style.terminatedStatus ?? ExitStatus.terminated.rawValue
            case let status: status.rawValue
            }
        return (status, nil)
    }

    /// With the lines that clients wait for when a debugger comes and goes.
    private func announcing(_ plain: ServerConfiguration) -> ServerConfiguration {
        let style = command.style
        let goesOn = !plain.endsWithClient
        var configuration = plain
        configuration.announce = { event, port in
            switch event {
            case .connected: Self.say(style.connectedLine, port)
            case .left:
                Self.say(style.leftLine, port)
                if goesOn { Self.say(style.readyLine, port) }
            }
        }
        return configuration
    }

    /// A line that clients of the server which is stood in for wait for, on stdout as there.
    private static func say(_ line: String?, _ port: UInt16) {
        guard let line else { return }
        let text = line.replacing("%", with: "\(port)") + "\n"
        StandardOutput.write(Array(text.utf8))
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
