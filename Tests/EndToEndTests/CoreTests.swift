import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Watchpoints on every core, and non-stop mode, with real gdbs.
    @Suite struct CoreTests {
        /// Cortex-M0, M3, M7, M33.
        static let boards = ["stm32f030", "stm32f103", "stm32f767", "stm32u575"]

        @Test(arguments: GDB.allCases, boards)
        func watchpointsTellOldAndNew(gdb: GDB, board: String) async throws {
            let desk = try Desk(["--board", board])
            let server = try desk.startServer()
            let transcript = try await gdb.run(
                [
                    Connection.extended.command(server), "load", "monitor reset halt",
                    "break count", "continue", "watch counter", "continue", "continue",
                    "delete", "rwatch letters[5]", "continue", "delete", "watch letters[9]",
                    "continue", "detach",
                ], elf: try await TestFirmware.path("watching.elf"))
            let first = transcript["continue", occurrence: 2]
            #expect(
                first.contains("Old value = 0") && first.contains("New value = 1"), "\(transcript)")
            let second = transcript["continue", occurrence: 3]
            #expect(
                second.contains("Breakpoint 1, count")
                    || second.contains("Old value = 1") && second.contains("New value = 2"),
                "\(transcript)")
            let read = transcript["continue", occurrence: 4]
            #expect(
                read.contains("Hardware read watchpoint 3: letters[5]")
                    && read.contains("Value = 0"), "\(transcript)")
            let byte = transcript["continue", occurrence: 5]
            #expect(byte.contains("Hardware watchpoint 4: letters[9]"), "\(transcript)")
            #expect(byte.contains("Old value = ") && byte.contains("New value = "), "\(byte)")
            #expect(server.isRunning)
            expectNothingIllegal(try desk.statistics())
        }

        /// Memory is read while the program runs and is never halted for it; it is stopped, and
        /// stops at a breakpoint that was set while it ran.
        @Test(arguments: GDB.allCases)
        func nonStopReadsWhileItRuns(gdb: GDB) async throws {
            let desk = try Desk()
            let server = try desk.startServer()
            let elf = try await TestFirmware.path("watching.elf")
            _ = try await gdb.run(
                [Connection.remote.command(server), "load", "monitor reset halt"], elf: elf)
            // From a pipe: between two commands gdb looks at what the target has to tell.
            let live = desk.letBoardLive(milliseconds: 5)
            let parts = [
                """
                set pagination off
                set confirm off
                set non-stop on
                target extended-remote 127.0.0.1:\(server.port)
                continue &
                \(live)
                \(desk.saveStatistics(to: "before.json"))
                print/u counter
                \(live)
                print/u counter
                \(live)
                print/u counter
                \(desk.saveStatistics(to: "after.json"))
                info threads
                echo @interrupted\\n
                interrupt

                """,
                """
                info threads
                print $pc != 0
                hbreak spell
                echo @continued\\n
                continue &

                """, "info threads\nbt 1\ndetach\nquit\n",
            ]
            for (index, part) in parts.enumerated() {
                try desk.folder.write(part, to: "part\(index)")
            }
            // What gdb is told next waits for what it has to say of the target.
            let session = """
                wait_for() { until sed "1,/@$1/d" out | grep -qE "$2"; do sleep 0.02; done; }
                cd \(desk.folder.path); touch out
                { cat part0; wait_for interrupted 'stopped|received signal'; cat part1
                  wait_for continued 'Breakpoint 1, '; cat part2; } |
                    "$0" -nx -q "$1" >out 2>&1
                cat out
                """
            let outcome = try await Sim.runPlain(["bash", "-c", session, try gdb.path(), elf])
            let text = outcome.stdout
            let values = text.split(separator: "\n").compactMap { line -> UInt32? in
                guard
                    let equals = line.range(of: "$1 = ") ?? line.range(of: "$2 = ")
                        ?? line.range(of: "$3 = ")
                else { return nil }
                return UInt32(line[equals.upperBound...])
            }
            #expect(values.count == 3, "\(text)")
            #expect(values == values.sorted() && Set(values).count == 3, "\(text)")
            let before = try BoardStatistics(json: desk.folder.text("before.json"))
            let after = try BoardStatistics(json: desk.folder.text("after.json"))
            #expect(before.halts == after.halts)
            #expect(text.contains("(running)"), "\(text)")
            #expect(text.contains("$4 = 1"), "\(text)")
            #expect(
                text.contains("hit Breakpoint 1, spell") || text.contains("Breakpoint 1, spell"),
                "\(text)")
            expectNothingIllegal(try desk.statistics())
        }
    }
}
