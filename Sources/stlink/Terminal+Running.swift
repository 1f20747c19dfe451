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
            answer(
                .object([
                    (
                        "error",
                        .object([
                            ("exitCode", .number(Int(error.status.rawValue))),
                            ("message", .string(error.message)),
                        ])
                    )
                ]))
            throw ExitCode(error.status.rawValue)
        }
    }
}
