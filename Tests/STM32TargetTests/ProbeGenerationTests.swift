import CortexM
import STLink
import STM32Target
import TargetMemory
import Testing
import VirtualBoard

/// Every kind of probe with every age of firmware reaches the same chip.
@Suite struct ProbeGenerationTests {
    static let firmware: [(String, String)] = [
        ("stlink-v1", "V1J11"), ("stlink-v1", "V1J13"), ("stlink-v2", "V2J11S0"),
        ("stlink-v2", "V2J13S0"), ("stlink-v2", "V2J14S0"), ("stlink-v2", "V2J15S0"),
        ("stlink-v2", "V2J21S4"), ("stlink-v2", "V2J22S4"), ("stlink-v2", "V2J24S4"),
        ("stlink-v2", "V2J26S6"), ("stlink-v2", "V2J28S7"), ("stlink-v2", "V2J29S7"),
        ("stlink-v2", "V2J32S7"), ("stlink-v2", "V2J46S7"), ("stlink-v2-1", "V2J28M16"),
        ("stlink-v2-1", "V2J45M31"), ("stlink-v2-1-audio", "V2J37M26"),
        ("stlink-v2-1-no-disk", "V2J37M26"), ("stlink-v3e", "V3J1M1"), ("stlink-v3e", "V3J5M2"),
        ("stlink-v3set", "V3J6M2B1S1"), ("stlink-v3minie", "V3J17M9"),
        ("stlink-v3-2vcp", "V3J13M4"), ("stlink-v3-no-disk", "V3J13M4"),
        ("stlink-v3pwr", "V4J4B1P2"), ("stlink-v2", "V2J63S7"),
    ]

    private func link(_ bus: BoardBus) throws -> Link {
        try Link(opening: Probe.choose(serial: nil, from: Probe.all(on: bus)), on: bus)
    }

    @Test(arguments: firmware)
    func theChipIsReachedOverSWD(_ probe: String, _ version: String) throws {
        let bus = try BoardBus(probe: probe, firmware: version)
        let (link, target) = try bus.target()
        #expect(link.firmware.description.hasPrefix(version.prefix { $0 != "M" && $0 != "S" }))
        #expect(link.idCode == 0x5BA0_2477)
        try exercise(link, target)
        link.close()
        #expect(bus.statistic("illegalTotal") == 0)
    }

    @Test(arguments: firmware.filter { !$0.0.hasSuffix("v1") })
    func theChipIsReachedOverJTAG(_ probe: String, _ version: String) throws {
        let bus = try BoardBus(probe: probe, firmware: version)
        let link = try link(bus)
        try link.enter(wire: .jtag)
        #expect(link.wire == .jtag && link.idCode == 0x5BA0_0477)
        let bytes: [UInt8] = (0..<70).map { $0 }
        try link.write(bytes, to: 0x2000_0101)
        #expect(try link.read(0x2000_0101, count: 70) == bytes)
        #expect(throws: TargetFault.self) { try link.read(0x6000_0000, count: 64) }
        #expect(try link.read(0x2000_0101, count: 70) == bytes)
        link.close()
        #expect(bus.statistic("illegalTotal") == 0)
    }

    private func exercise(_ link: Link, _ target: STM32Target) throws {
        let bytes = (0..<7001).map { UInt8(truncatingIfNeeded: $0 &* 13) }
        for offset in 0..<4 {
            let address = Address(0x2000_0400) + offset
            try link.write(bytes, to: address)
            #expect(try link.read(address, count: bytes.count) == bytes)
        }
        try link.write([0x34, 0x12], to: 0x2000_0002)
        #expect(try link.read(0x2000_0002, count: 2) == [0x34, 0x12])
        let core = target.core
        try core.setRegister(0, 0xDEAD_BEEF)
        #expect(try core.register(0) == 0xDEAD_BEEF)
        // S31: a command from V2J15 on, DCRSR before.
        let s31: UInt8 = 95
        let cpacr: Address = 0xE000_ED88
        try link.writeWord(0x00F0_0000, to: cpacr)
        try core.setRegister(s31, 0x3F80_0000)
        _ = try core.step()
        #expect(try core.register(s31) == 0x3F80_0000)
        // A fault is told, and the next access works.
        #expect(throws: TargetFault.self) { try link.read(0x6000_0000, count: 64) }
        #expect(try link.read(0x2000_0403, count: 4) == [0, 13, 26, 39])
    }

    @Test func theFastestClockIsFound() throws {
        for (probe, kHz) in [("stlink-v2", 4000), ("stlink-v3set", 24000)] {
            let bus = try BoardBus(probe: probe)
            let link = try link(bus)
            try link.enter(clockKHz: 1000)
            #expect(try link.raiseClock().kHz == kHz)
            #expect(bus.statistic("illegalTotal") == 0)
        }
    }

    @Test func aWireThatIsBadAtSpeedIsUsedBelowIt() throws {
        let bus = try BoardBus(probe: "stlink-v3set", faults: ["bitnoise(1/50, freq>8 MHz)"])
        let link = try link(bus)
        try link.enter(clockKHz: 1000)
        let survey = try link.raiseClock()
        #expect(survey.kHz == 8000 && survey.failures.map(\.kHz) == [24000])
        #expect(try link.read(0x2000_0000, count: 20000).count == 20000)
    }

    @Test func registersOfThePortsAreRead() throws {
        let bus = try BoardBus(probe: "stlink-v3e")
        let link = try link(bus)
        try link.enter()
        #expect(try link.readDebugPort(0) == 0x5BA0_2477)
        #expect(try link.readAccessPort(0, 0xFC) != 0)
        let base = try link.readAccessPort(0, 0xF8)
        #expect(base == 0xE00F_D003)
        try link.writeAccessPort(0, 0x04, 0x2000_0010)
        #expect(try link.readAccessPort(0, 0x04) == 0x2000_0010)
        link.close()
        #expect(bus.statistic("illegalTotal") == 0)
    }

    @Test func bootloadersAreNamed() throws {
        for probe in ["stlink-v3-loader", "stlink-v3pwr-loader"] {
            let bus = try BoardBus(probe: probe)
            do {
                _ = try link(bus)
                Issue.record("opened")
            } catch {
                #expect("\(error)".contains("bootloader"))
            }
        }
    }
}
