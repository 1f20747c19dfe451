import TestSupport
import Testing

extension ShellTool {
    @Suite struct Information {
        @Test func listNamesTheProbeAndTouchesNoTarget() async throws {
            let result = try await Sim.run(
                "stlink list --json", Sim.Options(serial: "00112233445566778899AABB"))
            #expect(result.status == 0, "\(result.log)")
            let probe = try JSON(text: result.stdout)["probes"]?.items.first
            #expect(probe?["serial"]?.string == "00112233445566778899AABB")
            #expect(probe?["firmware"]?.string == "V2J29S7")
            #expect(probe?["millivolts"]?.int == 3285)
            #expect(probe?["state"]?.string == "ready")
            let commands = Set(
                (result.stats["commands"]?.counts ?? [:]).filter { $0.value > 0 }.keys)
            #expect(
                commands == ["GET_VERSION", "GET_CURRENT_MODE", "GET_TARGET_VOLTAGE"],
                "\(result.log)")
            #expect(result.stats["wireTransactions"]?.int == 0, "\(result.log)")
        }

        @Test(arguments: [
            ("busy", "busy", "another program"), ("denied", "denied", "no permission"),
        ])
        func listTellsWhatCannotBeUsed(fault: String, state: String, words: String) async throws {
            let result = try await Sim.run(
                "stlink list --json >list.json; stlink list", Sim.Options(faults: [fault]))
            #expect(result.status == 0, "\(result.log)")
            let probe = try JSON(text: result.folder.text("list.json"))["probes"]?.items.first
            #expect(probe?["state"]?.string == state, "\(result.log)")
            #expect(probe?["firmware"] == .null && probe?["millivolts"] == .null)
            #expect(result.stdout.contains(words), "\(result.log)")
        }

        /// Somebody else's debug session goes on.
        @Test(arguments: ["stale(debug)", "stale(swim)", "stale(dfu)"])
        func listLeavesTheModeAsItIs(_ fault: String) async throws {
            let result = try await Sim.run("stlink list --json", Sim.Options(faults: [fault]))
            #expect(result.status == 0, "\(result.log)")
            let commands = result.stats["commands"]?.counts ?? [:]
            #expect(
                ["EXIT", "SWIM_EXIT", "DFU_EXIT"].allSatisfy { commands[$0, default: 0] == 0 },
                "\(result.log)")
        }

        @Test func tablesAreAlignedAndPlainInAFile() async throws {
            let result = try await Sim.run("stlink list; stlink info")
            #expect(result.status == 0, "\(result.log)")
            #expect(!result.stdout.contains("\u{1B}"))
            let lines = result.stdout.split(separator: "\n").map(String.init)
            #expect(
                lines.prefix(2) == [
                    "#  MODEL       SERIAL                    FIRMWARE  VTREF   BUS  STATE",
                    "1  ST-LINK/V2  066FFF485457725187052924  V2J29S7   3.28 V  1-1  ready",
                ], "\(result.log)")
            for line in [
                "probe       ST-LINK/V2, serial 066FFF485457725187052924, firmware V2J29S7, at 1-1",
                "supply      VTref 3.28 V",
                "link        SWD at 4000 kHz, IDCODE 0x5ba02477",
                "flash       1024 KiB at 0x08000000, size register 0x1ff0f442 = 0x400 (in KiB)",
                "            sectors 0-3: 4 x 32 KiB, 0x08000000...0x0801ffff",
                "            sector 4: 1 x 128 KiB, 0x08020000...0x0803ffff",
                "            sectors 5-7: 3 x 256 KiB, 0x08040000...0x080fffff",
                "protection  RDP level 0 (open)",
            ] {
                #expect(lines.contains(line), "\(line)\n\(result.log)")
            }
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
            #expect(result.transferCount <= 56, "\(result.log)")
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

        /// DHCSR and DEMCR after a command: no debugger's bits are left, whatever it was.
        @Test(arguments: [
            "info", "info -u", "read 0x08000000 64", "read -u 0x08000000 64", "reset",
            "reset -u", "flash $ELF", "flash -u $ELF", "flash -n $ELF", "verify $ELF",
            "erase --address 0x08080000 --count 1", "info --freq 100k",
        ])
        func everyCommandLeavesTheCoreRunning(_ command: String) async throws {
            let elf = try await TestFirmware.built().zephyr
            let result = try await Sim.run(
                """
                ELF=\(elf)
                stlink flash $ELF >&2
                stlink \(command) >&2
                stlink read --json 0xE000EDF0 16
                """)
            #expect(result.status == 0, "\(result.log)")
            let digits = try #require(try JSON(text: result.stdout)["bytes"]?.string)
            let status = try #require(UInt32(digits.prefix(8), radix: 16)).byteSwapped
            #expect(status & 0xF == 0 && status & 1 << 17 == 0, "DHCSR \(digits)")
            #expect(digits.suffix(8) == "00000000", "DEMCR \(digits)")
            #expect(result.illegalOperations.isEmpty, "\(result.log)")
        }

        @Test func resetLeavesTheCoreHaltedWhenAsked() async throws {
            let result = try await Sim.run(
                "stlink reset --halt >&2; stlink read --json 0xE000EDF0 4")
            let digits = try #require(try JSON(text: result.stdout)["bytes"]?.string)
            let status = try #require(UInt32(digits, radix: 16)).byteSwapped
            #expect(status & 1 << 17 != 0, "DHCSR \(digits)")
        }

        @Test func aResetLineThatIsNotWiredIsNoticed() async throws {
            let result = try await Sim.run("stlink info -u", Sim.Options(faults: ["nrst(open)"]))
            #expect(result.status == 0 && result.stderr.contains("NRST"), "\(result.log)")
            let wired = try await Sim.run("stlink info -u")
            #expect(wired.status == 0 && wired.stderr.isEmpty, "\(wired.log)")
        }

        /// The probe leaves the bus at each transfer in turn.
        @Test func anUnpluggedProbeEndsEveryCommandAtOnce() async throws {
            for transfer in 1...20 {
                let result = try await Sim.run(
                    "stlink info", Sim.Options(faults: ["gone(\(transfer))"]))
                #expect(result.status == 15, "transfer \(transfer): \(result.log)")
                #expect(result.stderr.contains("plug it in again"), "\(result.log)")
            }
        }
    }
}
