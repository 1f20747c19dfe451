import STLink
import TargetMemory
import Testing
import VirtualBoard

/// What a probe was left in, and replies that come late or not at all. No human helps, and no
/// wrong byte is taken for data.
@Suite struct ProbeRecoveryTests {
    private static let probes = ["stlink-v2", "stlink-v2-1", "stlink-v3set"]

    private func connect(_ bus: BoardBus) throws -> Link {
        let link = try Link(opening: Probe.choose(serial: nil, from: Probe.all(on: bus)), on: bus)
        try link.enter()
        return link
    }

    /// Reads and writes that must come out right.
    private func work(_ link: Link) throws {
        let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
        try link.write(bytes, to: 0x2000_0101)
        #expect(try link.read(0x2000_0101, count: 300) == bytes)
        try link.writeWord(0x1122_3344, to: 0x2000_0000)
        #expect(try link.readWord(0x2000_0000) == 0x1122_3344)
    }

    @Test(
        arguments: ["debug", "swim", "dfu", "reply", "halt", "session", "wedged"],
        probes)
    func whatIsLeftBehindIsCleared(_ state: String, _ probe: String) throws {
        let bus = try BoardBus(probe: probe, faults: ["stale(\(state))"])
        for _ in 0..<3 {
            let link = try connect(bus)
            try work(link)
            link.close()
        }
        #expect(bus.statistic("illegalTotal") == 0)
    }

    @Test(
        arguments: [
            "GET_VERSION", "GET_CURRENT_MODE", "GET_TARGET_VOLTAGE", "ENTER_SWD", "READ_IDCODES",
            "READDEBUGREG", "READMEM_32", "READMEM_8", "GETLASTRWSTATUS2",
        ], probes)
    func aLateReplyIsNotTheNextOnes(_ command: String, _ probe: String) throws {
        let bus = try BoardBus(probe: probe, faults: ["mute(\(command), 1)"])
        let link = try connect(bus)
        // A write whose status was lost is told; it is the caller's to repeat.
        do { try work(link) } catch let error as TargetFault { #expect(error.cause == .timeout) }
        try work(link)
        link.close()
        #expect(bus.statistic("illegalTotal") == 0)
    }

    @Test(
        arguments: ["WRITEDEBUGREG", "WRITEMEM_32", "WRITEMEM_8", "READDEBUGREG", "READMEM_32"],
        probes)
    func aStalledPipeIsClearedAndTheLinkGoesOn(_ command: String, _ probe: String) throws {
        let bus = try BoardBus(probe: probe, faults: ["stall(\(command), 1)"])
        let link = try connect(bus)
        do { try work(link) } catch let error as TargetFault {
            #expect(!error.message.isEmpty)
        }
        try work(link)
        link.close()
        #expect(bus.statistic("illegalTotal") == 0)
    }

    @Test(arguments: ["0x10", "0x14", "0x12", "0x13", "0x17", "0x18"], probes)
    func aBadAnswerIsAskedAgain(_ status: String, _ probe: String) throws {
        for command in ["READDEBUGREG", "READMEM_32", "READMEM_8", "WRITEMEM_8"] {
            let bus = try BoardBus(
                probe: probe, faults: ["status(\(command), \(status), 1/2)"])
            let link = try connect(bus)
            try work(link)
            #expect(1...2 ~= link.health.wireErrors + link.health.waits)
            link.close()
        }
    }
}
