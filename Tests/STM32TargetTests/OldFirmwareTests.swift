import STM32Flash
import STM32Target
import TargetMemory
import Testing
import VirtualBoard

/// A load ends well whatever the old program is doing, every time.
@Suite struct OldFirmwareTests {
    private static let faults: [[String]] = [
        ["irq(1 ms)"], ["dma(0x20000100)"], ["iwdg(100 ms, hw)"], ["iwdg(100 ms, sw)"],
        ["irq(1 ms)", "dma(0x20000100)", "iwdg(100 ms, hw)"],
    ]

    /// Stack, entry and a loop that counts.
    private func program(seed: UInt64) -> [UInt8] {
        let head: [UInt8] = [0x00, 0x10, 0x00, 0x20, 0x09, 0x00, 0x00, 0x08]
        let loop: [UInt8] = [0x01, 0x30, 0xFD, 0xE7]
        return head + loop + DeviceTests.bytes(1500, seed: seed)
    }

    private func load(_ seed: UInt64, _ target: STM32Target, _ options: FlashOptions) throws {
        let session = try #require(target.flashSession)
        let bytes = program(seed: seed)
        let report = try session.program(
            [Segment(address: 0x0800_0000, bytes: bytes)], options: options)
        #expect(report.isVerified)
        #expect(try target.core.access.read(0x0800_0000, count: bytes.count) == bytes)
    }

    @Test(arguments: faults) func isOfNoConsequence(_ faults: [String]) throws {
        let bus = try BoardBus(faults: faults)
        let (link, target) = try bus.target()
        defer { link.close() }
        for seed in [1, 2] as [UInt64] {
            try target.core.resetAndRun()
            bus.board.live(nanoseconds: 20_000_000)
            try target.core.haltNow()
            try load(seed, target, FlashOptions())
        }
        #expect(bus.statistic("illegalTotal") == 0)
    }

    /// Without a reset the old program's interrupts stay masked, its watchdog is fed; and where
    /// its DMA writes into the loader, the debug port does the work.
    @Test(arguments: faults) func isOfNoConsequenceWithoutAReset(_ faults: [String]) throws {
        let bus = try BoardBus(faults: faults)
        let (link, target) = try bus.target()
        defer { link.close() }
        try target.core.resetAndRun()
        bus.board.live(nanoseconds: 20_000_000)
        try target.core.haltNow()
        try load(3, target, FlashOptions(resets: false))
    }
}
