import Testing

@testable import VirtualBoard

/// A whole board with a core that executes, driven by USB transfers, on the board's own clock.
final class LiveBench {
    let board: any PluggedBoard

    init(_ faults: String...) throws { board = try BoardCatalogue.make(faults: faults) }

    func live(milliseconds: UInt64) { board.live(nanoseconds: milliseconds * 1_000_000) }

    func send(_ command: [UInt8]) {
        let packet = command + [UInt8](repeating: 0, count: 16 - command.count)
        #expect(board.device.bulkOut(0x02, packet) == .complete([]))
    }

    func ask(_ command: [UInt8], _ byteCount: Int) throws -> [UInt8] {
        send(command)
        guard case .complete(let bytes) = board.device.bulkIn(0x81, maximumByteCount: byteCount)
        else { throw BoardError("no reply to \(command)") }
        try #require(bytes.count == byteCount)
        return bytes
    }

    /// ENTER of SWD: the status.
    func enter() throws -> UInt8 { try ask([0xF2, 0x30, 0xA3], 2)[0] }

    func driveReset(low: Bool) throws {
        #expect(try ask([0xF2, 0x3C, low ? 0 : 1], 2) == [0x80, 0])
    }

    /// Status and value of a debug register or word of memory.
    func look(_ address: UInt32) throws -> (status: UInt8, value: UInt32) {
        let reply = try ask([0xF2, 0x36] + Bench.bytes(address), 8)
        return (reply[0], reply.value(at: 4, width: 4))
    }

    func read(_ address: UInt32) throws -> UInt32 {
        let (status, value) = try look(address)
        #expect(status == 0x80)
        return value
    }

    @discardableResult
    func write(_ value: UInt32, to address: UInt32) throws -> UInt8 {
        try ask([0xF2, 0x35] + Bench.bytes(address) + Bench.bytes(value), 2)[0]
    }

    func halt() throws { #expect(try write(0xA05F_0003, to: Self.dhcsr) == 0x80) }
    func resume() throws { #expect(try write(0xA05F_0001, to: Self.dhcsr) == 0x80) }

    /// Resets of one kind so far.
    func resets(_ kind: String) -> Int {
        let text = board.statistics(wallNanoseconds: 0)
        guard let line = text.split(separator: "\n").first(where: { $0.contains("\"resets\"") }),
            let match = line.firstMatch(of: /"([a-z]+)": ([0-9]+)/)
        else { return 0 }
        return line.matches(of: /"([a-z]+)": ([0-9]+)/)
            .first { $0.output.1 == kind }.flatMap { Int($0.output.2) }
            ?? (match.output.1 == kind ? Int(match.output.2) ?? 0 : 0)
    }

    static let dhcsr: UInt32 = 0xE000_EDF0
    static let demcr: UInt32 = 0xE000_EDFC
    static let aircr: UInt32 = 0xE000_ED0C
    static let debugControl: UInt32 = 0xE004_2004
    static let freeze: UInt32 = 0xE004_2008
    /// Where the firmware counts its interrupts and its rounds.
    static let interrupts: UInt32 = 0x2000_0040
    static let rounds: UInt32 = 0x2000_0044
}
