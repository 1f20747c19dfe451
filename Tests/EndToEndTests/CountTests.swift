import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Speed as counts of USB transfers, which are the same on every machine.
    @Suite struct CountTests {
        static let transfersPerStepMax = 12
        static let transfersToAttachMax = 60

        @Test(arguments: GDB.allCases)
        func stepTakesFewTransfers(gdb: GDB) async throws {
            let (desk, server) = try await RunControlTests.prepared()
            func transfers(steps: Int) async throws -> Int {
                let before = try desk.statistics().transfers
                let start = [
                    Connection.remote.command(server), "monitor reset halt", "tbreak main",
                    "continue",
                ]
                let steps = Array(repeating: "stepi", count: steps)
                let transcript = try await gdb.run(
                    start + steps, elf: try await firmware("zephyr.elf"))
                #expect(transcript["continue"].contains("main ()"), "\(transcript)")
                return try desk.statistics().transfers - before
            }
            let few = try await transfers(steps: 10)
            let many = try await transfers(steps: 110)
            let perStep = Double(many - few) / 100
            print("\(gdb.rawValue): \(perStep) transfers for each stepi")
            #expect(perStep > 1)
            #expect(perStep <= Double(Self.transfersPerStepMax))
            expectNothingIllegal(try desk.statistics())
        }

        /// From the start of the server to gdb's first prompt.
        @Test(arguments: GDB.allCases)
        func attachTakesFewTransfers(gdb: GDB) async throws {
            let desk = try Desk()
            let server = try desk.startServer()
            let transcript = try await gdb.run(
                [
                    Connection.remote.command(server), desk.saveStatistics(to: "attached.json"),
                    "info registers pc",
                ], elf: try await firmware("zephyr.elf"))
            #expect(transcript["info registers pc"].contains("0x"), "\(transcript)")
            let attached = try BoardStatistics(json: desk.folder.text("attached.json"))
            print("\(gdb.rawValue): \(attached.transfers) transfers to attach")
            #expect(attached.transfers > 10)
            #expect(attached.transfers <= Self.transfersToAttachMax)
            expectNothingIllegal(attached)
        }

        /// A second `load` of the same image compares on the target and moves next to nothing.
        @Test func loadOfWhatIsThereMovesFewBytes() async throws {
            let desk = try Desk()
            let server = try desk.startServer()
            let load = [Connection.remote.command(server), "load"]
            let elf = try await firmware("large.elf")
            _ = try await GDB.recent.run(load, elf: elf)
            let first = try desk.statistics()
            _ = try await GDB.recent.run(load, elf: elf)
            let second = try desk.statistics()
            let moved = second.transfers - first.transfers
            print("load of 256 KiB: \(first.transfers) transfers, again: \(moved)")
            #expect(second.erasedSectors == first.erasedSectors)
            #expect(moved < first.transfers / 2)
            let movedBytes = second.bytes - first.bytes
            #expect(movedBytes < 262_144 / 10, "\(movedBytes) bytes")
            expectNothingIllegal(second)
        }
    }
}
