import Foundation
import TestSupport
import Testing

extension ClientTests {
    /// Programs that are hard to debug: handlers in handlers, code in RAM, a C library's calls.
    @Suite struct FirmwareTests {
        private func run(
            _ image: String, _ commands: [String], gdb: GDB, serverOptions: String = ""
        ) async throws -> (Desk, Transcript) {
            let desk = try Desk()
            let server = try desk.startServer(serverOptions)
            let connect = ["target extended-remote :\(server.port)", "load", "monitor reset halt"]
            let transcript = try await gdb.run(
                ["cd \(desk.folder.path)"] + connect + commands,
                elf: try await TestFirmware.path(image))
            return (desk, transcript)
        }

        @Test(arguments: GDB.allCases) func nestedHandlersUnwind(gdb: GDB) async throws {
            let (desk, transcript) = try await run(
                "nested.elf",
                [
                    "break high_handler", "continue", "backtrace", "info registers xpsr",
                    "tbreak chained_handler", "continue", "backtrace", "print order", "finish",
                    "print level", "print order", "next",
                ], gdb: gdb)
            let nested = transcript["backtrace"]
            let order = [
                "high_handler", "<signal handler called>", "low_handler",
                "<signal handler called>", "interrupt_once", "main",
            ]
            var rest = nested[...]
            for name in order {
                let found = rest.firstRange(of: name)
                #expect(found != nil, "\(name) in \(nested)")
                if let found { rest = rest[found.upperBound...] }
            }
            // The handler of interrupt 1 is exception 17.
            #expect(transcript["info registers xpsr"].contains("11"), "\(transcript)")
            // 1.5 doubled in the inner handler: the outer one has its own registers still.
            #expect(transcript["print level"].contains("= 3"), "\(transcript)")
            let chained = transcript["backtrace", occurrence: 2]
            #expect(
                chained.contains("chained_handler") && chained.contains("low_handler"),
                "\(transcript)")
            #expect(!chained.contains("high_handler"), "\(transcript)")
            #expect(try desk.unplug()?.illegal == [:])
        }

        @Test(arguments: GDB.allCases) func codeInRAMAndRecursion(gdb: GDB) async throws {
            let (desk, transcript) = try await run(
                "nested.elf",
                [
                    // The program copies it there: a breakpoint before that would be overwritten.
                    "tbreak main", "continue", "break double_in_ram", "continue", "backtrace",
                    "print value", "next", "next", "print twice", "delete", "finish",
                    "break fibonacci if n == 0", "continue", "backtrace", "delete",
                    "print order", "tbreak interrupt_once", "continue", "print rounds >= 1",
                    "x/2i double_in_ram", "print fibonacci(7)", "print double_in_ram(21)",
                ], gdb: gdb)
            #expect(transcript["continue", occurrence: 2].contains("double_in_ram (value=55)"))
            #expect(transcript["print twice"].contains("= 110"), "\(transcript)")
            #expect(transcript["finish"].contains("Value returned"), "\(transcript)")
            let depth = transcript["backtrace", occurrence: 2].components(
                separatedBy: "fibonacci (")
            #expect(depth.count >= 8, "\(transcript)")
            #expect(transcript["print order"].contains("= 1234"), "\(transcript)")
            #expect(transcript["print rounds >= 1"].contains("= 1"), "\(transcript)")
            #expect(transcript["print fibonacci(7)"].contains("= 13"), "\(transcript)")
            #expect(transcript["print double_in_ram(21)"].contains("= 42"), "\(transcript)")
            #expect(try desk.unplug()?.illegal == [:])
        }

        /// A program linked with newlib's librdimon, unchanged: console, files, heap, exit status.
        @Test(arguments: GDB.allCases) func newlibTalksToTheDebugger(gdb: GDB) async throws {
            guard FileManager.default.fileExists(atPath: try await TestFirmware.path("rdimon.elf"))
            else {
                throw MissingTool(
                    name: "newlib", remedy: "run `Tests/Setup/install.sh tests`")
            }
            let (desk, transcript) = try await run(
                "rdimon.elf", ["monitor arm semihosting enable", "continue"], gdb: gdb,
                serverOptions: "--semihosting-files gdb --semihosting-arguments 'prog one last'")
            let said = transcript["continue"]
            #expect(said.contains("3 arguments, the last is 'last'"), "\(transcript)")
            #expect(said.contains("written and read"), "\(transcript)")
            #expect(said.contains("exited with code 07"), "\(transcript)")
            #expect(desk.folder.text("kept.txt") == "kept on the host\n", "\(transcript)")
            #expect(try desk.unplug()?.illegal == [:])
        }
    }
}
