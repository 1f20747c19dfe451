import ArgumentParser
import ProbeSetup

/// The tool's name on the command line, and all of its commands.
struct STLinkTool: ParsableCommand {
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
