import Testing

@testable import VirtualBoard

@Suite struct ProbeCommandTests {
    @Test func identifiesItself() throws {
        let bench = try Bench()
        #expect(try bench.ask([0xF1], 6) == [0x27, 0x47, 0x83, 0x04, 0x48, 0x37])
        #expect(try bench.ask([0xF5], 2) == [1, 0])
        let voltage = try bench.ask([0xF7], 8)
        let millivolts = 2400 * voltage.value(at: 4, width: 4) / voltage.value(at: 0, width: 4)
        #expect((3250...3350).contains(millivolts))
        #expect(
            bench.statistics.commands == [
                "GET_VERSION": 1, "GET_CURRENT_MODE": 1, "GET_TARGET_VOLTAGE": 1,
            ])
        #expect(bench.statistics.bulkOut == .init(transfers: 3, bytes: 48))
        #expect(bench.statistics.bulkIn == .init(transfers: 3, bytes: 16))
    }

    @Test func descriptors() throws {
        let bench = try Bench()
        let device = bench.probe.deviceDescriptor
        #expect(device.count == 18 && device[0] == 18)
        #expect(bench.probe.configurationDescriptor.count == 39)
        let serial = bench.probe.control(
            SetupPacket(requestType: 0x80, request: 6, value: 0x303, index: 0x409, length: 255),
            data: [])
        guard case .complete(let bytes) = serial else {
            Issue.record("no serial string")
            return
        }
        #expect(bytes.count == 50 && bytes[0] == 50 && bytes[2] == 0x30)
        let none = SetupPacket(requestType: 0x80, request: 6, value: 0x309, index: 0, length: 2)
        #expect(bench.probe.control(none, data: []) == .stall)
    }

    @Test func modes() throws {
        let bench = try Bench()
        try bench.enter()
        #expect(try bench.ask([0xF5], 2) == [2, 0])
        let idcodes = try bench.ask([0xF2, 0x31], 12)
        #expect(idcodes[0] == 0x80)
        #expect(idcodes.value(at: 4, width: 4) == 0x5BA0_2477)
        bench.send([0xF2, 0x21])
        #expect(try bench.ask([0xF5], 2) == [1, 0])
        #expect(try bench.ask([0xF2, 0x30, 0xA4], 2) == [0x80, 0])
        let chain = try bench.ask([0xF2, 0x31], 12)
        #expect(chain.value(at: 4, width: 4) == 0x5BA0_0477)
        #expect(chain.value(at: 8, width: 4) == 0x0644_9041)
    }

    @Test func debugCommandsStallOutsideDebugMode() throws {
        let bench = try Bench()
        bench.send([0xF2, 0x36] + Bench.bytes(0xE000_EDF0))
        #expect(bench.receive(8) == .stall)
        #expect(bench.receive(8) == .stall)
        bench.probe.clearHalt(0x81)
        #expect(bench.receive(8) == .pending)
        // Clock and reset line do not need the mode.
        #expect(try bench.ask([0xF2, 0x43, 1, 0], 2) == [0x80, 0])
        #expect(try bench.ask([0xF2, 0x3C, 0], 2) == [0x80, 0])
        #expect(bench.core.isHeld)
        #expect(bench.statistics.illegal.isEmpty)
        #expect(bench.statistics.tolerated == ["probe-command-outside-debug-mode": 1])
    }

    @Test(arguments: [[0xFB], [0xF2, 0x51], [0xF2, 0x54], [0xF2, 0x62], [0xF2, 0x7F], [0x00]])
    func unknownCommandsStall(command: [UInt8]) throws {
        let bench = try Bench()
        try bench.enter()
        bench.send(command)
        #expect(bench.receive(64) == .stall)
        bench.probe.clearHalt(0x81)
        #expect(try bench.ask([0xF5], 2) == [2, 0])
        #expect(bench.statistics.illegal == ["probe-unknown-command": 1])
    }

    @Test func repliesQueue() throws {
        let bench = try Bench()
        bench.send([0xF1])
        bench.send([0xF5])
        #expect(bench.receive(6) == .complete([0x27, 0x47, 0x83, 0x04, 0x48, 0x37]))
        #expect(bench.receive(2) == .complete([1, 0]))
        #expect(bench.receive(2) == .pending)
    }

    @Test func longRepliesComeInPackets() throws {
        let bench = try Bench()
        try bench.enter()
        bench.send([0xF2, 0x07] + Bench.bytes(0x2000_0000) + Bench.bytes(96, 2))
        guard case .complete(let first) = bench.receive(64),
            case .complete(let rest) = bench.receive(64)
        else {
            Issue.record("no data")
            return
        }
        #expect(first.count == 64 && rest.count == 32)
        bench.send([0xF2, 0x31])
        guard case .complete(let short) = bench.receive(8) else { return }
        #expect(short.count == 8)
        #expect(bench.statistics.illegal == ["usb-read-shorter-than-packet": 1])
    }

    @Test func portResetStartsAnew() throws {
        let bench = try Bench()
        try bench.enter()
        bench.send([0xF1])
        bench.probe.reset()
        #expect(bench.receive(6) == .pending)
        #expect(try bench.ask([0xF5], 2) == [1, 0])
    }

    @Test func coreRegisters() throws {
        let bench = try Bench()
        try bench.enter()
        #expect(try bench.ask([0xF2, 0x33, 15], 8)[0] == 0x81)
        try bench.writeWord(0xA05F_0003, to: 0xE000_EDF0)
        #expect(bench.statistics.halts == 1)
        let pc = try bench.ask([0xF2, 0x33, 15], 8)
        #expect(pc == [0x80, 0, 0, 0, 0x01, 0x01, 0x00, 0x08])
        #expect(try bench.ask([0xF2, 0x34, 3, 0x78, 0x56, 0x34, 0x12], 2) == [0x80, 0])
        #expect(bench.core.registers[3] == 0x1234_5678)
        let all = try bench.ask([0xF2, 0x3A], 88)
        #expect(all[0] == 0x80)
        #expect(all.value(at: 4 + 4 * 3, width: 4) == 0x1234_5678)
        #expect(all.value(at: 4 + 4 * 15, width: 4) == 0x0800_0101)
        #expect(all.value(at: 4 + 4 * 16, width: 4) == 0x0100_0000)
    }

    @Test func firstAPI() throws {
        let bench = try Bench()
        bench.send([0xF2, 0x20, 0xA3])
        #expect(try bench.ask([0xF2, 0x22], 4) == Bench.bytes(0x5BA0_2477))
        #expect(try bench.ask([0xF2, 0x02], 2) == [0x80, 0])
        #expect(try bench.ask([0xF2, 0x01], 2) == [0x81, 0])
        #expect(try bench.ask([0xF2, 0x05, 15], 4) == Bench.bytes(0x0800_0101))
        #expect(try bench.ask([0xF2, 0x04], 84).count == 84)
        #expect(try bench.ask([0xF2, 0x09], 2) == [0x80, 0])
        #expect(try bench.ask([0xF2, 0x01], 2) == [0x80, 0])
    }

    @Test func resets() throws {
        let bench = try Bench()
        try bench.enter()
        try bench.writeWord(0x8000_0000, to: 0x4002_0000)
        #expect(try bench.ask([0xF2, 0x32], 2) == [0x80, 0])
        #expect(try bench.readWord(0x4002_0000) == 0xA800_0000)
        #expect(try bench.readWord(0x4002_3874) & 0xFE00_0000 == 0x1E00_0000)
        #expect(try bench.ask([0xF2, 0x3C, 2], 2) == [0x80, 0])
        #expect(!bench.core.isHeld)
        #expect(bench.statistics.resets == ["system": 1, "nrst": 1])
    }

    @Test func clocksDecideTheTimeOfTheWire() throws {
        let bench = try Bench()
        try bench.enter()
        var durations: [UInt64] = []
        for divisor in [UInt8(0), 1, 7] {
            _ = try bench.ask([0xF2, 0x43, divisor, 0], 2)
            let start = bench.clock.now
            _ = try bench.read(0x07, at: 0x2000_0000, count: 4096)
            durations.append(bench.clock.now - start)
        }
        // 4 KiB are 1028 transactions and a few: at 4 MHz 11.8 ms, at 1.8 MHz 26.5 ms.
        #expect((15_000_000...16_000_000).contains(durations[0]))
        #expect((29_000_000...31_000_000).contains(durations[1]))
        #expect(durations[2] > 95_000_000)
        #expect(try bench.ask([0xF2, 0x44, 3, 0], 2) == [0x41, 0])
        #expect(try bench.ask([0xF2, 0x44, 4, 0], 2) == [0x80, 0])
    }
}
