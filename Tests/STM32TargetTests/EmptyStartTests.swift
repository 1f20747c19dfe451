import DebugSession
import STM32Flash
import STM32Target
import TargetMemory
import Testing
import VirtualBoard

/// A chip that noted an empty flash when power came runs what is loaded, not its boot loader.
@Suite struct EmptyStartTests {
    /// One of each way to note it, and one that takes no note.
    private static let boards = [
        "stm32g071", "stm32g0b1", "stm32c031", "stm32u083", "stm32wb55", "stm32wl55", "stm32l432",
        "stm32l4r5", "stm32f042", "stm32f091", "stm32l476",
    ]

    /// Counts the word behind its stack up, for ever.
    private func program(at base: Address) -> [UInt8] {
        let words: [UInt32] = [
            0x2000_0400, base.rawValue + 9,
            // LDR R0, =0x20000500; LDR R1, [R0]; ADDS R1, #1; STR R1, [R0]; B to the second
            0x6801_4802, 0x6001_3101, 0xBF00_E7FB, 0x2000_0500,
        ]
        return words.flatMap(\.littleEndianBytes)
    }

    private func expectRunning(_ target: STM32Target, _ bus: BoardBus) throws {
        let counter: Address = 0x2000_0500
        try target.core.access.writeWord(0, to: counter)
        try target.reset(.run)
        bus.board.live(nanoseconds: 1_000_000)
        try target.core.haltNow()
        #expect(try target.core.access.readWord(counter) > 0)
    }

    @Test(arguments: boards) func theFirstLoadRuns(_ name: String) throws {
        let bus = try BoardBus(name, probe: DeviceTests.probe)
        let (link, target) = try bus.target()
        defer { link.close() }
        let base = target.identity.sectors[0].region.base
        let session = try #require(target.flashSession)
        let first = try session.program([Segment(address: base, bytes: program(at: base))])
        #expect(first.isVerified)
        let counter = try #require(try target.readRegister(15)).littleEndianWord
        #expect(counter == base.rawValue + 8 || counter == 8, "PC \(counter)")
        try expectRunning(target, bus)
        #expect(bus.statistic("illegalTotal") == 0)
    }

    /// As another tool leaves it: programmed, and the note still there.
    @Test(arguments: ["stm32g071", "stm32l432", "stm32wb55"])
    func aResetStartsWhatOthersProgrammed(_ name: String) throws {
        let bus = try BoardBus(name, probe: DeviceTests.probe)
        let base: Address = 0x0800_0000
        do {
            let (link, target) = try bus.target()
            defer { link.close() }
            #expect(target.facts().contains { $0.contains("because flash was empty") })
            // Without a reset nothing is cleared.
            _ = try #require(target.flashSession).program(
                [Segment(address: base, bytes: program(at: base))],
                options: FlashOptions(resets: false))
            try target.detach(leaveHalted: false)
        }
        let (link, target) = try bus.target()
        defer { link.close() }
        #expect(target.facts().contains { $0.contains("because flash was empty") })
        try expectRunning(target, bus)
        #expect(!target.facts().contains { $0.contains("because flash was empty") })
        #expect(bus.statistic("illegalTotal") == 0)
    }
}

extension [UInt8] {
    /// A word, lowest byte first.
    var littleEndianWord: UInt32 { reversed().reduce(0) { $0 << 8 | UInt32($1) } }
}
