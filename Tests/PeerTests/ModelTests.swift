import TestSupport
import Testing

extension PeerTests {
    /// Every probe model, and firmware on both sides of each gate, with the programs that know it.
    @Suite struct Models {
        /// A probe, and what st-info calls its version.
        static let known = [
            ("v1", "V1J13"), ("v2,firmware=V2J11S4", "V2J11S4"),
            ("v2,firmware=V2J21S4", "V2J21S4"), ("v2,firmware=V2J46S7", "V2J46S7"),
            ("v2-1-audio", "V2J37S26"), ("v2-1-no-disk", "V2J37S26"), ("v3e", "V3J13"),
            ("v3set", "V3J15S1"), ("v3-2vcp", "V3J13"),
        ]

        @Test(arguments: known) func stInfoFinds(_ probe: String, version: String) async throws {
            _ = try Tool.stlinkTool("st-info")
            let result = try await Sim.run("st-info --probe", Sim.Options(probe: probe))
            #expect(result.status == 0, "\(result.log)")
            for text in ["version:    \(version)\n", "chipid:     0x0449", "flash:      1048576"] {
                #expect(result.stdout.contains(text), "\(text) is missing: \(result.log)")
            }
            #expect(result.illegalOperations == [:], "\(result.log)")
        }

        @Test(arguments: ["v1", "v2,firmware=V2J14S4", "v2-1", "v3e"])
        func stFlashWrites(_ probe: String) async throws {
            _ = try Tool.stlinkTool("st-flash")
            let firmware = try await TestFirmware.built()
            let image = firmware.binary(of: firmware.zephyr)
            let result = try await Sim.run(
                patientSTFlash + """
                    st-flash write '\(image)' 0x08000000
                    st-flash read back.bin 0x08000000 18120
                    cmp back.bin '\(image)'
                    """, Sim.Options(probe: probe))
            #expect(result.status == 0, "\(result.log)")
            #expect(result.stderr.contains("Flash written and verified!"), "\(result.log)")
            #expect(result.illegalOperations == [:], "\(result.log)")
        }

        /// A probe, OpenOCD's interface script, and whether mixed accesses go into one command.
        static let forOpenOCD = [
            ("v1", 0, false), ("v2,firmware=V2J11S4", 0, false), ("v2,firmware=V2J21S4", 0, false),
            ("v2,firmware=V2J25S4", 1, false), ("v2,firmware=V2J28S4", 1, false),
            ("v2,firmware=V2J46S7", 1, true), ("v2-1", 0, false), ("v2-1", 1, true),
            ("v3e", 0, false), ("v3e", 1, true), ("v3set,firmware=V3J1", 1, false),
            ("v3minie", 1, true),
        ]

        @Test(arguments: forOpenOCD)
        func openOCDPrograms(_ probe: String, script: Int, mixes: Bool) async throws {
            _ = try Tool.openocd()
            let firmware = try await TestFirmware.built()
            let result = try await Sim.run(
                OpenOCD.command(OpenOCD.interfaces[script])
                    + " -c 'program \(firmware.zephyr) verify reset exit'",
                Sim.Options(probe: probe))
            #expect(result.status == 0, "\(result.log)")
            #expect(result.stderr.contains("** Verified OK **"), "\(result.log)")
            #expect(result.illegalOperations == [:], "\(result.log)")
            let mixed = result.stats["commands"]?.counts["RW_MISC_OUT"] ?? 0
            #expect((mixed > 0) == mixes, "\(result.log)")
        }

        @Test(arguments: [("v3e", "hla_jtag"), ("v2,firmware=V2J46S7", "dapdirect_jtag")])
        func openOCDWorksOverJTAG(_ probe: String, transport: String) async throws {
            _ = try Tool.openocd()
            let script = OpenOCD.interfaces[transport == "hla_jtag" ? 0 : 1]
            let result = try await Sim.run(
                "openocd -f \(script) -c 'transport select \(transport)' "
                    + "-f target/stm32f7x.cfg "
                    + "-c 'gdb_port disabled; tcl_port disabled; telnet_port disabled' "
                    + "-c 'init; reset halt; mww 0x20000100 0x12345678' "
                    + "-c 'echo [mdw 0x20000100]; exit'",
                Sim.Options(probe: probe))
            #expect(result.status == 0, "\(result.log)")
            #expect(result.stderr.contains("0x20000100: 12345678"), "\(result.log)")
            #expect(result.illegalOperations == [:], "\(result.log)")
        }

        @Test(arguments: ["v2,firmware=V2J24S4", "v2-1", "v3e", "v3pwr"])
        func pyOCDReadsAndWrites(_ probe: String) async throws {
            let pyocd = try Tool.pyocd()
            let result = try await Sim.run(
                """
                '\(pyocd)' cmd -t cortex_m -c halt -c 'write32 0x20000100 0x12345678 0xcafef00d' \
                    -c 'read32 0x20000100 8' -c 'read8 0x20000101 3' -c 'wreg r3 0x1234' \
                    -c 'reg r3' -c status
                """, Sim.Options(probe: probe))
            #expect(result.status == 0, "\(result.log)")
            for text in ["12345678 cafef00d", "56 34 12", "r3 = 0x00001234"] {
                #expect(result.stdout.contains(text), "\(text) is missing: \(result.log)")
            }
            #expect(result.illegalOperations == [:], "\(result.log)")
        }

        @Test(arguments: ["stlink-v2", "v2-1", "v3e"])
        func pyOCDFlashes(_ probe: String) async throws {
            let pyocd = try Tool.pyocd()
            let firmware = try await TestFirmware.built()
            let image = firmware.binary(of: firmware.zephyr)
            let result = try await Sim.run(
                """
                '\(pyocd)' load -t stm32f767zi '\(firmware.zephyr)'
                '\(pyocd)' cmd -t stm32f767zi -c 'savemem 0x08000000 18120 back.bin'
                cmp back.bin '\(image)'
                """, Sim.Options(probe: probe))
            #expect(result.status == 0, "\(result.log)")
            #expect(result.illegalOperations == [:], "\(result.log)")
        }

        /// pyocd knows the board by what GET_BOARD_IDENTIFIERS says.
        @Test func pyOCDRecognisesBoard() async throws {
            let pyocd = try Tool.pyocd()
            let result = try await Sim.run("'\(pyocd)' list", Sim.Options(probe: "v2-1"))
            #expect(result.stdout.contains("NUCLEO-F756ZG"), "\(result.log)")
        }

        @Test func lsusbShowsHighSpeedComposite() async throws {
            _ = try Tool.find("lsusb", package: "usbutils")
            let result = try await Sim.run("lsusb -v", Sim.Options(probe: "v3set"))
            #expect(result.stdout.contains("ID 0483:374f"), "\(result.log)")
            for text in [
                "bNumInterfaces          5", "0x81  EP 1 IN", "0x01  EP 1 OUT", "0x82  EP 2 IN",
                "0x0200  1x 512 bytes",
            ] {
                #expect(result.stdout.contains(text), "\(text) is missing: \(result.log)")
            }
        }

        /// A loader has nothing to debug with; told to leave, it comes back as what it loads.
        @Test func loaderBecomesProbe() async throws {
            _ = try Tool.stlinkTool("st-info")
            let result = try await Sim.run(
                """
                lsusb
                st-info --probe || true
                for _ in $(seq 2400); do
                    if lsusb | grep -q 374e; then break; fi
                    sleep 0.05
                done
                st-info --probe
                """, Sim.Options(probe: "v3-loader"))
            #expect(result.stdout.contains("Device 002: ID 0483:374d"), "\(result.log)")
            #expect(result.stdout.contains("version:    V3J13\n"), "\(result.log)")
        }
    }
}
