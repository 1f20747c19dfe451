import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Manual pages and shell completions in docs/ are those of the tools as built;
    /// `RECORD=1 swift test --filter ManualTests` writes them again.
    @Suite struct ManualTests {
        static let tools = ["stlink", "stlink-gdbserver", "stlink-sim"]
        static let shells = ["bash", "zsh", "fish"]

        @Test(arguments: tools)
        func manualPageIsCurrent(tool: String) async throws {
            let outcome = try await Sim.runPlain([tool, "--experimental-dump-help"])
            #expect(outcome.status == 0, "\(outcome.log)")
            let page = try ManualPage(dump: outcome.stdout).text
            #expect(page.contains(".SH NAME\n"))
            try compare(page, "docs/man/\(tool).1")
        }

        /// What a reader of the page would see: man itself finds no fault with it.
        @Test(arguments: tools)
        func manualPageIsWellFormed(tool: String) throws {
            let text = try String(
                contentsOfFile: Executables.packageRoot + "/docs/man/\(tool).1", encoding: .utf8)
            let requests: Set<String> = [".\\\"", ".TH", ".SH", ".SS", ".B", ".TP", ".PP", ".br"]
            for line in text.split(separator: "\n") where line.hasPrefix(".") {
                let request = line.split(separator: " ").first.map(String.init) ?? ""
                #expect(requests.contains(request), "\(line)")
            }
        }

        @Test(arguments: tools, shells)
        func completionsAreCurrent(tool: String, shell: String) async throws {
            let outcome = try await Sim.runPlain([tool, "--generate-completion-script", shell])
            #expect(outcome.status == 0, "\(outcome.log)")
            #expect(outcome.stdout.contains(tool))
            try compare(outcome.stdout, "docs/completions/\(tool).\(shell)")
        }

        /// `make install` puts everything where the system looks for it, and takes it away.
        @Test func installationIsComplete() async throws {
            let folder = try TemporaryFolder()
            let root = Executables.packageRoot
            let build = Executables.folder
            let install = try await Sim.runPlain([
                "make", "-C", root, "install-files", "PREFIX=\(folder.path)", "BUILD=\(build)",
                "LINKS=st-util ST-LINK_gdbserver",
            ])
            #expect(install.status == 0, "\(install.log)")
            let files = [
                "bin/stlink", "bin/stlink-gdbserver", "bin/st-util", "bin/ST-LINK_gdbserver",
                "share/man/man1/stlink.1", "share/man/man1/stlink-gdbserver.1",
                "share/bash-completion/completions/stlink",
                "share/zsh/site-functions/_stlink-gdbserver",
                "share/fish/vendor_completions.d/stlink.fish",
            ]
            for file in files {
                let isThere = FileManager.default.fileExists(atPath: folder.file(file))
                #expect(isThere, "\(file)")
            }
            let version = try await Sim.runPlain([folder.file("bin/st-util"), "-V"])
            #expect(version.status == 0, "\(version.log)")
            let removal = try await Sim.runPlain([
                "make", "-C", root, "uninstall", "PREFIX=\(folder.path)",
            ])
            #expect(removal.status == 0, "\(removal.log)")
            for file in files {
                #expect(!FileManager.default.fileExists(atPath: folder.file(file)), "\(file)")
            }
        }

        private func compare(_ text: String, _ path: String) throws {
            let file = URL(filePath: Executables.packageRoot).appending(path: path)
            if ProcessInfo.processInfo.environment["RECORD"] != nil {
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try text.write(to: file, atomically: true, encoding: .utf8)
            }
            let written = try? String(contentsOf: file, encoding: .utf8)
            #expect(written == text, "\(path) is not current: RECORD=1 writes it again")
        }
    }
}
