import ArgumentParser

/// The entry point.
@main
enum Program {
    static func main() {
        do {
            var command = try STLinkTool.parseAsRoot()
            try command.run()
        } catch {
            // An exit code alone comes from a command that has already said why.
            if !(error is ExitCode), CommandLine.arguments.contains("--json") {
                let code = STLinkTool.exitCode(for: error)
                if code != .success {
                    Terminal(isJSON: true, isVerbose: false)
                        .answer(
                            .failure(STLinkTool.message(for: error), status: code.rawValue))
                }
            }
            STLinkTool.exit(withError: error)
        }
    }
}
