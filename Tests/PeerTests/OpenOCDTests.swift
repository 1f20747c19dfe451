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

        @Test(arguments: [
            ("interface/stlink.cfg", "hla_jtag"), ("interface/stlink-dap.cfg", "dapdirect_jtag"),
        ])
        func worksOverJTAG(_ interface: String, transport: String) async throws {
            _ = try Tool.openocd()
            let firmware = try await TestFirmware.built()
            let result = try await Sim.run(
                "openocd -f \(interface) -c 'transport select \(transport)' "
                    + "-f target/stm32f7x.cfg "
                    + "-c 'gdb_port disabled; tcl_port disabled; telnet_port disabled' "
                    + "-c 'program \(firmware.zephyr) verify reset exit'")
            #expect(result.status == 0, "\(result.log)")
            #expect(result.stderr.contains("** Verified OK **"), "\(result.log)")
            #expect(result.illegalOperations == [:], "\(result.log)")
        }

        @Test func erasesWhatItIsTold() async throws {
            _ = try Tool.openocd()
            let folder = try TemporaryFolder()
            // Four sectors of two sizes, an odd length, and no two pages alike.
            let bytes = (0..<200_001).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
            try folder.write(bytes, to: "image.bin")
            let result = try await Sim.run(
                Self.command(Self.interfaces[0])
                    + " -c 'init; reset halt; flash erase_sector 0 6 7'"
                    + " -c 'flash write_image erase image.bin 0x08008000'"
                    + " -c 'verify_image image.bin 0x08008000'"
                    + " -c 'dump_image back.bin 0x08008000 200001'"
                    + " -c 'stm32f2x mass_erase 0; verify_image image.bin 0x08008000'", in: folder)
            #expect(result.status != 0, "nothing is left to verify: \(result.log)")
            #expect(try folder.bytes("back.bin") == bytes, "\(result.log)")
            #expect(result.stats["sectorErases"]?.int == 2 + 4, "\(result.log)")
            #expect(result.stats["massErases"]?.int == 1, "\(result.log)")
            #expect(result.illegalOperations == [:], "\(result.log)")
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
