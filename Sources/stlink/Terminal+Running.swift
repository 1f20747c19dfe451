import ToolOptions
import JSONText
import ArgumentParser
import ProbeSetup
import Recording
import STLink

extension Terminal {
    /// Runs a command's work, and turns its failure into words, JSON and the exit status.
    func running(
        _ recording: RecordOptions, _ work: (Terminal) throws(ProbeError) -> Void
    ) throws {
        let source = Interruption.listen()
        defer { withExtendedLifetime(source) {} }
        do throws(ProbeError) {
            try self.recording(recording.options).recordingEnd(of: work)
        } catch  where error.message.isEmpty {
            // All is said; the status says the rest.
            throw ExitCode(error.status.rawValue)
        } catch {
            complain(error.message)
            answer(.failure(error.message, status: error.status.rawValue))
            throw ExitCode(error.status.rawValue)
        }
    }
}

extension Terminal {
    /// With a bus on which everything is recorded, where that was asked for.
    private func recording(_ options: RecordingOptions?) throws(ProbeError) -> Terminal {
        guard let options else { return self }
        var terminal = self
        let recorder = try startRecording(
            options, tool: "stlink", arguments: CommandLine.arguments
        ) { words in
            Terminal(isJSON: false, isVerbose: false).complain(words)
        }
        terminal.recorder = recorder
        terminal.bus = RecordedBus(try machineBus(), recorder)
        return terminal
    }

    private func recordingEnd(
        of work: (Terminal) throws(ProbeError) -> Void
    ) throws(ProbeError) {
        do throws(ProbeError) {
            try work(self)
            recorder?.end(status: 0, "")
        } catch {
            recorder?.end(status: error.status.rawValue, error.message)
            throw error
        }
    }
}

extension JSON {
    /// `docs/json.md`, "error".
    static func failure(_ message: String, status: Int32) -> JSON {
        let members: [(String, JSON)] = [
            ("exitCode", .number(Int(status))), ("message", .string(message)),
        ]
        return .object([("error", .object(members))])
    }
}
