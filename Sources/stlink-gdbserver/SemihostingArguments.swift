import ArgumentParser
import DebugSession
import GDBServer

/// How a program's semihosting calls are served.
struct SemihostingArguments: ParsableArguments {
    @Flag(help: "Serve the program's semihosting calls. `monitor semihosting` changes it later.")
    var semihosting = false

    @Option(
        help: ArgumentHelp(
            "Where the program's console is: gdb, stdout, or a TCP port (0 finds a free one).",
            valueName: "place"),
        transform: { try Self.console($0) })
    var semihostingConsole: SemihostingConsole = .debugger

    @Option(
        help: ArgumentHelp(
            "The folder in which the program may open files, and nothing outside of it; or gdb, "
                + "for files where gdb runs. Without it no file is opened.", valueName: "folder"))
    var semihostingFiles: String?

    @Option(
        help: ArgumentHelp("What the program gets as its command line.", valueName: "text"))
    var semihostingArguments = ""

    @Flag(
        help: "End with the program's exit status when it exits (implies --semihosting); for CI.")
    var exitOnSemihosting = false

    var options: SemihostingOptions {
        SemihostingOptions(
            isEnabled: semihosting || exitOnSemihosting,
            usesDebuggersFiles: semihostingFiles == "gdb", commandLine: semihostingArguments,
            exitEndsServer: exitOnSemihosting)
    }

    var folder: String? { semihostingFiles == "gdb" ? nil : semihostingFiles }

    private static func console(_ text: String) throws -> SemihostingConsole {
        switch text {
        case "gdb": return .debugger
        case "stdout": return .standardOutput
        default:
            guard let port = UInt16(text) else {
                throw ValidationError("give the console as gdb, stdout or a port up to 65535")
            }
            return .port(port)
        }
    }
}
