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

        @Test func flashes() async throws {
            let pyocd = try Tool.pyocd()
            let firmware = try await TestFirmware.built()
            let image = firmware.binary(of: firmware.zephyr)
            let result = try await Sim.run(
                """
                '\(pyocd)' load -t stm32f767zi '\(firmware.zephyr)'
                '\(pyocd)' cmd -t stm32f767zi -c 'savemem 0x08000000 18120 back.bin'
                cmp back.bin '\(image)'
                """, timeout: .seconds(120))
            #expect(result.status == 0, "\(result.log)")
            #expect(result.illegalOperations == [:], "\(result.log)")
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
