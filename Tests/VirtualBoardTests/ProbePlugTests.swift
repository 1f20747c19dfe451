import Testing

@testable import VirtualBoard

/// The V1 in its disk's clothes.
@Suite struct DiskWrappingTests {
    private static func wrapped(_ command: [UInt8], _ byteCount: UInt32, tag: UInt8) -> [UInt8] {
        let padding = [UInt8](repeating: 0, count: 16 - command.count)
        return Array("USBC".utf8) + [tag, 0, 0, 0] + Bench.bytes(byteCount) + [0x80, 0, 10]
            + command + padding
    }

    private static func status(_ tag: UInt8, _ code: UInt8, residue: UInt32 = 0) -> [UInt8] {
        Array("USBS".utf8) + [tag, 0, 0, 0] + Bench.bytes(residue) + [code]
    }

    @Test func dataAndStatus() throws {
        let bench = try Bench(probe: "v1")
        #expect(bench.probe.bulkOut(0x02, Self.wrapped([0xF1], 6, tag: 9)) == .complete([]))
        #expect(bench.receive(6) == .complete([0x13, 0x40, 0x83, 4, 0x44, 0x37]))
        #expect(bench.receive(13) == .complete(Self.status(9, 0)))
    }

    @Test func failureStallsThenSaysSo() throws {
        let bench = try Bench(probe: "v1")
        #expect(bench.probe.bulkOut(0x02, Self.wrapped([0xF7], 8, tag: 1)) == .complete([]))
        #expect(bench.receive(8) == .stall)
        bench.probe.clearHalt(0x81)
        #expect(bench.receive(13) == .complete(Self.status(1, 1, residue: 8)))
        #expect(bench.probe.bulkOut(0x02, Self.wrapped([0x03], 18, tag: 2)) == .complete([]))
        guard case .complete(let sense) = bench.receive(18) else {
            Issue.record("no sense")
            return
        }
        #expect(sense[2] == 5 && sense[12] == 0x20)
        #expect(bench.receive(13) == .complete(Self.status(2, 0)))
    }

    @Test func wrapperThatIsNoneStalls() throws {
        let bench = try Bench(probe: "v1")
        #expect(bench.probe.bulkOut(0x02, [0xF1]) == .stall)
        #expect(bench.statistics.illegal == ["usb-command-wrapper": 1])
    }
}

@Suite struct SerialNumberTests {
    private static func descriptor(_ serial: String) throws -> [UInt8] {
        let bench = try Bench(serial: serial)
        let request = SetupPacket(
            requestType: 0x80, request: 6, value: 0x303, index: 0x409, length: 255)
        guard case .complete(let bytes) = bench.probe.control(request, data: []) else { return [] }
        return bytes
    }

    @Test func kinds() throws {
        #expect(try Self.descriptor("AB") == [6, 3, 0x41, 0, 0x42, 0])
        #expect(try Self.descriptor("") == [2, 3])
        let binary = try Self.descriptor("binary:3F6D06003148333812480657")
        #expect(binary.count == 26 && Array(binary.prefix(6)) == [26, 3, 0x3F, 0, 0x6D, 0])
        for wrong in ["binary:3F", "binary:3F6D0600314833381248065Z"] {
            #expect(throws: BoardError.self) { try SerialNumber(wrong) }
        }
    }

    @Test func probesInARowDiffer() {
        let serials = (0..<4).map(BoardCatalogue.serial(ofProbe:))
        #expect(Set(serials).count == 4 && serials[0] == BoardCatalogue.defaultSerial)
        #expect(serials.allSatisfy { $0.count == 24 })
    }
}

/// The plug, and a loader that leaves.
@Suite struct PlugTests {
    @Test func comesBackAsAfterPowerOn() throws {
        let bench = try Bench(probe: "v3e")
        try bench.enter()
        _ = try bench.ask([0xF2, 0x61, 0, 0] + Bench.bytes(24000), 8)
        bench.probe.unplug()
        #expect(bench.probe.absence == Absence(nanoseconds: nil))
        #expect(bench.probe.bulkOut(0x01, [0xF1]) == .gone && bench.receive(64) == .gone)
        bench.probe.plugIn()
        #expect(bench.probe.absence == nil)
        #expect(try bench.ask([0xF5], 2) == [1, 0])
        #expect(try bench.ask([0xF2, 0x62, 0], 52).value(at: 4, width: 4) == 1000)
    }

    @Test func faultTellsWhenAndWhere() throws {
        let bench = try Bench(faults: ["gone(3)", "back(250 ms, same)"])
        _ = try bench.ask([0xF1], 6)
        #expect(bench.probe.bulkOut(0x02, [0xF1]) == .gone)
        #expect(
            bench.probe.absence == Absence(nanoseconds: 250_000_000, isBackAtNewAddress: false))
        bench.probe.plugIn()
        _ = try bench.ask([0xF1], 6)
    }

    @Test func loaderComesBackAsProbe() throws {
        let bench = try Bench(probe: "v3-loader")
        #expect(bench.probe.deviceDescriptor[10] == 0x4D)
        #expect(try bench.ask([0xF5], 2) == [0, 0])
        bench.send([0xF3, 0x07])
        bench.probe.work()
        #expect(bench.probe.absence?.nanoseconds != nil)
        bench.probe.plugIn()
        #expect(bench.probe.absence == nil && bench.probe.deviceDescriptor[10] == 0x4E)
        try bench.enter()
    }
}

@Suite struct TraceReceiverTests {
    @Test func keepsWhatComesAtItsRate() throws {
        let bench = try Bench()
        let trace = bench.firmware.trace
        trace.receive([1], hertz: 2_000_000)
        #expect(try bench.ask([0xF2, 0x42], 2) == [0, 0])
        let start: [UInt8] = [0xF2, 0x40, 4, 0] + Bench.bytes(2_000_000)
        #expect(try bench.ask(start, 2) == [0x80, 0])
        trace.receive([9], hertz: 1_900_000)
        trace.receive([1, 2, 3], hertz: 2_040_000)
        #expect(try bench.ask([0xF2, 0x42], 2) == [3, 0])
        #expect(bench.probe.bulkIn(0x83, maximumByteCount: 64) == .complete([1, 2, 3]))
        #expect(bench.probe.bulkIn(0x83, maximumByteCount: 64) == .pending)
        trace.receive([1, 2, 3, 4, 5], hertz: 2_000_000)
        #expect(try bench.ask([0xF2, 0x42], 2) == [4, 0] && trace.lostByteCount == 1)
        let tooFast: [UInt8] = [0xF2, 0x40, 4, 0] + Bench.bytes(2_300_000)
        #expect(try bench.ask(tooFast, 2) == [0x41, 0])
        #expect(try bench.ask([0xF2, 0x41], 2) == [0x80, 0])
        #expect(try bench.ask([0xF2, 0x42], 2) == [0, 0])
    }
}
