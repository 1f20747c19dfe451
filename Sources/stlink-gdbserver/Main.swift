/// The entry point: st-util's ways of writing options are put into ours, then parsed as usual.
@main
enum Program {
    static func main() async {
        let line = CommandLineForm(Array(CommandLine.arguments.dropFirst()))
        for warning in line.warnings { StandardError.write("stlink-gdbserver: \(warning)\n") }
        await GDBServerCommand.main(line.arguments)
    }
}
