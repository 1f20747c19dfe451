import ArgumentParser
import ProbeSetup

/// The tool's name on the command line; the entry point.
@main
struct STLinkTool: ParsableCommand {
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            // An exit code alone comes from a command that has already said why.
            if !(error is ExitCode), CommandLine.arguments.contains("--json") {
                let code = exitCode(for: error)
                if code != .success {
                    Terminal(isJSON: true, isVerbose: false)
                        .answer(.failure(message(for: error), status: code.rawValue))
                }
            }
            exit(withError: error)
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "stlink",
        abstract: "Look at, program and reset an STM32 through an ST-Link.",
        discussion: """
            Every command prints its result to stdout, as JSON with --json, and everything else \
            to stderr. The exit status tells kinds of failures apart: see docs/exit-codes.md.
            """,
        version: "stlink \(Version.text)",
        subcommands: [
            ListCommand.self, InfoCommand.self, DoctorCommand.self, FlashCommand.self,
            VerifyCommand.self,
            EraseCommand.self, ReadCommand.self, WriteCommand.self, ResetCommand.self,
            TraceCommand.self,
            OptionBytesCommand.self, UnlockCommand.self, OneTimeCommand.self,
        ])
}
