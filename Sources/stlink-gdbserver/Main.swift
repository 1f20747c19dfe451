/// The entry point: other servers' ways of writing options are put into ours, then parsed as usual.
@main
enum Program {
    static func main() async {
        let arguments = CommandLine.arguments
        let line = CommandLineForm(
            Array(arguments.dropFirst()), program: arguments.first ?? "stlink-gdbserver",
            contents: TextFile.contents)
        for warning in line.warnings { StandardError.write("stlink-gdbserver: \(warning)\n") }
        await GDBServerCommand.main(line.arguments)
    }
}
