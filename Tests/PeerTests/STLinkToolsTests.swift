import TestSupport
import Testing

/// st-flash gives its loader half a second of the machine's clock, whatever the board's says: on a
/// busy machine it is asked again.
let patientSTFlash = """
    st-flash() {
        local attempt
        for attempt in 1 2 3; do
            if command st-flash "$@" 2>said; then cat said >&2; return; fi
            cat said >&2
            grep -q 'Flash loader run error' said || return 1
        done
        return 1
    }

    """

extension PeerTests {
    /// st-info, st-flash and st-util of Debian's stlink-tools 1.7.0.
    @Suite struct STLinkTools {
        @Test func infoFindsProbeAndChip() async throws {
            _ = try Tool.stlinkTool("st-info")
            let result = try await Sim.run("st-info --probe")
            #expect(result.status == 0, "\(result.log)")
            for text in [
                "Found 1 stlink programmers", "V2J29", "flash:      1048576", "chipid:     0x0449",
                "F7xx",
            ] {
                #expect(result.stdout.contains(text), "\(text) is missing: \(result.log)")
            }
            #expect(result.illegalOperations == [:], "\(result.log)")
        }

        @Test func flashWritesReadsErases() async throws {
            _ = try Tool.stlinkTool("st-flash")
            let firmware = try await TestFirmware.built()
            let image = firmware.binary(of: firmware.zephyr)
            let result = try await Sim.run(
                patientSTFlash + """
                    st-flash write '\(image)' 0x08000000
                    st-flash read back.bin 0x08000000 18120
                    cmp back.bin '\(image)'
                    st-flash reset
                    st-flash erase
                    st-flash read erased.bin 0x08000000 18120
                    tr -d '\\377' <erased.bin | wc -c
                    """)
            #expect(result.status == 0, "\(result.log)")
            #expect(result.stderr.contains("Flash written and verified!"), "\(result.log)")
            #expect(result.stdout.hasSuffix("\n0\n") || result.stdout == "0\n", "\(result.log)")
            #expect(result.illegalOperations == [:], "\(result.log)")
        }

        /// The same in real time, under reset and with the firmware started at the end.
        @Test func flashWritesPacedUnderReset() async throws {
            _ = try Tool.stlinkTool("st-flash")
            let firmware = try await TestFirmware.built()
            let image = firmware.binary(of: firmware.zephyr)
            let result = try await Sim.run(
                patientSTFlash
                    + "st-flash --connect-under-reset --reset write '\(image)' 0x08000000",
                Sim.Options(isPaced: true))
            #expect(result.status == 0, "\(result.log)")
            #expect(result.stderr.contains("Flash written and verified!"), "\(result.log)")
            let failures = result.stderr.split(separator: "\n").count {
                $0.contains("Flash loader run error")
            }
            #expect(result.stats["sectorErases"]?.int == 1 + failures, "\(result.log)")
            #expect(result.illegalOperations == [:], "\(result.log)")
        }

        @Test func utilServesGDB() async throws {
            _ = try Tool.stlinkTool("st-util")
            let gdb = try Tool.gdbMultiarch()
            let firmware = try await TestFirmware.built()
            let port = try FreePort.find()
            let server = PeerServer(
                command: "st-util -p \(port)", readyText: "Listening at", port: port)
            Walk.expect(try await server.debug(Walk.commands, gdb: gdb, elf: firmware.zephyr))
        }
    }
}
