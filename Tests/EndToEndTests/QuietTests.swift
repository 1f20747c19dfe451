import TestSupport
import Testing

extension EndToEnd {
    /// No warnings, no disturbance, no work where there is none to do.
    @Suite struct QuietTests {
        /// Cortex-M0, M0+, M3, M4, M7, M33.
        static let boards = [
            "stm32f030", "stm32g071", "stm32f103", "stm32f407", "stm32f767", "stm32u575",
        ]

        @Test(arguments: GDB.allCases, boards)
        func debuggersHaveNothingToWarnOf(gdb: GDB, board: String) async throws {
            let desk = try Desk(["--board", board])
            let server = try desk.startServer()
            let transcript = try await gdb.run(
                [
                    Connection.remote.command(server), "load", "monitor reset halt",
                    "maintenance flush register-cache", "info all-registers", "stepi",
                    "break count", "continue", "backtrace", "info threads", "next", "detach",
                ], elf: try await TestFirmware.path("watching.elf"))
            #expect(transcript["continue"].contains("Breakpoint 1, count"), "\(transcript)")
            #expect(transcript["info all-registers"].contains("xpsr"), "\(transcript)")
            #expect(!transcript.text.lowercased().contains("warning"), "\(transcript)")
        }

        /// A second gdb reads while the first one waits, and its `continue` is refused.
        @Test(arguments: GDB.allCases)
        func aSecondDebuggerLooksOn(gdb: GDB) async throws {
            let desk = try Desk()
            let server = try desk.startServer()
            let connect = Connection.remote.command(server)
            let folder = try TemporaryFolder()
            let other = ["x/2xw 0x08000000", "info registers pc", "continue", "info registers pc"]
                .map { "-ex '\($0)'" }.joined(separator: " ")
            let transcript = try await gdb.run(
                [
                    connect, "load", "monitor reset halt", "maintenance flush register-cache",
                    "info registers pc",
                    "shell \(try gdb.path()) -nx -q -batch -ex '\(connect)' \(other)"
                        + " >\(folder.file("other")) 2>&1 </dev/null",
                    "maintenance flush register-cache", "info registers pc", "tbreak ready",
                    "continue", "detach",
                ], elf: try await firmware("faults.elf"))
            let seen = folder.text("other")
            let place = transcript["info registers pc"]
            #expect(seen.contains("0x8000000:\t0x20008000"), "\(seen)")
            let counter = try #require(place.split(separator: " ").dropFirst().first)
            let lines = seen.split(separator: "\n").filter { $0.hasPrefix("pc ") }
            #expect(lines.count == 2 && lines.allSatisfy { $0.contains(counter) }, "\(seen)")
            #expect(seen.contains("another debugger controls the target"), "\(seen)")
            #expect(transcript["info registers pc", occurrence: 2] == place, "\(transcript)")
            #expect(transcript["continue"].contains("ready ()"), "\(transcript)")
        }

        /// Waiting for a client, and attached with the core halted: two seconds cost next to no
        /// processor time.
        @Test func idleCostsNothing() async throws {
            let desk = try Desk()
            let server = try desk.startServer()
            let stat = "cat /proc/\(server.pid)/stat; sleep 2; cat /proc/\(server.pid)/stat"
            let transcript = try await GDB.debian.run(
                ["shell \(stat)", Connection.remote.command(server), "shell sleep 1; \(stat)"])
            for command in ["shell \(stat)", "shell sleep 1; \(stat)"] {
                let ticks = transcript[command].split(separator: "\n").compactMap(Self.ticks)
                #expect(ticks.count == 2, "\(transcript)")
                // Of 10 ms each.
                #expect(ticks.last.map { $0 - ticks[0] } ?? 99 <= 3, "\(command): \(ticks)")
            }
        }

        /// Processor time of a line of `/proc/PID/stat`: utime and stime, fields 14 and 15.
        private static func ticks(_ line: Substring) -> Int? {
            guard let end = line.lastIndex(of: ")") else { return nil }
            let fields = line[end...].split(separator: " ").dropFirst().map { Int($0) ?? 0 }
            return fields.count > 12 ? fields[11] + fields[12] : nil
        }
    }
}
