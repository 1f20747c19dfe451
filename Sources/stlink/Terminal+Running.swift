import ArgumentParser
import STLink

extension Terminal {
    /// Runs a command's work, and turns its failure into words, JSON and the exit status.
    func running(_ work: (Terminal) throws(ProbeError) -> Void) throws {
        let sources = Interruption.listen()
        defer { withExtendedLifetime(sources) {} }
        do throws(ProbeError) {
            try work(self)
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

extension JSON {
    /// `docs/json.md`, "error".
    static func failure(_ message: String, status: Int32) -> JSON {
        let members: [(String, JSON)] = [
            ("exitCode", .number(Int(status))), ("message", .string(message)),
        ]
        return .object([("error", .object(members))])
    }
}
