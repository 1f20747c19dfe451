import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `load` and what comes straight after it: the cells hold what the ELF says.
    @Suite struct LoadTests {
        static let flashBase: UInt32 = 0x0800_0000

        /// Words of the image that are not as an erase leaves them.
        static func wordsToProgram(_ image: [UInt8]) -> Int {
            stride(from: 0, to: image.count, by: 4).count { start in
                image[start..<min(start + 4, image.count)].contains { $0 != 0xFF }
            }
        }

        @Test(arguments: Bench.all)
        func loadFillsTheCells(bench: Bench) async throws {
            let desk = try Desk()
            let server = try desk.startServer()
            let dump = desk.folder.file("dump.bin")
            let end = Self.flashBase + 18_120
            let dumpCommand = "dump binary memory \(dump) 0x8000000 \(end.hexadecimal)"
            let transcript = try await bench.gdb.run(
                [
                    bench.connection.command(server), "load", "compare-sections", dumpCommand,
                    "monitor reset halt", "maintenance flush register-cache", "info registers pc",
                ], elf: try await firmware("zephyr.elf"))
            for name in FirmwareShapeTests.names {
                #expect(
                    transcript["load"].contains("Loading section \(name), size 0x"),
                    "\(transcript)")
            }
            #expect(transcript["load"].contains("load size 18120"), "\(transcript)")
            let matched = transcript["compare-sections"].split(separator: "\n")
                .filter { $0.hasSuffix(": matched.") }
            // rom_start to .last_section but for the two that stand in RAM until main copies them.
            #expect(matched.count >= 12, "\(transcript["compare-sections"])")
            #expect(
                !transcript["compare-sections"].contains(
                    "rom_start\" range 0x8000000 -- 0x8000160: MIS"))
            let image = try await firmwareBytes("zephyr.bin")
            #expect(try desk.folder.bytes("dump.bin") == image)
            #expect(transcript["info registers pc"].contains("handle_reset"), "\(transcript)")
            #expect(server.isRunning)
            let statistics = try desk.statistics()
            // The chip was blank, and a word of ones is there already.
            #expect(statistics.erasedSectors == 0)
            #expect(statistics.wordsProgrammed == Self.wordsToProgram(image))
            expectNothingIllegal(statistics)
        }

        @Test(arguments: GDB.allCases)
        func secondImageReplacesTheFirst(gdb: GDB) async throws {
            let desk = try Desk()
            let server = try desk.startServer()
            let connect = Connection.extended.command(server)
            let zephyr = try await firmware("zephyr.elf")
            let second = try await firmware("second.elf")
            _ = try await gdb.run([connect, "load"], elf: zephyr)
            let before = try desk.statistics()
            let dump = desk.folder.file("dump.bin")
            let transcript = try await gdb.run(
                [
                    connect, "load", "dump binary memory \(dump) 0x8000000 0x80046c8",
                    "x/s &image_name",
                ], elf: second)
            let image = try await firmwareBytes("second.bin")
            #expect(try desk.folder.bytes("dump.bin") == image)
            #expect(transcript["x/s &image_name"].contains("\"second image\""), "\(transcript)")
            let after = try desk.statistics()
            #expect(after.erasedSectors - before.erasedSectors == 1)
            expectNothingIllegal(after)
        }

        @Test func loadOfWhatIsThereErasesNothing() async throws {
            let desk = try Desk()
            let server = try desk.startServer()
            let connect = Connection.extended.command(server)
            let elf = try await firmware("zephyr.elf")
            _ = try await GDB.debian.run([connect, "load"], elf: elf)
            let before = try desk.statistics()
            let transcript = try await GDB.debian.run(
                [connect, "load", "compare-sections"], elf: elf)
            let after = try desk.statistics()
            #expect(transcript["load"].contains("load size 18120"), "\(transcript)")
            #expect(before.wordsProgrammed > 4000)
            #expect(after.erasedSectors == before.erasedSectors)
            #expect(after.wordsProgrammed == before.wordsProgrammed)
            expectNothingIllegal(after)
        }

        @Test func largeImageLoads() async throws {
            let desk = try Desk()
            let server = try desk.startServer()
            let dump = desk.folder.file("dump.bin")
            let transcript = try await GDB.debian.run(
                [
                    Connection.remote.command(server), "load",
                    "dump binary memory \(dump) 0x8000000 0x8040000",
                ], elf: try await firmware("large.elf"))
            #expect(transcript["load"].contains("load size 262144"), "\(transcript)")
            let image = try await firmwareBytes("large.bin")
            #expect(try desk.folder.bytes("dump.bin") == image)
            let statistics = try desk.statistics()
            #expect(statistics.erasedSectors == 0)
            #expect(statistics.wordsProgrammed == Self.wordsToProgram(image))
            expectNothingIllegal(statistics)
        }

        /// Every sector of the image held something else: each is erased once, and only those.
        @Test(arguments: GDB.allCases)
        func loadErasesEachSectorOnce(gdb: GDB) async throws {
            let desk = try Desk()
            let image = try await firmwareBytes("large.bin")
            // With a vector table in front, or it is taken for a text file and refused.
            let vectors = image.prefix(0x160)
            let other = vectors + [UInt8](repeating: 0xA5, count: (512 << 10) - vectors.count)
            let file = try desk.folder.write(Array(other), to: "other.bin")
            let flash = try desk.run("stlink flash \(file) --address 0x08000000")
            #expect(flash.status == 0, "\(flash.text)")
            let server = try desk.startServer()
            let before = try desk.statistics()
            let dump = desk.folder.file("dump.bin")
            _ = try await gdb.run(
                [
                    Connection.extended.command(server), "load",
                    "dump binary memory \(dump) 0x8000000 0x8080000",
                ], elf: try await firmware("large.elf"))
            let after = try desk.statistics()
            let cells = try desk.folder.bytes("dump.bin")
            #expect(Array(cells.prefix(image.count)) == image)
            #expect(cells.dropFirst(image.count).elementsEqual(other.dropFirst(image.count)))
            // RM0385 table 3: 4 x 32 KiB and 128 KiB make up the first 256 KiB.
            #expect(after.erasedSectors - before.erasedSectors == 5)
            expectNothingIllegal(after)
        }

        @Test func stlinkFlashWritesTheSameBytes() async throws {
            let elf = try await firmware("zephyr.elf")
            let byShell = try Desk()
            let flash = try byShell.run("stlink flash \(elf)")
            #expect(flash.status == 0, "\(flash.text)")
            let read = try byShell.run("stlink read 0x08000000 65536 $DESK/shell.bin")
            #expect(read.status == 0, "\(read.text)")
            expectNothingIllegal(try byShell.statistics())

            let byGDB = try Desk()
            let server = try byGDB.startServer()
            _ = try await GDB.debian.run([Connection.remote.command(server), "load"], elf: elf)
            try server.stop()
            let again = try byGDB.run("stlink read 0x08000000 65536 $DESK/gdb.bin")
            #expect(again.status == 0, "\(again.text)")
            let fromGDB = try byGDB.folder.bytes("gdb.bin")
            #expect(fromGDB.count == 65_536)
            #expect(Array(fromGDB.prefix(18_120)) == (try await firmwareBytes("zephyr.bin")))
            #expect(fromGDB == (try byShell.folder.bytes("shell.bin")))
        }
    }
}

extension UInt32 {
    var hexadecimal: String { "0x" + String(self, radix: 16) }
}
