import Testing

@testable import VirtualBoard

/// What the old firmware does while a tool works, on a core that executes it.
@Suite struct FirmwareFaultTests {
    // MARK: - Sleep

    @Test(arguments: ["WFI", "STOP"])
    func theAccessPortWaitsWhileTheCoreSleeps(mode: String) throws {
        let bench = try LiveBench("sleep(\(mode), wakes every 100 ms)")
        bench.live(milliseconds: 20)
        #expect(try bench.enter() == 0x80)
        var answers: [UInt8] = []
        for _ in 0..<400 {
            answers.append(try bench.look(LiveBench.dhcsr).status)
            bench.board.live(nanoseconds: 300_000)
        }
        #expect(answers.contains(0x10) && answers.contains(0x80))
        #expect(answers.filter { $0 == 0x80 }.count < 20, "it is awake for about 1 ms in 100")
        // Once its bit is set, the debug clocks go on.
        let bit: UInt32 = mode == "WFI" ? 1 : 2
        while try bench.write(bit, to: LiveBench.debugControl) != 0x80 {}
        bench.live(milliseconds: 10)
        #expect(try bench.read(LiveBench.dhcsr) & 1 << 18 != 0, "S_SLEEP")
    }

    @Test func nothingAnswersInStandby() throws {
        let bench = try LiveBench("sleep(STANDBY)")
        bench.live(milliseconds: 20)
        #expect(try bench.enter() == 0x09)
        try bench.driveReset(low: true)
        #expect(try bench.enter() == 0x80)
        try bench.halt()
        try bench.driveReset(low: false)
        bench.live(milliseconds: 20)
        #expect(try bench.read(LiveBench.dhcsr) & 1 << 17 != 0, "halted before it could sleep")
    }

    @Test func leavingStandbyIsAReset() throws {
        let bench = try LiveBench("sleep(STANDBY, wakes every 50 ms)")
        bench.live(milliseconds: 220)
        #expect(try bench.enter() == 0x09)
        try bench.driveReset(low: true)
        #expect(try bench.enter() == 0x80)
        #expect(try bench.read(LiveBench.interrupts) == 0, "no handler ever ran")
    }

    // MARK: - Pins and reset line

    @Test func pinsAreLostOnceTheFirmwareHasRun() throws {
        let bench = try LiveBench("pins(lost after 5 ms)")
        bench.live(milliseconds: 2)
        #expect(try bench.enter() == 0x80)
        bench.live(milliseconds: 10)
        #expect(try bench.look(LiveBench.dhcsr).status != 0x80)
        #expect(try bench.enter() == 0x09)
        try bench.driveReset(low: true)
        #expect(try bench.enter() == 0x80)
        try bench.halt()
        try bench.write(1, to: LiveBench.demcr)
        try bench.driveReset(low: false)
        bench.live(milliseconds: 20)
        #expect(try bench.read(LiveBench.dhcsr) & 1 << 17 != 0)
    }

    @Test func theBoardStretchesReset() throws {
        let bench = try LiveBench("nrst(stretch 300 ms)", "irq(1 ms)")
        #expect(try bench.enter() == 0x80)
        try bench.driveReset(low: true)
        try bench.driveReset(low: false)
        try bench.write(0, to: LiveBench.rounds)
        bench.live(milliseconds: 250)
        #expect(try bench.read(LiveBench.rounds) == 0)
        bench.live(milliseconds: 100)
        #expect(try bench.read(LiveBench.rounds) > 0)
    }

    // MARK: - Interrupts and DMA

    @Test func interruptsComePeriodically() throws {
        let bench = try LiveBench("irq(1 ms)")
        bench.live(milliseconds: 100)
        #expect(try bench.enter() == 0x80)
        let count = try bench.read(LiveBench.interrupts)
        #expect((95...105).contains(count))
    }

    @Test func aStreamWritesWhoeverRuns() throws {
        let address: UInt32 = 0x2000_0100
        let bench = try LiveBench("dma(writes 0x20000100)")
        bench.live(milliseconds: 5)
        #expect(try bench.enter() == 0x80)
        try bench.halt()
        let first = try bench.read(address)
        bench.live(milliseconds: 1)
        #expect(try bench.read(address) != first)
        // Its clock off, it stops.
        try bench.write(0, to: 0x4002_3830)
        try bench.write(7, to: address)
        bench.live(milliseconds: 1)
        #expect(try bench.read(address) == 7)
    }

    @Test func aResetUnderHaltStopsTheStream() throws {
        let address: UInt32 = 0x2000_0100
        let bench = try LiveBench("dma(0x20000100)")
        bench.live(milliseconds: 5)
        #expect(try bench.enter() == 0x80)
        try bench.halt()
        try bench.write(1, to: LiveBench.demcr)
        try bench.write(0x05FA_0004, to: LiveBench.aircr)
        bench.live(milliseconds: 1)
        try bench.write(7, to: address)
        bench.live(milliseconds: 1)
        #expect(try bench.read(address) == 7)
    }

    // MARK: - Watchdogs

    @Test(arguments: [("iwdg(100 ms, sw)", UInt32(12)), ("wwdg(20 ms)", 11)])
    func aHaltedCoreIsBittenUnlessFrozen(fault: String, bit: UInt32) throws {
        let bench = try LiveBench(fault)
        bench.live(milliseconds: 1000)
        #expect(bench.resets("watchdog") == 0, "the firmware feeds it")
        #expect(try bench.enter() == 0x80)
        try bench.write(1 << bit, to: LiveBench.freeze)
        try bench.halt()
        bench.live(milliseconds: 1000)
        #expect(bench.resets("watchdog") == 0, "frozen")
        try bench.write(0, to: LiveBench.freeze)
        bench.live(milliseconds: 1000)
        #expect(bench.resets("watchdog") == 1, "then the firmware feeds it again")
        #expect(try bench.read(LiveBench.dhcsr) & 1 << 17 == 0, "a reset ends the halt")
    }

    @Test func aHardwareWatchdogStartsByItself() throws {
        let bench = try LiveBench("iwdg(100 ms, hw)")
        #expect(try bench.enter() == 0x80)
        #expect(try bench.read(0x4002_3C14) & 1 << 5 == 0, "OPTCR: IDWG_SW")
        try bench.halt()
        try bench.write(1, to: LiveBench.demcr)
        try bench.write(0x05FA_0004, to: LiveBench.aircr)
        bench.live(milliseconds: 5)
        #expect(try bench.read(LiveBench.dhcsr) & 1 << 17 != 0)
        // 0x1000 ticks of LSI / 4, as nobody has set it up: 512 ms.
        bench.live(milliseconds: 400)
        #expect(bench.resets("watchdog") == 0)
        bench.live(milliseconds: 200)
        #expect(bench.resets("watchdog") == 1)
    }

    // MARK: - Cache

    @Test func theAccessPortLooksPastTheCache() throws {
        let bench = try LiveBench("cache(on, 8 lines)", "irq(1 ms)")
        bench.live(milliseconds: 50)
        #expect(try bench.enter() == 0x80)
        try bench.halt()
        #expect(try bench.read(LiveBench.interrupts) < 5, "what was there before")
        // DCCMVAC of its line.
        try bench.write(LiveBench.interrupts, to: 0xE000_EF68)
        #expect(try bench.read(LiveBench.interrupts) >= 40)
        try bench.resume()
        bench.live(milliseconds: 20)
        try bench.halt()
        let stale = try bench.read(LiveBench.interrupts)
        try bench.write(0, to: 0xE000_EF6C)
        #expect(try bench.read(LiveBench.interrupts) >= stale + 15)
    }
}
