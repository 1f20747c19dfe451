import Testing
import Trace

@Suite struct TextTests {
    private func text(_ packets: [TracePacket]) -> String {
        var text = TraceText()
        return packets.map { text.text(for: $0) }.joined() + text.flush()
    }

    private func printed(_ string: String, port: Int = 0) -> [TracePacket] {
        string.utf8.map { .instrumentation(port: port, bytes: [$0]) }
    }

    @Test func aConsoleIsLeftAsItIs() {
        #expect(text(printed("one\r\ntwo\n")) == "one\ntwo\n")
        #expect(text(printed("no end")) == "no end\n")
        #expect(text(printed("µ, €, 𝄞\n")) == "µ, €, 𝄞\n", "byte by byte")
        #expect(text([.instrumentation(port: 0, bytes: [0x41, 0x42, 0, 0])]) == "AB\n")
        #expect(text(printed("\u{1B}[2J")) == "\\x1b[2J\n", "nothing that a terminal obeys")
        #expect(text([.instrumentation(port: 0, bytes: [0xE2, 0x82])]) == "\u{FFFD}\n")
        #expect(text([]) == "")
    }

    @Test func theRestHasLinesOfItsOwn() {
        let packets =
            printed("half") + printed("x\n", port: 3) + [.overflow, .synchronization]
            + printed("rest", port: 33) + printed("more\n")
        #expect(
            text(packets)
                == """
                half
                port 3: x
                overflow: packets were lost in the chip, it sends more than SWO carries
                more
                port 33: rest

                """)
    }

    @Test func aLineWithoutEndIsCut() {
        let lines = text(printed(String(repeating: "x", count: 10_000), port: 1)).split(
            separator: "\n")
        #expect(lines.count == 3 && lines.allSatisfy { $0.count < 4200 })
    }

    @Test(arguments: [
        (TracePacket.programCounter(.at(0x0800_0123)), "pc 0x08000123"),
        (.exception(number: 15, action: .entered), "exception 15 (SysTick) entered"),
        (.exception(number: 54, action: .returned), "exception 54 (IRQ 38) returned"),
        (
            .dataTraceValue(comparator: 1, value: 0x1F, byteCount: 2, isWrite: true),
            "watch 1: wrote 0x001f"
        ),
        (.localTimestamp(ticks: 9, relation: .packetDelayed), "time +9, packet late"),
        (.eventCounters([.sleep, .cycles]), "counters wrapped: sleep, cyc"),
        (.damaged([0, 0xFF]), "damaged: 00 ff"),
    ])
    func packetsAreNamed(packet: TracePacket, words: String) {
        #expect(packet.description == words)
    }
}

/// The bit rate on SWO.
@Suite struct SWOClockTests {
    @Test(arguments: [
        (216_000_000, 2_000_000, 108, 2_000_000), (168_000_000, 2_000_000, 84, 2_000_000),
        (16_000_000, 2_000_000, 8, 2_000_000), (4_000_000, 24_000_000, 1, 4_000_000),
        (550_000_000, 24_000_000, 25, 22_000_000), (72_000_000, 1_900_000, 40, 1_800_000),
        (1_000_003, 300_000, 4, 250_001),
    ])
    func isTheFastestThatIsAllowed(cpu: Int, limit: Int, divisor: Int, hertz: Int) throws {
        let clock = try #require(SWOClock(traceClock: cpu, notAbove: limit))
        #expect(clock.divisor == divisor && clock.hertz == hertz)
    }

    @Test func whatCannotBeIsRefused() {
        #expect(SWOClock(traceClock: 200_000_000, notAbove: 20_000) == nil)
        #expect(SWOClock(traceClock: 0, notAbove: 20_000) == nil)
        #expect(SWOClock(traceClock: 1_000_000, notAbove: 0) == nil)
    }
}
