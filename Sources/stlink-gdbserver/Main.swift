import HostFiles

/// The entry point: other servers' ways of writing options are put into ours, then parsed as usual.
@main
enum Program {
    static func main() async {
        StandardStreams.outliveReaders()
        let arguments = CommandLine.arguments
        let line = CommandLineForm(
            Array(arguments.dropFirst()), program: arguments.first ?? "stlink-gdbserver",
            contents: TextFile.contents)
        for warning in line.warnings { StandardError.write("stlink-gdbserver: \(warning)\n") }
        StandardError.drain()
        await GDBServerCommand.main(line.arguments)
    }
}
