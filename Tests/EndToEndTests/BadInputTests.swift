import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// What can go wrong before anything is flashed: one sentence, a next step, a documented exit
    /// status (`docs/exit-codes.md`), and nothing erased.
    @Suite struct BadInputTests {
        /// Both tools, where the fault is on the probe's side.
        static let tools = ["stlink info", "stlink-gdbserver --port 0"]

        /// One or two lines, no trace, and the words that say what is the matter.
        func expectSentence(_ outcome: Outcome, status: Int32, says words: [String]) {
            #expect(outcome.status == status, "\(outcome.text)")
            for word in words {
                #expect(
                    outcome.error.localizedStandardContains(word), "\(word) in: \(outcome.error)")
            }
            let lines = outcome.error.split(separator: "\n")
            #expect((1...4).contains(lines.count), "\(outcome.error)")
            #expect(!outcome.error.contains("LIBUSB_ERROR") && !outcome.error.contains("Fatal"))
        }

        @Test(arguments: tools)
        func noProbe(tool: String) async throws {
            let words = tool.split(separator: " ").map(String.init)
            let result = try await Sim.runPlain(words)
            let outcome = Outcome(
                status: result.status, output: result.stdout, error: result.stderr)
            expectSentence(outcome, status: 10, says: ["no ST-Link"])
        }

        @Test(arguments: tools)
        func wrongSerial(tool: String) throws {
            let desk = try Desk()
            let outcome = try desk.run("\(tool) --serial 000000000000000000000000")
            expectSentence(outcome, status: 10, says: ["000000000000000000000000"])
        }

        @Test(arguments: tools)
        func noPermission(tool: String) throws {
            let desk = try Desk(["--fault", "denied"])
            let outcome = try desk.run(tool)
            expectSentence(outcome, status: 12, says: ["permission", "udev"])
        }

        @Test(arguments: tools)
        func busyProbe(tool: String) throws {
            let desk = try Desk()
            let server = try desk.startServer()
            let outcome = try desk.run(tool)
            expectSentence(outcome, status: 13, says: ["another program"])
            #expect(server.isRunning)
        }

        @Test(arguments: tools)
        func noTarget(tool: String) throws {
            let desk = try Desk(["--fault", BoardFaults.noTarget])
            let outcome = try desk.run(tool)
            expectSentence(outcome, status: 20, says: ["target"])
        }

        @Test func portInUse() throws {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let port = try FreePort.find()
            address.sin_port = port.bigEndian
            let isListening = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            try #require(isListening && listen(descriptor, 1) == 0)
            let desk = try Desk()
            let outcome = try desk.run("stlink-gdbserver --port \(port)")
            expectSentence(outcome, status: 40, says: ["\(port)", "in use"])
        }

        @Test(arguments: [
            "stlink-gdbserver --freq fast", "stlink-gdbserver --port seven",
            "stlink-gdbserver --port 70000", "stlink flash", "stlink flash --no-such-option x",
            "stlink no-such-command", "stlink read 0x08000000 many file",
        ])
        func wrongOption(command: String) throws {
            let desk = try Desk()
            let outcome = try desk.run(command)
            #expect(outcome.status == 64, "\(outcome.text)")
            #expect(outcome.error.contains("Error:") || outcome.error.contains("error:"))
            #expect(try desk.statistics().erasedSectors == 0)
        }

        @Test func fileThatIsNotThere() throws {
            let desk = try Desk()
            let outcome = try desk.run("stlink flash /nowhere/firmware.elf")
            expectSentence(outcome, status: 30, says: ["/nowhere/firmware.elf"])
        }

        /// A text file, another machine's program, too large a binary, an ELF linked for flash
        /// that this chip does not have: refused before the first erase.
        @Test(
            arguments: [
                ("linker.ld", 31), ("host.elf", 31), ("large.bin", 32), ("elsewhere.elf", 32),
                ("cut.elf", 31),
            ] as [(String, Int32)])
        func unfitFileErasesNothing(file: String, status: Int32) async throws {
            let desk = try Desk()
            let elf = try await firmware("zephyr.elf")
            let image = try await firmwareBytes("zephyr.bin")
            switch file {
            case "linker.ld":
                try desk.folder.write("MEMORY { FLASH : ORIGIN = 0x08000000 }\n", to: file)
            case "host.elf":
                try desk.run("cp /bin/true $DESK/host.elf")
            case "large.bin":
                let filler = Array(repeating: UInt8(0x5A), count: 2 << 20)
                try desk.folder.write(image + filler, to: file)
            case "cut.elf":
                try desk.run("head -c 70000 \(elf) >$DESK/cut.elf")
            default:
                let build = try desk.run(
                    "printf '.thumb\\n.word 0x20010000, 1\\nb .\\n' "
                        + "| clang --target=armv7em-none-eabi -c -x assembler - -o $DESK/a.o "
                        + "&& ld.lld -Ttext=0x08200000 -e 0x08200009 $DESK/a.o -o $DESK/\(file)")
                try #require(build.status == 0, "\(build.text)")
            }
            let place = file == "large.bin" ? "--address 0x08000000" : ""
            let outcome = try desk.run("stlink flash \(place) $DESK/\(file)")
            expectSentence(outcome, status: status, says: [file])
            let statistics = try desk.statistics()
            #expect(statistics.erasedSectors == 0)
            #expect(statistics.wordsProgrammed == 0)
            expectNothingIllegal(statistics)
        }

        /// gdb asks for flash that the memory map does not have: `load` fails, the flash is whole.
        @Test(arguments: GDB.allCases)
        func loadElsewhereErasesNothing(gdb: GDB) async throws {
            let (desk, server) = try await RunControlTests.prepared()
            let before = try desk.statistics()
            let build = try desk.run(
                "printf '.thumb\\n.word 0x20010000, 1\\nb .\\n' "
                    + "| clang --target=armv7em-none-eabi -c -x assembler - -o $DESK/a.o "
                    + "&& ld.lld -Ttext=0x08200000 -e 0x08200009 $DESK/a.o -o $DESK/else.elf")
            try #require(build.status == 0, "\(build.text)")
            let transcript = try await gdb.run(
                [Connection.remote.command(server), "load", "info registers pc"],
                elf: desk.folder.file("else.elf"))
            #expect(!transcript["load"].contains("Transfer rate"), "\(transcript)")
            #expect(transcript["info registers pc"].contains("0x"), "\(transcript)")
            let after = try desk.statistics()
            #expect(after.erasedSectors == before.erasedSectors)
            #expect(after.wordsProgrammed == before.wordsProgrammed)
        }
    }

    /// Faults of the virtual board in the words of `stlink-sim --fault`.
    enum BoardFaults {
        /// The probe answers, but no IDCODE comes over the cable.
        static let noTarget = "no-target"
    }
}
