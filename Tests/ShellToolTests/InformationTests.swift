import TestSupport
import Testing

extension ShellTool {
    @Suite struct Information {
        @Test func listNamesTheProbe() async throws {
            let result = try await Sim.run(
                "stlink list --json", Sim.Options(serial: "00112233445566778899AABB"))
            #expect(result.status == 0, "\(result.log)")
            #expect(result.stdout.contains("\"serial\": \"00112233445566778899AABB\""))
            #expect(result.transferCount == 0, "listing must not disturb a session of others")
        }

        @Test func infoKnowsProbeSupplyAndChip() async throws {
            let result = try await Sim.run("stlink info --json")
            #expect(result.status == 0, "\(result.log)")
            let answer = try JSON(text: result.stdout)
            #expect(answer["probe", "firmware"]?.string == "V2J29S7")
            #expect(answer["probe", "millivolts"]?.int == 3285)
            #expect(answer["probe", "clockKHz"]?.int == 4000)
            #expect(answer["chip", "name"]?.string == "STM32F74x/F75x")
            #expect(answer["chip", "flashByteCount"]?.int == 1 << 20)
            #expect(result.transferCount <= 24, "\(result.log)")
            #expect(result.illegalOperations.isEmpty)
            #expect(result.stats["halts"]?.int == 0, "the target goes on running")
        }

        @Test func aClockIsChosenNotAboveTheRequest() async throws {
            let result = try await Sim.run("stlink info --json --freq 1M")
            let answer = try JSON(text: result.stdout)
            #expect(answer["probe", "clockKHz"]?.int == 950, "\(result.log)")
        }

        /// What a full-speed V2 at 4 MHz allows: 46 clocks a word on the wire, then the bytes in
        /// packets of 64 over USB, 19 of them in a millisecond, one after the other.
        @Test func longReadsReachWhatTheWireAllows() async throws {
            let byteCount = 262_144
            let result = try await Sim.run("stlink read 0x08000000 \(byteCount) out.bin")
            #expect(result.status == 0, "\(result.log)")
            let wire = byteCount / 4 * 46 * 250 + byteCount / 64 * 1_000_000 / 19
            let taken = try #require(result.stats["virtualNanoseconds"]?.int)
            #expect(Double(wire) >= 0.9 * Double(taken), "\(taken) ns instead of \(wire)")
        }

        @Test func memoryIsReadAndWrittenAtAnyAlignment() async throws {
            let result = try await Sim.run(
                """
                head -c 30001 /dev/urandom >in.bin
                for address in 0x20000000 0x20000001 0x20000002 0x20000003; do
                    stlink write $address in.bin
                    stlink read $address 30001 out.bin
                    cmp in.bin out.bin
                done
                """)
            #expect(result.status == 0, "\(result.log)")
            #expect(result.illegalOperations.isEmpty)
            #expect(result.stats["halts"]?.int == 0)
        }

        @Test func resetHaltsOrRuns() async throws {
            let elf = try await TestFirmware.built().zephyr
            let result = try await Sim.run(
                """
                stlink flash --halt \(elf)
                stlink reset
                stlink read 0xE000EDF0 4
                """)
            #expect(result.status == 0, "\(result.log)")
            // DHCSR of a core that runs without a debugger: C_DEBUGEN and S_HALT are clear.
            let line = try #require(result.stdout.split(separator: "\n").last)
            let bytes = line.split(separator: " ").dropFirst().prefix(4)
            let status = bytes.reversed().reduce(UInt32(0)) {
                $0 << 8 | (UInt32($1, radix: 16) ?? 0)
            }
            #expect(status & 1 == 0 && status & 1 << 17 == 0, "\(result.stdout)")
            #expect(result.illegalOperations.isEmpty)
        }
    }
}
