import TestSupport
import Testing

extension ShellTool {
    @Suite struct Flash {
        @Test func flashesVerifiesAndSkipsWhatIsThere() async throws {
            let firmware = try await TestFirmware.built()
            let result = try await Sim.run(
                """
                stlink flash \(firmware.zephyr) --json >first.json
                stlink verify \(firmware.zephyr)
                stlink flash \(firmware.zephyr) --json >again.json
                stlink flash \(firmware.second) --json >second.json
                stlink verify \(firmware.second)
                stlink verify \(firmware.zephyr) || echo "differs: $?"
                """)
            #expect(result.status == 0, "\(result.log)")
            #expect(result.stdout.hasSuffix("differs: 26\n"), "\(result.log)")
            let reports = try ["first", "again", "second"].map { name in
                try JSON(text: result.folder.text("\(name).json"))
            }
            #expect(reports.map { $0["programmedByteCount"]?.int } == [18120, 0, 18120])
            #expect(reports.map { $0["sectorsUnchanged"]?.int } == [0, 1, 0])
            #expect(reports.map { $0["verified"] } == [.bool(true), .bool(true), .bool(true)])
            #expect(
                result.sectorErases == 1, "only the second image finds cells that are not blank")
            #expect(result.illegalOperations.isEmpty, "\(result.log)")
        }

        @Test(arguments: ["elf", "hex", "bin"])
        func allFormatsGiveTheSameBytes(_ format: String) async throws {
            let elf = try await TestFirmware.built().zephyr
            let base = elf.dropLast(3)
            let result = try await Sim.run(
                """
                stlink flash --address 0x08000000 \(base)\(format)
                stlink read 0x08000000 $(stat -c %s \(base)bin) out.bin
                cmp out.bin \(base)bin
                """)
            #expect(result.status == 0, "\(result.log)")
        }

        @Test(arguments: ["FLM", "stldr"])
        func anotherMemoryIsProgrammedByItsLoader(_ kind: String) async throws {
            let firmware = try await TestFirmware.built()
            let loader = kind == "FLM" ? firmware.cmsisLoader : firmware.stLoader
            let result = try await Sim.run(
                """
                printf '\\000\\001%05005d' 7 >picture.bin
                stlink flash \(firmware.zephyr) picture.bin@0x2004C064 --loader \(loader) \
                    --halt --json >report.json
                stlink read 0x2004C064 5007 out.bin --hot-plug
                cmp out.bin picture.bin
                stlink flash picture.bin@0x2004C064 && echo "without a loader: $?"
                stlink flash picture.bin@0x2004FF00 --loader \(loader) || echo "too long: $?"
                stlink flash \(firmware.zephyr) --loader \(firmware.zephyr) || echo "no loader: $?"
                """)
            #expect(result.stdout.contains("too long: 32\nno loader: 31\n"), "\(result.log)")
            #expect(result.stderr.contains("has nothing for the flash"), "\(result.log)")
            let report = try JSON(text: result.folder.text("report.json"))
            #expect(report["verified"] == .bool(true))
            #expect(report["byteCount"]?.int == 18120 + 5007, "\(result.log)")
        }

        @Test func forceTakesWhatLooksWrong() async throws {
            let result = try await Sim.run(
                """
                echo 'MEMORY { FLASH } SECTIONS { .text }' >script.ld
                stlink flash script.ld@0x08000000 || echo "refused: $?"
                stlink flash script.ld@0x08000000 --force
                stlink read 0x08000000 36 out.bin
                cmp out.bin script.ld
                stlink flash script.ld@0x30000000 --force || echo "no place: $?"
                """)
            #expect(result.stdout.hasPrefix("refused: 31\n"), "\(result.log)")
            #expect(result.stdout.hasSuffix("no place: 32\n"), "\(result.log)")
            #expect(result.stderr.contains("it begins with 'MEMORY { FLASH }"), "\(result.log)")
        }

        @Test func bytesBesideTheImageAreKeptOnDemand() async throws {
            let result = try await Sim.run(
                """
                printf 'settings' >settings.bin
                printf 'other' >other.bin
                stlink flash settings.bin@0x08040000 --force
                stlink flash other.bin@0x08040100 --force --preserve
                stlink read 0x08040000 8 kept.bin
                cmp kept.bin settings.bin
                stlink flash other.bin@0x08040200 --force
                stlink read 0x08040000 8 --hex 2>/dev/null || stlink read 0x08040000 8 gone.bin
                """)
            #expect(result.status == 0, "\(result.log)")
        }

        @Test func severalFilesAreProgrammedTogether() async throws {
            let elf = try await TestFirmware.built().zephyr
            let result = try await Sim.run(
                """
                printf 'settings\\000\\001' >data@home.bin
                stlink flash \(elf) data@home.bin@0x08040000 --json >report.json
                stlink read 0x08040000 10 out.bin
                cmp out.bin data@home.bin
                stlink verify \(elf)
                stlink flash \(elf) \(elf) || echo "same twice: $?"
                """)
            #expect(result.status == 0, "\(result.log)")
            #expect(result.stdout.hasSuffix("same twice: 32\n"), "\(result.log)")
            #expect(result.stderr.contains("both have bytes for 0x08000000"), "\(result.log)")
            let report = try JSON(text: result.folder.text("report.json"))
            guard case .array(let files)? = report["files"] else {
                Issue.record("no files: \(result.log)")
                return
            }
            #expect(files.map { $0["format"]?.string } == ["ELF", "binary"])
            #expect(files.map { $0["byteCount"]?.int } == [18120, 10])
            #expect(result.illegalOperations.isEmpty)
        }

        @Test func theFinalStateIsTold() async throws {
            let elf = try await TestFirmware.built().zephyr
            let result = try await Sim.run(
                """
                stlink flash \(elf)
                stlink flash \(elf) --halt --json >halted.json
                stlink read 0x08000004 4 --width 32 --json >vector.json
                """)
            #expect(result.status == 0, "\(result.log)")
            #expect(result.stdout.contains("\nreset, running"), "\(result.log)")
            let core = try JSON(text: result.folder.text("halted.json"))["core"]
            #expect(core?["state"]?.string == "halted")
            let vector = try JSON(text: result.folder.text("vector.json"))["values"]
            let entry = try #require(core?["pc"]?.int)
            #expect(vector == .array([.number(Double(entry | 1))]), "\(result.log)")
        }

        @Test func bytesForRAMAreNamedAndLeftOut() async throws {
            let result = try await Sim.run(
                """
                cat >both.hex <<'END'
                :020000040800F2
                :0800000000000220410100088C
                :020000042000DA
                :0400000001020304F2
                :00000001FF
                END
                stlink flash both.hex
                """)
            #expect(result.status == 0, "\(result.log)")
            #expect(result.stderr.contains("4 bytes at 0x20000000"), "\(result.log)")
        }

        @Test func erasesSectorsOrEverything() async throws {
            let elf = try await TestFirmware.built().large
            let result = try await Sim.run(
                """
                stlink flash \(elf)
                stlink erase --address 0x08008004 --count 4
                stlink read 0x08008000 0x8000 sector.bin
                tr -d '\\377' <sector.bin | wc -c
                stlink erase
                stlink read 0x08000000 0x100000 all.bin
                tr -d '\\377' <all.bin | wc -c
                """)
            #expect(result.status == 0, "\(result.log)")
            let lines = result.stdout.split(separator: "\n")
            #expect(lines.filter { $0 == "0" }.count == 2, "\(result.log)")
            #expect(result.sectorErases == 1 && result.stats["massErases"]?.int == 1)
            #expect(result.illegalOperations.isEmpty)
        }

        /// In real time: a signal between two steps leaves the flash locked, RAM and core as they
        /// belong, and says that the image is not complete.
        @Test(arguments: [("erasing", "INT", 130), ("programming", "TERM", 143)])
        func aSignalEndsItTidily(_ phase: String, _ signal: String, _ status: Int) async throws {
            let elf = try await TestFirmware.built().large
            let result = try await Sim.run(
                """
                stlink flash \(elf) 2>log & flash=$!
                wait_for log \(phase)
                kill -\(signal) $flash
                wait $flash && status=0 || status=$?
                echo "ended with $status"; cat log
                stlink read 0x40023C10 4
                stlink flash \(elf)
                stlink verify \(elf)
                """, Sim.Options(isPaced: true))
            #expect(result.status == 0, "\(result.log)")
            #expect(result.stdout.contains("ended with \(status)\n"), "\(result.log)")
            #expect(result.stdout.contains("the flash is incomplete"), "\(result.log)")
            // FLASH_CR with LOCK set and nothing else.
            #expect(result.stdout.contains("0x40023c10  00 00 00 80"), "\(result.log)")
            #expect(result.illegalOperations.isEmpty, "\(result.log)")
        }
    }
}
