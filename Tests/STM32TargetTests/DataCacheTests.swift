import STM32Target
import TargetMemory
import Testing
import VirtualBoard

/// A Cortex-M7 whose program has its data cache on: a debugger sees what the core sees.
@Suite struct DataCacheTests {
    /// The program counts its rounds here; the line stays in the cache.
    private static let rounds: Address = 0x2000_0044
    private static let lines = Region(base: 0x2000_0000, byteCount: 256)

    private func running() throws -> (BoardBus, STM32Target, () -> Void) {
        let bus = try BoardBus(faults: ["cache(on, 8)"])
        let (link, target) = try bus.target()
        try target.core.resetAndRun()
        bus.board.live(nanoseconds: 5_000_000)
        return (bus, target, link.close)
    }

    @Test func memoryReadsAsTheCoreHasIt() throws {
        let (bus, target, close) = try running()
        try target.core.haltNow()
        let stale = try target.core.access.read(Self.lines.base, count: Self.lines.byteCount)
        let fresh = try target.readMemory(Self.lines.base, count: Self.lines.byteCount)
        #expect(stale != fresh)
        // Once a line is written back it is not written back again.
        let before = bus.transfers
        #expect(try target.readMemory(Self.lines.base, count: 4) == Array(fresh.prefix(4)))
        let again = bus.transfers - before
        #expect(again <= 4, "\(again)")
        close()
    }

    @Test func whatIsWrittenIsSeenByTheCore() throws {
        let (bus, target, close) = try running()
        try target.core.haltNow()
        let rounds = try target.readMemory(Self.rounds, count: 4).word(at: 0)
        #expect(rounds > 0 && rounds < 1 << 28)
        // Between its load and its store the program would write back what it has loaded: up to
        // LDR R1, [R0] it has nothing in hand.
        for _ in 0..<8 {
            let place = Address(try target.core.register(15))
            if try target.readMemory(place, count: 2) == [0x01, 0x68] { break }
            _ = try target.step(at: nil)
        }
        // It goes on counting from what the debugger has written.
        let address = Self.rounds
        try target.writeMemory((0x4000_0000 as UInt32).littleEndianBytes, to: address)
        try target.resume(at: nil)
        bus.board.live(nanoseconds: 2_000_000)
        try target.core.haltNow()
        #expect(try target.readMemory(address, count: 4).word(at: 0) > 0x4000_0000)
        close()
    }

    /// A live view of a running program is no older than the moment of reading.
    @Test func aRunningProgramIsReadAsItIs() throws {
        let (bus, target, close) = try running()
        var last = try target.readMemory(Self.lines.base, count: Self.lines.byteCount)
        for _ in 0..<5 {
            bus.board.live(nanoseconds: 1_000_000)
            let next = try target.readMemory(Self.lines.base, count: Self.lines.byteCount)
            #expect(next != last)
            last = next
        }
        close()
    }
}
