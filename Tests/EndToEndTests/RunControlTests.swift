import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Breakpoints, steps, watchpoints and Ctrl-C, as a developer uses them.
    @Suite struct RunControlTests {
        /// A desk whose board has the firmware in its flash already, and a server.
        static func prepared(_ options: String = "") async throws -> (desk: Desk, server: Server) {
            let desk = try Desk()
            let elf = try await firmware("zephyr.elf")
            let flash = try desk.run("stlink flash \(elf)")
            try #require(flash.status == 0, "\(flash.text)")
            return (desk, try desk.startServer(options))
        }

        @Test(arguments: Bench.all)
        func steppingFollowsTheSource(bench: Bench) async throws {
            let (desk, server) = try await Self.prepared()
            let transcript = try await bench.gdb.run(
                [
                    bench.connection.command(server), "monitor reset halt", "break main",
                    "continue", "next", "print sum", "step", "backtrace 2", "finish", "stepi",
                    "x/i $pc", "info breakpoints", "delete", "break count_to",
                    "continue", "backtrace", "detach",
                ], elf: try await firmware("zephyr.elf"))
            #expect(transcript["continue"].contains("Breakpoint 1, main"), "\(transcript)")
            #expect(transcript["continue"].contains("int sum = add_scaled(3, 4);"))
            #expect(transcript["next"].contains("uint32_t product = factorial(5);"))
            #expect(transcript["print sum"].contains("= 34"))
            #expect(transcript["step"].contains("factorial (n=5)"), "\(transcript["step"])")
            #expect(
                transcript["backtrace 2"].contains("#1 ")
                    && transcript["backtrace 2"].contains("in main ()"))
            #expect(
                transcript["finish"].contains("Value returned is $2 = 120"),
                "\(transcript["finish"])")
            #expect(transcript["info breakpoints"].contains("breakpoint already hit 1 time"))
            #expect(transcript["stepi"].contains("average(samples"), "\(transcript["stepi"])")
            #expect(transcript["x/i $pc"].contains("<main+"))
            #expect(transcript["backtrace"].contains("#0  count_to (limit=10)"), "\(transcript)")
            expectNothingIllegal(try desk.statistics())
        }

        @Test(arguments: GDB.allCases)
        func conditionalBreakpointFindsTheRightFrame(gdb: GDB) async throws {
            let (desk, server) = try await Self.prepared()
            let transcript = try await gdb.run(
                [
                    Connection.remote.command(server), "monitor reset halt",
                    "break factorial if n == 2", "continue", "backtrace", "print n", "up",
                    "print n",
                ], elf: try await firmware("zephyr.elf"))
            #expect(
                transcript["continue"].contains("Breakpoint 1, factorial (n=2)"), "\(transcript)")
            let frames = transcript["backtrace"].split(separator: "\n").filter { $0.hasPrefix("#") }
            #expect(frames.count >= 5, "\(transcript["backtrace"])")
            #expect(frames.dropFirst(4).first?.contains("main ()") == true)
            #expect(transcript["print n"].contains("= 2"))
            #expect(transcript["print n", occurrence: 2].contains("= 3"))
            expectNothingIllegal(try desk.statistics())
        }

        @Test(arguments: GDB.allCases)
        func untilLeavesTheLoop(gdb: GDB) async throws {
            let (desk, server) = try await Self.prepared()
            let transcript = try await gdb.run(
                [
                    Connection.remote.command(server), "monitor reset halt", "break count_to",
                    "continue", "next", "next", "until", "until", "print counter",
                ], elf: try await firmware("zephyr.elf"))
            #expect(transcript["continue"].contains("count_to (limit=10)"), "\(transcript)")
            let left = transcript["until"] + transcript["until", occurrence: 2]
            #expect(left.contains("results[3] = (int32_t)limit;"), "\(transcript)")
            #expect(transcript["print counter"].contains("= 10"))
            expectNothingIllegal(try desk.statistics())
        }

        @Test(arguments: Bench.all)
        func watchpointTellsOldAndNew(bench: Bench) async throws {
            let (desk, server) = try await Self.prepared()
            let transcript = try await bench.gdb.run(
                [
                    bench.connection.command(server), "monitor reset halt", "break main",
                    "continue", "watch counter", "continue", "continue", "info watchpoints",
                    "delete", "rwatch image_tag[0]", "continue", "detach",
                ], elf: try await firmware("zephyr.elf"))
            #expect(transcript["watch counter"].contains("Hardware watchpoint 2: counter"))
            let first = transcript["continue", occurrence: 2]
            #expect(
                first.contains("Old value = 0") && first.contains("New value = 1"), "\(transcript)")
            #expect(first.contains("count_to"))
            let second = transcript["continue", occurrence: 3]
            #expect(second.contains("Old value = 1") && second.contains("New value = 2"))
            #expect(transcript["info watchpoints"].contains("breakpoint already hit 2 times"))
            let read = transcript["continue", occurrence: 4]
            #expect(read.contains("Hardware read watchpoint 3: image_tag[0]"), "\(transcript)")
            #expect(read.contains("crc32"), "\(read)")
            #expect(server.isRunning)
            expectNothingIllegal(try desk.statistics())
        }

        @Test(arguments: GDB.allCases)
        func accessWatchpointSeesReadsAndWrites(gdb: GDB) async throws {
            let (desk, server) = try await Self.prepared()
            let transcript = try await gdb.run(
                [
                    Connection.remote.command(server), "monitor reset halt", "break main",
                    "continue", "awatch counter", "continue", "continue",
                ], elf: try await firmware("zephyr.elf"))
            let read = transcript["continue", occurrence: 2]
            #expect(
                read.contains("Hardware access (read/write) watchpoint 2: counter"), "\(transcript)"
            )
            #expect(read.contains("Value = 0"), "\(read)")
            let written = transcript["continue", occurrence: 3]
            #expect(written.contains("New value = 1"), "\(written)")
            expectNothingIllegal(try desk.statistics())
        }

        @Test(arguments: Bench.all)
        func controlCStopsTheEndlessLoop(bench: Bench) async throws {
            let (desk, server) = try await Self.prepared()
            let transcript = try await bench.gdb.run(
                [
                    bench.connection.command(server), "monitor reset halt", "break main",
                    "continue", "set var spin_requested = 1",
                    GDB.pressControlC(afterSeconds: 3), "continue",
                    "backtrace",
                    "print spin_count > 1000", "set var spin_requested = 0", "finish",
                ], elf: try await firmware("zephyr.elf"))
            let stopped = transcript["continue", occurrence: 2]
            #expect(stopped.contains("received signal SIGINT"), "\(transcript)")
            #expect(stopped.contains("spin ()"), "\(transcript)")
            #expect(transcript["backtrace"].contains("in main ()"))
            #expect(transcript["print spin_count > 1000"].contains("= 1"))
            #expect(transcript["finish"].contains("main ()"), "\(transcript)")
            expectNothingIllegal(try desk.statistics())
        }

        /// Both threads and the tick go on while the debugger is away, and stop when it returns.
        @Test(arguments: GDB.allCases)
        func threadsRunUnderTheTick(gdb: GDB) async throws {
            let (desk, server) = try await Self.prepared()
            let transcript = try await gdb.run(
                [
                    Connection.remote.command(server), "monitor reset halt",
                    "break averager", "continue", "break thread_sleep if tick_count == 5",
                    "continue", "backtrace 3", "print current_thread->name", "delete",
                    GDB.pressControlC(afterSeconds: 3), "continue", "print ticks > 10",
                    "print blink_count > 1", "print last_reading.sequence > 2",
                    "print last_reading.filtered > 1.0", "print idle_count > 5",
                    "print fault_address",
                ], elf: try await firmware("zephyr.elf"))
            #expect(transcript["continue"].contains("averager ()"), "\(transcript)")
            #expect(transcript["print current_thread->name"].contains("blinker"), "\(transcript)")
            for (question, answer) in [
                ("ticks > 10", 1), ("blink_count > 1", 1), ("last_reading.sequence > 2", 1),
                ("last_reading.filtered > 1.0", 1), ("idle_count > 5", 1), ("fault_address", 0),
            ] {
                #expect(transcript["print \(question)"].contains("= \(answer)"), "\(transcript)")
            }
            expectNothingIllegal(try desk.statistics())
        }
    }
}
