import Foundation
import TestSupport
import Testing

extension ClientTests {
    /// Every block of `docs/clients` is taken as its reader would take it, and debugs a firmware.
    @Suite struct ClientDocumentTests {
        struct Block: CustomTestStringConvertible {
            var page: String
            var line: Int
            var language: String
            var text: String

            var testDescription: String { "\(page):\(line) \(language)" }
        }

        private static let folder = URL(filePath: Executables.packageRoot)
            .appending(path: "docs/clients")

        static let pages: [String] = {
            let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
            return (files ?? []).filter { $0.hasSuffix(".md") }.sorted()
        }()

        static let blocks: [Block] = pages.flatMap { page -> [Block] in
            let file = folder.appending(path: page)
            let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            var blocks: [Block] = []
            var open: Block?
            for (index, line) in text.components(separatedBy: "\n").enumerated() {
                if line.hasPrefix("```") {
                    if let done = open { blocks.append(done) }
                    let language = String(line.dropFirst(3))
                    open =
                        open == nil
                        ? Block(page: page, line: index + 1, language: language, text: "") : nil
                } else {
                    open?.text += line + "\n"
                }
            }
            return blocks
        }

        @Test func everyPageHasABlock() {
            #expect(Set(Self.blocks.map(\.page)) == Set(Self.pages))
            #expect(Self.pages.count >= 10)
        }

        @Test(arguments: blocks) func theBlockWorks(block: Block) async throws {
            switch (block.language, block.page) {
            case ("json", _): try await launch(JSON(text: block.text), text: block.text)
            case ("ini", _): try await play(LaunchConfiguration.platformIO(block.text))
            case ("xml", "clion.md"): try await play(LaunchConfiguration.clion(block.text))
            case ("xml", "eclipse.md"): try await play(LaunchConfiguration.eclipse(block.text))
            case ("gdb", _): try await gdb(block.text)
            case ("lldb", _): try await lldb(block.text)
            case ("sh", "zephyr.md"): try await west(block.text)
            case ("sh", "README.md"): try link(block.text)
            case ("cmake", _): #expect(try included(block.text))
            case ("lua", _):
                #expect(block.text.contains(#"command = "gdb", args = { "-i", "dap" }"#))
            default: Issue.record("nobody runs \(block.testDescription)")
            }
        }

        private func play(_ text: String) async throws {
            let player = try SessionPlayer(Session(text: text), gdb: .debian)
            try await player.play()
            #expect(try player.desk.unplug()?.illegal == [:])
        }

        private func launch(_ json: JSON, text: String) async throws {
            switch json["type"]?.string {
            case "cortex-debug": try await play(LaunchConfiguration.cortexDebug(json))
            case "cppdbg": try await play(LaunchConfiguration.cppdbg(json))
            case "gdb": try await adapter(AdapterTests.Adapter.gdb, text)
            case "lldb-dap": try await adapter(AdapterTests.Adapter.lldb19, text)
            default: Issue.record("nobody runs a configuration of this type: \(json)")
            }
        }

        /// The configuration goes to the adapter as it is.
        private func adapter(_ adapter: AdapterTests.Adapter, _ text: String) async throws {
            let (desk, server, elf) = try await LLDBTests.prepared()
            let client = try adapter.client(in: desk.folder)
            try client.request("initialize", #"{"adapterID":"x","linesStartAt1":true}"#)
            let program = #"${workspaceFolder}/build/zephyr.elf"#
            let arguments = text.replacing(program, with: elf).replacing("\n", with: " ")
                .replacing("4242", with: "\(server.port)")
            let attach = try client.send("attach", arguments)
            try client.event("initialized")
            let configured = try client.send("configurationDone")
            _ = try client.response(to: attach)
            _ = try client.response(to: configured)
            try client.event("stopped")
            try client.request("disconnect", #"{"terminateDebuggee":false}"#)
            try server.stop()
            let image = try await TestFirmware.path(adapter == .gdb ? "second.elf" : "zephyr.elf")
            let verified = try desk.run("stlink verify \(image) --hot-plug")
            #expect(verified.status == 0, "\(verified.text)")
        }

        private func gdb(_ text: String) async throws {
            let (desk, server, elf) = try await LLDBTests.prepared()
            let commands: [String] = text.split(separator: "\n").map {
                String($0).replacing("4242", with: "\(server.port)")
            }
            for gdb in GDB.allCases {
                let transcript = try await gdb.run(commands, elf: elf)
                #expect(transcript["continue"].contains("Breakpoint 1, main"), "\(transcript)")
            }
            #expect(try desk.unplug()?.illegal == [:])
        }

        private func lldb(_ text: String) async throws {
            for version in Tool.LLDBVersion.allCases {
                let (desk, server, elf) = try await LLDBTests.prepared()
                let commands: [String] = text.split(separator: "\n").map {
                    String($0).replacing("gdb-remote 4242", with: "gdb-remote \(server.port)")
                }
                let transcript = try await LLDBTests.run(version, commands, elf: elf)
                #expect(
                    transcript["process continue"].contains("stop reason = breakpoint 1"),
                    "\(transcript)")
                #expect(try desk.unplug()?.illegal == [:])
            }
        }

        /// Each line's options are ones that the runner takes; what they do: `ZephyrTests`.
        private func west(_ text: String) async throws {
            let script = Executables.packageRoot + "/Tests/ClientTests/Zephyr/west.py"
            for line in text.split(separator: "\n") {
                let words = line.split(separator: " ").map(String.init)
                #expect(words.starts(with: ["west", words[1], "-r", "swift_stlink"]))
                let outcome = try await Sim.runPlain(
                    ["python3", "-B", script, "/", "gdb", words[1], "--only-create"]
                        + words.dropFirst(4))
                #expect(outcome.status == 0, "\(line): \(outcome.log)")
            }
        }

        private func link(_ text: String) throws {
            let desk = try Desk()
            let linked = try desk.run(
                "HOME=$DESK; mkdir -p ~/.local/bin; \(text.split(separator: "\n")[0]); "
                    + "~/.local/bin/st-util --version")
            #expect(linked.status == 0 && !linked.output.isEmpty, "\(linked.text)")
        }

        /// The file is where the line says, and the runner's file where the module says.
        private func included(_ text: String) throws -> Bool {
            let module = try String(
                contentsOfFile: Executables.packageRoot + "/zephyr/module.yml", encoding: .utf8)
            let paths =
                text.matches(of: /_MODULE_DIR\}\/([^)]+)\)/).map { String($0.output.1) }
                + module.matches(of: /file: (.+)/).map { String($0.output.1) }
            return paths.count == 2
                && paths.allSatisfy {
                    FileManager.default.fileExists(atPath: "\(Executables.packageRoot)/\($0)")
                }
        }
    }
}
