import TestSupport
import Testing

extension PeerTests {
    /// Debian's openocd 0.12 with its own scripts, over both of its ST-Link transports.
    @Suite struct OpenOCD {
        static let interfaces = ["interface/stlink.cfg", "interface/stlink-dap.cfg"]

        static func command(_ interface: String, port: UInt16? = nil) -> String {
            let ports = port.map { "gdb_port \($0)" } ?? "gdb_port disabled"
            return "openocd -f \(interface) -f target/stm32f7x.cfg "
                + "-c '\(ports); tcl_port disabled; telnet_port disabled'"
        }

        @Test(arguments: interfaces) func programsVerifiesResets(_ interface: String) async throws {
            _ = try Tool.openocd()
            let firmware = try await TestFirmware.built()
            let result = try await Sim.run(
                Self.command(interface)
                    + " -c 'program \(firmware.zephyr) verify reset exit'")
            #expect(result.status == 0, "\(result.log)")
            #expect(result.stderr.contains("** Verified OK **"), "\(result.log)")
            #expect(result.stderr.contains("** Resetting Target **"), "\(result.log)")
            #expect(result.illegalOperations == [:], "\(result.log)")
        }

        @Test(arguments: interfaces) func servesGDB(_ interface: String) async throws {
            _ = try Tool.openocd()
            let gdb = try Tool.gdbMultiarch()
            let firmware = try await TestFirmware.built()
            let port = try FreePort.find()
            let server = PeerServer(
                command: Self.command(interface, port: port),
                readyText: "Listening on port \(port) for gdb", port: port)
            Walk.expect(try await server.debug(Walk.commands, gdb: gdb, elf: firmware.zephyr))
        }

        @Test func stopsAtWatchpoint() async throws {
            _ = try Tool.openocd()
            let gdb = try Tool.gdbMultiarch()
            let firmware = try await TestFirmware.built()
            let port = try FreePort.find()
            let server = PeerServer(
                command: Self.command(Self.interfaces[1], port: port),
                readyText: "Listening on port \(port) for gdb", port: port)
            let result = try await server.debug(
                """
                load
                monitor reset halt
                break main
                continue
                watch counter
                continue
                print counter
                continue
                print counter
                """, gdb: gdb, elf: firmware.zephyr)
            #expect(result.status == 0, "\(result.log)")
            #expect(result.stdout.contains("Hardware watchpoint 2: counter"), "\(result.log)")
            #expect(result.stdout.contains("Old value = 0\nNew value = 1"), "\(result.log)")
            #expect(result.stdout.contains("Old value = 1\nNew value = 2"), "\(result.log)")
            #expect(result.illegalOperations == [:], "\(result.log)")
        }
    }
}
