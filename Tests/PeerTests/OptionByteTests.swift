import TestSupport
import Testing

extension PeerTests {
    /// openocd reads, writes and loads option bytes, protects chips and takes it back: the
    /// board's model of them by somebody who drives the real ones.
    @Suite struct OptionBytes {
        struct Row: Sendable, CustomTestStringConvertible {
            var board: String
            var script: String
            var commands: String
            /// All of these are printed, in this order.
            var says: [String]
            /// How often the option cells are programmed.
            var programs: Int

            var testDescription: String { board }
        }

        private static let load = "stm32l4x option_load 0; sleep 100; reset halt"

        static let rows = [
            Row(
                board: "stm32f103", script: "stm32f1x",
                commands: """
                    stm32f1x options_read 0; stm32f1x options_write 0 HWWDG; reset halt;
                    echo [stm32f1x options_read 0]; stm32f1x lock 0; reset halt;
                    echo [stm32f1x options_read 0]; stm32f1x unlock 0; reset halt;
                    echo [stm32f1x options_read 0]
                    """,
                says: [
                    "watchdog: hardware", "read protection: on", "read protection: off",
                ], programs: 27),
            Row(
                board: "stm32f407", script: "stm32f4x",
                commands: """
                    stm32f2x options_write 0 0xcc; reset halt; echo [stm32f2x options_read 0];
                    echo locked; stm32f2x lock 0; reset halt; echo [read_memory 0x40023c15 8 1];
                    echo unlocked; stm32f2x unlock 0; reset halt;
                    echo [read_memory 0x40023c15 8 1]
                    """, says: ["user_options 0xCC", "locked", "0x0", "unlocked", "0xaa"],
                programs: 3),
            Row(
                board: "stm32g474", script: "stm32g4x",
                commands: """
                    flash probe 0; echo [stm32l4x option_read 0 0x20];
                    stm32l4x option_write 0 0x2c 0x00ff0001; \(load);
                    echo [stm32l4x option_read 0 0x2c]
                    """,
                says: [
                    "<0x40022020> = 0xffeff8aa", "<0x4002202c> = 0xff0001",
                ], programs: 1),
            Row(
                board: "stm32g071", script: "stm32g0x",
                commands: """
                    flash probe 0; stm32l4x lock 0; \(load); stm32l4x unlock 0; \(load);
                    echo [stm32l4x option_read 0 0x20]
                    """, says: ["RDP level 1", "RDP level 0", "<0x40022020> = 0xfffffeaa"],
                programs: 2),
            Row(
                board: "stm32h743", script: "stm32h7x",
                commands: """
                    flash probe 0; stm32h7x option_write 0 0x20 0x1a16aae0 0xffffffff;
                    echo [stm32h7x option_read 0 0x1c]
                    """, says: ["<0x5200201c> = 0x1a16aae0"], programs: 1),
            Row(
                board: "stm32l152", script: "stm32l1",
                commands: """
                    flash probe 0; stm32lx lock 0; reset halt; echo [read_memory 0x40023c1c 8 1];
                    stm32lx unlock 0; reset halt; echo [read_memory 0x40023c1c 8 1]
                    """, says: ["0x0", "0xaa"], programs: 2),
        ]

        @Test(arguments: rows) func areThoseOfTheChip(_ row: Row) async throws {
            _ = try Tool.openocd()
            let commands = row.commands.split(separator: "\n").joined(separator: " ")
            let result = try await Sim.run(
                """
                openocd -f interface/stlink.cfg -f target/\(row.script).cfg \
                    -c 'gdb_port disabled; tcl_port disabled; telnet_port disabled' \
                    -c 'init; reset halt; \(commands); shutdown'
                """, Sim.Options(board: row.board))
            #expect(result.status == 0, "\(row.board): \(result.log)")
            var rest = Substring(result.stderr)
            for words in row.says {
                let place = rest.firstRange(of: words)
                #expect(place != nil, "'\(words)' is not said, \(row.board): \(result.log)")
                if let place { rest = rest[place.upperBound...] }
            }
            #expect(result.stats["optionPrograms"]?.int == row.programs, "\(result.log)")
            #expect(result.illegalOperations == [:], "\(row.board): \(result.log)")
        }
    }
}
