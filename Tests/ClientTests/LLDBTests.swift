import Foundation
import TestSupport
import Testing

extension ClientTests {
    /// LLDB's command line: load, break, watch, step, look, change, leave.
    @Suite struct LLDBTests {
        /// Runs commands one after another; what each printed, by its first occurrence.
        static func run(
            _ version: Tool.LLDBVersion, _ commands: [String], elf: String
        ) async throws -> Transcript {
            let arguments =
                ["--no-lldbinit", "--no-use-colors", "--batch"]
                + commands.flatMap { ["-o", $0] } + [elf]
            let shell = ["sh", "-c", "exec \"$0\" \"$@\" 2>&1", try Tool.lldb(version).debugger]
            let outcome = try await Sim.runPlain(shell + arguments)
            // LLDB repeats each command behind its prompt: our marker in its place.
            var text = ""
            var rest = outcome.stdout[...]
            for (index, command) in commands.enumerated() {
                guard let echo = rest.firstRange(of: "(lldb) \(command)\n") else { break }
                text += rest[..<echo.lowerBound] + "\n\(Transcript.marker)\(index)\n"
                rest = rest[echo.upperBound...]
            }
            return Transcript(commands: commands, text: text + rest)
        }

        static func prepared() async throws -> (desk: Desk, server: Server, elf: String) {
            let desk = try Desk()
            let second = try await TestFirmware.path("second.elf")
            try #require(try desk.run("stlink flash \(second)").status == 0)
            return (desk, try desk.startServer(), try await TestFirmware.path("zephyr.elf"))
        }

        @Test(arguments: Tool.LLDBVersion.allCases)
        func wholeSession(version: Tool.LLDBVersion) async throws {
            let (desk, server, elf) = try await Self.prepared()
            let script = [
                "gdb-remote 127.0.0.1:\(server.port)",
                "target modules load --file zephyr.elf --load --slide 0",
                "process plugin packet monitor reset halt", "breakpoint set --name main",
                "process continue", "thread backtrace", "frame variable", "thread step-over",
                "frame variable sum", "thread step-in", "thread step-out", "register read",
                "register write r3 0x1234", "register read r3",
                "memory read --size 4 --format x --count 1 0xe000ed00",
                "memory write --size 4 0x20012000 0xcafe",
                "memory read --size 4 --format x --count 1 0x20012000",
                "memory region 0x08000000", "memory region 0x60000000",
                "expression samples[1]", "expression -- counter = 0",
                "watchpoint set variable counter", "thread continue", "watchpoint delete -f",
                "breakpoint delete -f", "breakpoint set --file application.c --line 107",
                "thread continue 1", "disassemble --pc --count 3", "thread step-inst",
                "process detach",
            ]
            let transcript = try await Self.run(version, script, elf: elf)
            for (command, expected) in [
                (script[0], "stop reason ="), (script[2], "reset"), ("process continue", "main"),
                ("thread backtrace", "frame #0"), ("frame variable", "(int) sum"),
                ("frame variable sum", "= 34"), ("thread step-in", "factorial(n=5)"),
                ("thread step-out", "Return value: (uint32_t)"), ("register read", "xpsr = 0x"),
                ("register read r3", "r3 = 0x00001234"),
                ("memory read --size 4 --format x --count 1 0xe000ed00", "c27"),
                ("memory read --size 4 --format x --count 1 0x20012000", "0x0000cafe"),
                ("memory region 0x08000000", "0000000008000000-"),
                ("expression samples[1]", "= 2.25"),
                ("thread continue", "Watchpoint 1 hit"),
                ("disassemble --pc --count 3", "->"),
                ("thread step-inst", "instruction step into"), ("process detach", "detached"),
            ] {
                #expect(transcript[command].contains(expected), "\(command): \(transcript)")
            }
            #expect(!transcript.text.contains("Assertion failed"), "\(transcript)")
            #expect(server.isRunning)
            try server.stop()
            let image = try await TestFirmware.path("zephyr.bin")
            let verified = try desk.run("stlink verify \(image) --address 0x08000000 --hot-plug")
            #expect(verified.status == 0, "\(verified.text)")
            #expect(try desk.unplug()?.illegal == [:])
        }

        /// The URL form, as scripts and lldb-dap have it, and killing.
        @Test(arguments: Tool.LLDBVersion.allCases)
        func processConnectAndKill(version: Tool.LLDBVersion) async throws {
            let (desk, server, elf) = try await Self.prepared()
            let connect = "process connect --plugin gdb-remote connect://127.0.0.1:\(server.port)"
            let transcript = try await Self.run(
                version, [connect, "register read pc", "process kill"], elf: elf)
            #expect(transcript["register read pc"].contains("pc = 0x080002b0"), "\(transcript)")
            #expect(transcript["process kill"].contains("exited"), "\(transcript)")
            #expect(server.isRunning)
            #expect(try desk.unplug()?.illegal == [:])
        }
    }
}
