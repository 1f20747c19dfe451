import TestSupport
import Testing

extension ShellTool {
    /// What does not work says so in a sentence with the next step, ends with its own number, and
    /// has not erased anything.
    @Suite struct Refusals {
        struct Case: Sendable, CustomTestStringConvertible {
            var command: String
            var faults: [String] = []
            var status: Int
            var words: String

            var testDescription: String { ([command] + faults).joined(separator: " ") }
        }

        static let cases = [
            Case(command: "info", faults: ["denied"], status: 12, words: "udev"),
            Case(command: "info", faults: ["busy"], status: 13, words: "another program"),
            Case(command: "info", faults: ["gone(6)"], status: 15, words: "plug it in"),
            Case(command: "info", faults: ["no-target"], status: 20, words: "VTref 3.28 V"),
            Case(
                command: "info", faults: ["no-target", "volt(1489,5)"], status: 20,
                words: "no power"),
            Case(
                command: "info", faults: ["status(READDEBUGREG, 0x17, all)"], status: 21,
                words: "--freq"),
            Case(
                command: "info", faults: ["status(READDEBUGREG, 0x10, all)"], status: 24,
                words: "AP wait (0x10)"),
            Case(command: "info --serial FFFF", status: 10, words: "066FFF485457725187052924"),
            Case(command: "info --freq fast", status: 64, words: "950k"),
            Case(command: "frobnicate", status: 64, words: "frobnicate"),
            Case(command: "flash $FILE", faults: ["rdp(1)"], status: 25, words: "read protected"),
            Case(
                command: "read 0x08000000 4", faults: ["rdp(1)"], status: 23,
                words: "read protected"),
            Case(command: "verify $FILE", faults: ["rdp(1)"], status: 23, words: "read protected"),
            Case(command: "flash $FILE", faults: ["wrp(1)"], status: 25, words: "sector 0"),
            Case(
                command: "flash $FILE", faults: ["volt(1489,1000)"], status: 25,
                words: "1611 mV"),
            Case(command: "flash /no/such/file", status: 30, words: "No such file"),
            Case(command: "flash /dev/zero", status: 30, words: "larger than"),
            Case(command: "flash /etc/passwd", status: 31, words: "text file"),
            Case(command: "flash /bin/sh", status: 31, words: "another machine"),
            Case(command: "flash $BINARY", status: 64, words: "address"),
            Case(command: "flash --address 0x080F0000 $LARGE", status: 32, words: "this chip"),
            Case(command: "flash --address 0x20000000 $BINARY", status: 32, words: "gdb"),
            Case(command: "flash --address 0x08000000 $NOISE", status: 31, words: "no program"),
            Case(command: "write 0x08000000 $BINARY", status: 23, words: "stlink flash"),
            Case(command: "erase --address 0x20000000 --count 4", status: 25, words: "not in"),
            Case(command: "otp 0xFFFFFFF0 $BINARY", status: 32, words: "past 4 GiB"),
            Case(command: "read 0x30000000 16", status: 23, words: "0x30000000"),
        ]

        @Test(arguments: cases)
        func saysWhyAndTouchesNothing(_ refusal: Case) async throws {
            let firmware = try await TestFirmware.built()
            let result = try await Sim.run(
                """
                FILE=\(firmware.zephyr) BINARY=\(firmware.binary(of: firmware.zephyr))
                LARGE=\(firmware.binary(of: firmware.large)) NOISE=$FOLDER/noise
                head -c 5000 /dev/zero | tr '\\0' '\\1' >$NOISE
                stlink \(refusal.command) && status=0 || status=$?
                echo $status >status
                """, Sim.Options(faults: refusal.faults))
            #expect(result.folder.text("status") == "\(refusal.status)\n", "\(result.log)")
            #expect(result.stderr.contains(refusal.words), "\(result.log)")
            #expect(result.isUntouched, "\(result.log)")
            #expect(result.illegalOperations.isEmpty, "\(result.log)")
        }

        @Test func oneProbeServesOneSessionAtATime() async throws {
            let elf = try await TestFirmware.built().large
            let result = try await Sim.run(
                """
                stlink flash \(elf) 2>log & flash=$!
                wait_for log programming
                stlink info && status=0 || status=$?
                wait $flash
                stlink verify \(elf)
                echo "ended with $status"
                """, Sim.Options(isPaced: true))
            #expect(result.status == 0, "\(result.log)")
            #expect(result.stdout.hasSuffix("ended with 13\n"), "\(result.log)")
        }

        @Test func withoutAProbeThereIsSaidToBeNone() async throws {
            let result = try await Sim.runPlain([Executables.path("stlink"), "info", "--json"])
            #expect(result.status == 10, "\(result.log)")
            let answer = try JSON(text: result.stdout)
            #expect(answer["error", "exitCode"]?.int == 10)
            #expect(answer["error", "message"]?.string?.contains("no ST-Link") == true)
        }

        /// Whatever goes wrong once on the way is put right, and the flash holds the image.
        @Test(arguments: [
            "stale(debug)", "stale(swim)", "stale(dfu)", "stale(reply)", "nrst(open)",
            "status(ENTER_SWD, 0x09, 1/2)", "status(READDEBUGREG, 0x10, 3/5)",
            "status(READDEBUGREG, 0x17, 3)", "status(WRITEMEM_32, 0x10, 1)",
            "status(WRITEMEM_32, 0x18, 2)", "status(READMEM_32, 0x14, 1)",
            "mute(GET_VERSION, 1)", "mute(READDEBUGREG, 1)", "mute(READMEM_32, 1)", "volt(0,0)",
        ])
        func oneMishapIsPutRight(_ fault: String) async throws {
            let elf = try await TestFirmware.built().zephyr
            let result = try await Sim.run(
                "stlink flash \(elf) && stlink verify \(elf)", Sim.Options(faults: [fault]))
            #expect(result.status == 0, "\(result.log)")
            #expect(result.illegalOperations.isEmpty, "\(result.log)")
        }
    }
}
