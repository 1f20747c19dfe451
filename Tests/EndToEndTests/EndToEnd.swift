import Foundation
import TestSupport
import Testing

/// gdb, the server, libusb, a virtual probe and flash cells: one session at a time, because each
/// takes a whole processor.
@Suite(.serialized) enum EndToEnd {}

/// A gdb with a way to connect: every session is proved with all four.
struct Bench: CustomTestStringConvertible {
    var gdb: GDB
    var connection: Connection

    static let all = GDB.allCases.flatMap { gdb in
        Connection.allCases.map { Bench(gdb: gdb, connection: $0) }
    }
    var testDescription: String { "\(gdb.rawValue), \(connection.rawValue)" }
}

/// Nothing that the manuals forbid was done to the chip or the probe.
func expectNothingIllegal(_ statistics: BoardStatistics?) {
    #expect(statistics?.illegal == [:])
}

/// An image of `Tests/Firmware` by its name: `zephyr`, `second` or `large`, `.elf` or `.bin`.
func firmware(_ name: String) async throws -> String {
    try await TestFirmware.path(name)
}

func firmwareBytes(_ name: String) async throws -> [UInt8] {
    let path = try await firmware(name)
    return Array(try Data(contentsOf: URL(filePath: path)))
}
