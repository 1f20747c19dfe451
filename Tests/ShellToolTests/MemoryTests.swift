import TestSupport
import Testing

extension ShellTool {
    /// Memory by address, and the reset.
    @Suite struct Memory {
        @Test func valuesAreWrittenWithTheWidthThatWasAskedFor() async throws {
            let result = try await Sim.run(
                """
                stlink write 0x20000000 0x12345678 0xDEADBEEF >&2
                stlink write 0x20000002 0xAAAA --width 16 >&2
                stlink write 0x20000007 1 --width 8 >&2
                stlink read 0x20000000 8 --json --width 32
                """)
            #expect(result.status == 0, "\(result.log)")
            let answer = try JSON(text: result.stdout)
            #expect(answer["values"] == .array([.number(0xAAAA_5678), .number(0x01AD_BEEF)]))
            #expect(answer["bytes"]?.string == "7856aaaaefbead01")
            let commands = result.stats["commands"]?.counts ?? [:]
            #expect(commands["WRITEMEM_32"] == 1, "\(result.log)")
            #expect(commands["WRITEMEM_16"] == 1 && commands["WRITEMEM_8"] == 1, "\(result.log)")
            #expect(commands["READMEM_32"] == 1, "\(result.log)")
            #expect(result.illegalOperations.isEmpty)
        }

        @Test func aFileGoesThereAndBackInEachWidth() async throws {
            let result = try await Sim.run(
                """
                head -c 8192 /dev/urandom >in.bin
                for width in 8 16 32; do
                    stlink write 0x20004000 in.bin --width $width
                    stlink read 0x20004000 8192 out.bin --width $width
                    cmp in.bin out.bin
                done
                """)
            #expect(result.status == 0, "\(result.log)")
            #expect(result.illegalOperations.isEmpty)
        }

        @Test func theDumpIsReadable() async throws {
            let result = try await Sim.run(
                """
                printf 'Hello, board!\\n\\377\\001rest' >text
                stlink write 0x20000000 text >&2
                stlink read 0x20000000 20
                stlink read 0x20000000 20 --width 16
                stlink read 0x20000000 20 --width 32
                """)
            #expect(
                result.stdout == """
                    0x20000000  48 65 6c 6c 6f 2c 20 62 6f 61 72 64 21 0a ff 01  Hello, board!...
                    0x20000010  72 65 73 74                                      rest
                    0x20000000  6548 6c6c 2c6f 6220 616f 6472 0a21 01ff  Hello, board!...
                    0x20000010  6572 7473                                rest
                    0x20000000  6c6c6548 62202c6f 6472616f 01ff0a21  Hello, board!...
                    0x20000010  74736572                             rest

                    """, "\(result.log)")
        }

        @Test(arguments: [
            ("write 0x20000000 300 --width 8", 64, "more than 8 bits"),
            ("write 0x20000001 1", 64, "multiples of 4"),
            ("write 0x20000000 1 --width 24", 64, "8, 16 or 32"),
            ("write 0x20000000", 64, "contents"),
            ("write 0x20000000 1 file", 64, "'file' is not a number"),
            ("read 0x20000002 6 --width 32", 64, "multiples of 4"),
            ("write 0x00200000 1", 23, "stlink flash"),
            ("write 0x08000000 1", 23, "stlink flash"),
            ("write 0x1FF0F000 1", 23, "cannot be written"),
            ("reset --hard --soft", 64, "exclude"),
        ])
        func whatCannotBeIsRefused(command: String, status: Int32, words: String) async throws {
            let result = try await Sim.run("stlink \(command)")
            #expect(result.status == status, "\(result.log)")
            #expect(result.stderr.contains(words), "\(result.log)")
            #expect(result.isUntouched && result.illegalOperations.isEmpty)
        }

        @Test(arguments: [
            ("reset", "running"), ("reset --soft", "running"), ("reset --hard", "running"),
            ("reset --halt", "halted"), ("reset --hard --halt", "halted"),
            ("reset --soft --halt", "halted"), ("reset -u --halt", "halted"),
        ])
        func theFinalStateIsToldAndTrue(command: String, state: String) async throws {
            let elf = try await TestFirmware.built().zephyr
            let result = try await Sim.run(
                """
                stlink flash \(elf) >&2
                stlink \(command) --json
                stlink read 0xE000EDF0 4 --width 32 --json >status.json
                """)
            #expect(result.status == 0, "\(result.log)")
            let answer = try JSON(text: result.stdout)
            // The program sleeps when it has nothing to do.
            let told = answer["core", "state"]?.string
            #expect(told == state || told == "sleeping" && state == "running", "\(result.log)")
            let status = try JSON(text: result.folder.text("status.json"))["values"]
            guard case .array(let values)? = status, let value = values.first?.int else {
                Issue.record("no status: \(result.log)")
                return
            }
            #expect((value >> 17 & 1 == 1) == (state == "halted"), "\(result.log)")
            #expect(result.illegalOperations.isEmpty)
        }

        @Test func aHardResetNeedsTheLine() async throws {
            let faults = Sim.Options(faults: ["nrst(open)"])
            let hard = try await Sim.run("stlink reset --hard", faults)
            #expect(hard.status == 24 && hard.stderr.contains("Is NRST wired?"), "\(hard.log)")
            let soft = try await Sim.run("stlink reset --soft", faults)
            #expect(soft.status == 0, "\(soft.log)")
        }
    }
}
