import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Registers, memory and calls.
    @Suite struct DataTests {
        @Test(arguments: GDB.allCases)
        func registersAreThere(gdb: GDB) async throws {
            let (desk, server) = try await RunControlTests.prepared()
            let transcript = try await gdb.run(
                [
                    Connection.remote.command(server), "monitor reset halt", "break average",
                    "continue", "info registers", "info registers msp psp control primask",
                    "info float", "finish", "print $s0", "set var $s5 = 2.5", "print $s5",
                    "print $d2", "set var $r4 = 0x1234abcd", "print/x $r4", "info registers xpsr",
                ], elf: try await firmware("zephyr.elf"))
            let general = transcript["info registers"]
            for name in ["r0", "r12", "sp", "lr", "pc", "xpsr"] {
                #expect(
                    general.contains("\n\(name) ") || general.hasPrefix("\(name) "), "\(general)")
            }
            #expect(general.contains("<average+"), "\(general)")
            let system = transcript["info registers msp psp control primask"]
            #expect(system.contains("msp") && system.contains("0x2001"), "\(system)")
            #expect(system.contains("control"), "\(system)")
            #expect(transcript["info float"].contains("fpscr"), "\(transcript["info float"])")
            #expect(transcript["finish"].contains("= 4.875"), "\(transcript)")
            #expect(transcript["print $s0"].contains("= 4.875"), "\(transcript)")
            #expect(transcript["print $s5"].contains("= 2.5"), "\(transcript)")
            #expect(transcript["print/x $r4"].contains("= 0x1234abcd"), "\(transcript)")
            // Thumb state, thread mode.
            #expect(transcript["info registers xpsr"].contains("0x"), "\(transcript)")
            expectNothingIllegal(try desk.statistics())
        }

        @Test(arguments: Bench.all)
        func variablesAndCalls(bench: Bench) async throws {
            let (desk, server) = try await RunControlTests.prepared()
            let transcript = try await bench.gdb.run(
                [
                    bench.connection.command(server), "monitor reset halt", "break count_to",
                    "continue", "set var counter = 41", "print counter",
                    "call add_scaled(6, 7)", "call factorial(6)", "print average(samples, 2)",
                    "set var limit = 3", "finish", "print counter", "print results[3]",
                ], elf: try await firmware("zephyr.elf"))
            #expect(transcript["print counter"].contains("= 41"), "\(transcript)")
            #expect(transcript["call add_scaled(6, 7)"].contains("= 67"), "\(transcript)")
            #expect(transcript["call factorial(6)"].contains("= 720"), "\(transcript)")
            #expect(transcript["print average(samples, 2)"].contains("= 1.875"), "\(transcript)")
            #expect(transcript["print counter", occurrence: 2].contains("= 44"), "\(transcript)")
            #expect(transcript["print results[3]"].contains("= 3"), "\(transcript)")
            expectNothingIllegal(try desk.statistics())
        }

        /// Any start address, any length: the bytes are those of the file.
        @Test(arguments: GDB.allCases)
        func memoryAtAnyAlignment(gdb: GDB) async throws {
            let (desk, server) = try await RunControlTests.prepared()
            let image = try await firmwareBytes("zephyr.bin")
            var commands = [Connection.remote.command(server), "monitor reset halt"]
            let starts: [UInt32] = [0, 1, 2, 3, 0x15F, 0x1003, 0x3FFE]
            for start in starts { commands.append("x/64xb \((0x0800_0000 + start).hexadecimal)") }
            for start in starts { commands.append("x/64xw \((0x0800_0000 + start).hexadecimal)") }
            let transcript = try await gdb.run(commands, elf: try await firmware("zephyr.elf"))
            for start in starts {
                let address = (0x0800_0000 + start).hexadecimal
                let expected = image[Int(start)..<Int(start) + 64].map(UInt32.init)
                #expect(Self.values(transcript["x/64xb \(address)"]) == expected, "\(transcript)")
                let words = (0..<64).map { index -> UInt32 in
                    let first = Int(start) + 4 * index
                    return (0..<4).reduce(0) { $0 | UInt32(image[first + $1]) << (8 * $1) }
                }
                #expect(Self.values(transcript["x/64xw \(address)"]) == words, "\(transcript)")
            }
            expectNothingIllegal(try desk.statistics())
        }

        /// `0x8000160 <text>:	0x10	0xb5` and so on.
        static func values(_ output: String) -> [UInt32] {
            output.split(separator: "\n").flatMap { line in
                line.split(separator: ":").last.map { values in
                    values.split(separator: "\t").compactMap { word in
                        word.hasPrefix("0x") ? UInt32(word.dropFirst(2), radix: 16) : nil
                    }
                } ?? []
            }
        }

        @Test(arguments: GDB.allCases)
        func memoryIsWrittenAtAnyAlignment(gdb: GDB) async throws {
            let (desk, server) = try await RunControlTests.prepared()
            let file = try desk.folder.write((0..<200).map { UInt8($0) ^ 0x5A }, to: "in.bin")
            let back = desk.folder.file("back.bin")
            let transcript = try await gdb.run(
                [
                    Connection.remote.command(server), "monitor reset halt", "break main",
                    "continue", "set {char[3]}0x20030001 = {1, 2, 3}", "x/5xb 0x20030000",
                    "restore \(file) binary 0x20020003",
                    "dump binary memory \(back) 0x20020003 0x200200cb",
                    "print unaligned[1]", "set var unaligned[1] = 0x77", "print/x unaligned[1]",
                    "print *(char *)0xC0000000",
                ], elf: try await firmware("zephyr.elf"))
            #expect(Self.values(transcript["x/5xb 0x20030000"]).dropFirst().prefix(3) == [1, 2, 3])
            #expect(try desk.folder.bytes("back.bin") == desk.folder.bytes("in.bin"))
            #expect(transcript["print/x unaligned[1]"].contains("= 0x77"), "\(transcript)")
            #expect(
                transcript["print *(char *)0xC0000000"].contains("Cannot access memory"),
                "\(transcript)")
            expectNothingIllegal(try desk.statistics())
        }
    }
}
