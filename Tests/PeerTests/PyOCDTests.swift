import TestSupport
import Testing

extension PeerTests {
    /// PyPI's pyocd. It has no STM32F756 built in: `cortex_m` for everything but flash, and
    /// `stm32f767zi` for that, whose flash controller and first megabyte of sectors are the same.
    @Suite struct PyOCD {
        @Test func readsMemoryAndRegisters() async throws {
            let pyocd = try Tool.pyocd()
            let result = try await Sim.run(
                """
                '\(pyocd)' list
                '\(pyocd)' cmd -t cortex_m -c halt -c 'write32 0x20000100 0x12345678 0xcafef00d' \
                    -c 'read32 0x20000100 8' -c 'read8 0x20000101 3' -c 'wreg r3 0x1234' \
                    -c 'reg r3' -c 'reg' -c 'read32 0xe000ed00' -c status
                """)
            #expect(result.status == 0, "\(result.log)")
            for text in ["STM32 STLink", "12345678 cafef00d", "56 34 12", "410fc271"] {
                #expect(result.stdout.contains(text), "\(text) is missing: \(result.log)")
            }
            #expect(result.illegalOperations == [:], "\(result.log)")
        }

        @Test func stepsAndBreaks() async throws {
            let pyocd = try Tool.pyocd()
            let firmware = try await TestFirmware.built()
            let result = try await Sim.run(
                """
                '\(pyocd)' load -t stm32f767zi '\(firmware.zephyr)'
                symbol=$(nm '\(firmware.zephyr)' | awk '$3 == "main" { print $1 }')
                main=$(printf '0x%08x' $((0x$symbol & ~1)))
                echo "main is $main"
                '\(pyocd)' cmd -t stm32f767zi -c 'reset halt' -c 'reg pc' -c step -c 'reg pc' \
                    -c "break $main" -c go -c 'sleep 3000' -c status -c 'reg pc' -c "rmbreak $main"
                """)
            #expect(result.status == 0, "\(result.log)")
            let lines = result.stdout.split(separator: "\n").map(String.init)
            let places = lines.filter { $0.hasPrefix("pc = ") }.map { $0.split(separator: " ")[2] }
            #expect(places.count == 3 && places[0] != places[1], "\(result.log)")
            let main = lines.first { $0.hasPrefix("main is ") }?.split(separator: " ").last
            #expect(places.last == main, "\(result.log)")
            #expect(result.illegalOperations == [:], "\(result.log)")
        }

        /// Boards by the targets that it has built in; others come in packs.
        static let targets = [
            ("stm32f103xe", "stm32f103rc"), ("stm32f412", "stm32f412xg"),
            ("stm32f429", "stm32f429xi"), ("stm32f767", "stm32f767zi"),
            ("stm32h743", "stm32h743xx"), ("stm32h7b3", "stm32h7b0xx"),
            ("stm32l031", "stm32l031x6"), ("stm32l432", "stm32l432kc"),
            ("stm32l476", "stm32l475xg"),
        ]

        @Test(arguments: targets) func programs(_ row: (board: String, target: String)) async throws
        {
            let pyocd = try Tool.pyocd()
            let load = "'\(pyocd)' load -q -t \(row.target) -a 0x08000000"
            let result = try await Sim.run(
                """
                \(load) first.bin; \(load) second.bin
                '\(pyocd)' cmd -q -t \(row.target) -c 'savemem 0x08000000 6001 back.bin'
                cmp second.bin back.bin
                """, Sim.Options(board: row.board, probe: "v3e"), in: PeerTests.Chips.folder())
            #expect(result.status == 0, "\(row.board): \(result.log)")
            #expect(result.illegalOperations == [:], "\(row.board): \(result.log)")
        }

        @Test func servesGDB() async throws {
            let pyocd = try Tool.pyocd()
            let gdb = try Tool.newGDB()
            let firmware = try await TestFirmware.built()
            let port = try FreePort.find()
            let server = PeerServer(
                command: "'\(pyocd)' gdbserver -t stm32f767zi --persist --port \(port) "
                    + "--telnet-port 0",
                readyText: "GDB server .*listening on port \(port)", port: port)
            Walk.expect(try await server.debug(Walk.commands, gdb: gdb, elf: firmware.zephyr))
        }
    }
}
