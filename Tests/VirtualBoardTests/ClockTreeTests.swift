import Testing

@testable import VirtualBoard

@Suite struct ClockTreeTests {
    enum RCCAddress {
        static let cr: UInt32 = 0x4002_3800
        static let pllcfgr: UInt32 = 0x4002_3804
        static let cfgr: UInt32 = 0x4002_3808
        static let bdcr: UInt32 = 0x4002_3870
        static let csr: UInt32 = 0x4002_3874
    }

    @Test func readyFollowsOn() throws {
        let bench = try Bench()
        #expect(try bench.peek(RCCAddress.cr) == 0x83)
        for bit in [UInt32(16), 24, 26, 28] {
            #expect(try bench.peek(RCCAddress.cr) & 2 << bit == 0)
            try bench.poke(try bench.peek(RCCAddress.cr) | 1 << bit, RCCAddress.cr)
            #expect(try bench.peek(RCCAddress.cr) & 2 << bit != 0)
        }
        try bench.poke(1, RCCAddress.csr)
        #expect(try bench.peek(RCCAddress.csr) & 2 != 0)
        try bench.poke(1, RCCAddress.bdcr)
        #expect(try bench.peek(RCCAddress.bdcr) & 2 != 0)
    }

    /// The start-up of a 216 MHz system: PLL from HSE, overdrive, switch.
    @Test func systemClock() throws {
        let bench = try Bench()
        #expect(bench.chip.system.coreClockHertz == 16_000_000)
        try bench.poke(2, RCCAddress.cfgr)
        #expect(try bench.peek(RCCAddress.cfgr) & 0xC == 0)
        try bench.poke(0x0001_0083, RCCAddress.cr)
        // M 4, N 216, P 2, source HSE.
        try bench.poke(0x2040_0000 | 216 << 6 | 4, RCCAddress.pllcfgr)
        try bench.poke(0x0101_0083, RCCAddress.cr)
        try bench.poke(0x0001_C000, 0x4000_7000)
        #expect(try bench.peek(0x4000_7004) & 1 << 16 != 0)
        try bench.poke(0x9402, RCCAddress.cfgr)
        #expect(try bench.peek(RCCAddress.cfgr) & 0xC == 8)
        #expect(bench.chip.system.coreClockHertz == 216_000_000)
        try bench.poke(0x9482, RCCAddress.cfgr)
        #expect(bench.chip.system.coreClockHertz == 108_000_000)
        bench.chip.system.systemReset()
        #expect(bench.chip.system.coreClockHertz == 16_000_000)
    }

    @Test func resetFlagsGatherAndClear() throws {
        let bench = try Bench()
        #expect(try bench.peek(RCCAddress.csr) == 0x0E00_0000)
        try bench.poke(1 << 24, RCCAddress.csr)
        #expect(try bench.peek(RCCAddress.csr) == 0)
        bench.chip.system.systemReset()
        #expect(try bench.peek(RCCAddress.csr) == 0x1400_0000)
    }

    @Test func startBitsClearThemselves() throws {
        let bench = try Bench()
        try bench.poke(0x0002_0101, 0x4002_9000)
        #expect(try bench.peek(0x4002_9000) == 0x0002_0100)
        try bench.poke(4, 0x5006_0800)
        #expect(try bench.peek(0x5006_0804) == 1)
        #expect(try bench.peek(0x5006_0808) != bench.peek(0x5006_0808))
    }

    @Test func unmappedAddressesFault() throws {
        let bench = try Bench()
        for address in [UInt32(0x2005_0000), 0x0810_0000, 0x4000_8000, 0x6000_0000, 0x4001_6C00] {
            #expect(throws: BusFault(address: address)) { try bench.peek(address) }
        }
    }

    @Test func pinsFollowBitSetAndReset() throws {
        let bench = try Bench()
        try bench.poke(0x4000, 0x4002_0400)
        try bench.poke(0x0080_0081, 0x4002_0418)
        #expect(try bench.peek(0x4002_0414) == 0x81)
        #expect(try bench.peek(0x4002_0410) & 0x81 == 0x80)
        try bench.poke(0x0080_0000, 0x4002_0418)
        #expect(try bench.peek(0x4002_0414) == 0x01)
    }
}
