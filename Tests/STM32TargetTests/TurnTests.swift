import STM32Flash
import STM32Target
import TargetMemory
import Testing
import VirtualBoard

/// Flash A, run, flash B, run, a hundred times, while A and B have interrupts, a DMA stream into
/// RAM and watchdogs that start by themselves: all turns end well, and nothing tells odd ones from
/// even ones.
@Suite struct TurnTests {
    /// A board of each flash interface and core, the word its DMA writes, and how often.
    static let boards: [(name: String, stream: UInt32, turns: Int)] = [
        ("stm32f030", 0x2000_0100, 100), ("stm32f103xg", 0x2000_0100, 20),
        ("stm32f303", 0x2000_0100, 10), ("stm32f407", 0x2000_0100, 100),
        ("stm32f756", 0x2000_0100, 100), ("stm32l053", 0x2000_0100, 100),
        ("stm32l152", 0x2000_0100, 20), ("stm32l476", 0x2000_0100, 100),
        ("stm32l4r5", 0x2000_0100, 10), ("stm32g0b1", 0x2000_0100, 20),
        ("stm32c011", 0x2000_0100, 10), ("stm32u083", 0x2000_0100, 10),
        ("stm32g474", 0x2000_0100, 10), ("stm32wb55", 0x2000_0100, 10),
        ("stm32wl55", 0x2000_0100, 10), ("stm32l552", 0x2000_0100, 20),
        ("stm32u575", 0x2000_0100, 100), ("stm32u385", 0x2000_0100, 10),
        ("stm32wba52", 0x2000_0100, 10), ("stm32h563", 0x2000_0100, 100),
        ("stm32h743", 0x2400_0100, 100), ("stm32h7s3", 0x2400_0100, 20),
        ("stm32wb07", 0x2000_0100, 100),
    ]

    /// What a turn cost.
    private struct Cost: Hashable {
        var erases: Int
        var programmed: Int
        var unchanged: Int
        var usedLoader: Bool
    }

    /// The board's firmware is in front of every image, so that it goes on with what it does.
    private static let residentByteCount = 512

    @Test(arguments: boards)
    func allTurnsAreAlike(_ name: String, _ stream: UInt32, _ turns: Int) throws {
        let dma = "dma(0x\(String(stream, radix: 16)))"
        let bus = try BoardBus(
            name, probe: DeviceTests.probe,
            faults: ["irq(1 ms)", dma, "iwdg(100 ms, hw)", "wwdg(40 ms, hw)"])
        let (link, target) = try bus.target()
        defer { link.close() }
        let session = try #require(target.flashSession)
        let base = target.identity.sectors[0].region.base
        let resident = try target.core.access.read(base, count: Self.residentByteCount)
        let images = [1, 2].map { seed in
            resident + DeviceTests.bytes(1500, seed: seed)
        }
        var costs: [Set<Cost>] = [[], []]
        for turn in 0..<turns {
            let image = images[turn % 2]
            let report = try session.program([Segment(address: base, bytes: image)])
            #expect(report.isVerified)
            costs[turn % 2].insert(
                Cost(
                    erases: turn == 0 ? -1 : report.sectorsErased,
                    programmed: report.programmedByteCount, unchanged: report.sectorsUnchanged,
                    usedLoader: report.usedLoader))
            #expect(try target.core.access.read(base, count: image.count) == image)
            try expectAlive(target, bus, stream)
            try #require(!bus.statistics.contains("\"watchdog\""), "turn \(turn)")
        }
        // The very first erase is of what was there before.
        costs[0] = costs[0].filter { $0.erases >= 0 }
        #expect(costs[0].count == 1 && costs[0] == costs[1], "\(costs)")
        #expect(costs[1].allSatisfy { $0.usedLoader && $0.erases > 0 })
        #expect(bus.statistic("illegalTotal") == 0)
    }

    /// Interrupts come, the DMA stream writes, and no watchdog has bitten.
    private func expectAlive(_ target: STM32Target, _ bus: BoardBus, _ stream: UInt32) throws {
        let interrupts: Address = 0x2000_0040
        try target.core.access.writeWord(0, to: interrupts)
        try target.core.resetAndRun()
        bus.board.live(nanoseconds: 4_000_000)
        try target.core.haltNow()
        #expect(try target.core.access.readWord(interrupts) > 1)
        let first = try target.core.access.readWord(Address(stream))
        bus.board.live(nanoseconds: 1_000_000)
        #expect(try target.core.access.readWord(Address(stream)) != first)
    }
}
