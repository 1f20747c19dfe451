import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Every file of `gdbinit-examples` does what its first lines say.
    @Suite struct ExampleTests {
        /// What must be in gdb's output after the example has run.
        static let expectations: [String: [String]] = [
            "load-and-run.gdb": [
                "Loading section rom_start, size 0x160", "Transfer rate:",
                "Temporary breakpoint 1, main ()",
            ],
            "attach.gdb": ["pc ", "xpsr ", "#0 "],
            "flash-and-leave.gdb": [
                "Loading section text, size 0x36bc", "Section rom_start, range 0x8000000",
                "matched.",
            ],
            "watch.gdb": ["Hardware watchpoint 2: counter", "New value = 3"],
            "save-memory.gdb": [],
        ]
        static let names: [String] = {
            let folder = Executables.packageRoot + "/gdbinit-examples"
            return (try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()) ?? []
        }()

        @Test func everyExampleIsExpected() {
            #expect(Set(Self.names) == Set(Self.expectations.keys))
        }

        @Test(arguments: names, GDB.allCases)
        func exampleWorks(name: String, gdb: GDB) async throws {
            let (desk, server) = try await RunControlTests.prepared()
            let text = try String(
                contentsOfFile: "\(Executables.packageRoot)/gdbinit-examples/\(name)",
                encoding: .utf8)
            try #require(text.contains(" :4242\n"))
            let script = try desk.folder.write(
                text.replacing(" :4242\n", with: " :\(server.port)\n"), to: name)
            let outcome = try await Sim.runPlain(
                [
                    "sh", "-c", "exec \"$0\" \"$@\" 2>&1", try gdb.path(), "-nx", "-batch",
                    "-x", script, try await firmware("zephyr.elf"),
                ], in: desk.folder)
            #expect(outcome.status == 0, "\(outcome.log)")
            let expected = try #require(Self.expectations[name])
            for words in expected { #expect(outcome.stdout.contains(words), "\(outcome.log)") }
            #expect(!outcome.stdout.contains("MIS-MATCHED"), "\(outcome.log)")
            if name == "save-memory.gdb" {
                let image = try await firmwareBytes("zephyr.bin")
                let saved = try desk.folder.bytes("flash.bin")
                #expect(saved.count == 0x8000 && saved.starts(with: image))
                #expect(try desk.folder.bytes("ram.bin").count == 0x10000)
            }
            expectNothingIllegal(try desk.statistics())
        }
    }
}
