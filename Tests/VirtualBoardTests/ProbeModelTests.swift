import Testing

@testable import VirtualBoard

/// What tells the models and their firmwares apart.
@Suite struct ProbeModelTests {
    /// A command, the bytes of its reply, and the first firmware of a V2 and of a V3 that knows it.
    static let gates: [(command: [UInt8], reply: Int, v2: Int?, v3: Int?)] = [
        ([0xF7], 8, 13, 1), ([0xF2, 0x3E], 12, 15, 1), ([0xF2, 0x42], 2, 13, 1),
        ([0xF2, 0x43, 1, 0], 2, 22, nil), ([0xF2, 0x44, 32, 0], 2, 24, nil),
        ([0xF2, 0x45, 0xFF, 0xFF, 4, 0], 8, 24, 1), ([0xF2, 0x4B, 0], 2, 28, 1),
        ([0xF2, 0x53], 4, 32, 2), ([0xF2, 0x56], 128, 36, 6),
        ([0xF2, 0x62, 0], 52, nil, 1), ([0xFB], 12, nil, 1), ([0xF2, 0x22], 4, 1, nil),
    ]

    @Test(arguments: gates)
    func commandsComeWithTheirFirmware(
        _ gate: (command: [UInt8], reply: Int, v2: Int?, v3: Int?)
    ) throws {
        for (model, first) in [("stlink-v2", gate.v2), ("stlink-v3e", gate.v3)] {
            let prefix = model == "stlink-v2" ? "V2J" : "V3J"
            if let first {
                let bench = try Bench(probe: model, version: "\(prefix)\(first)")
                try bench.enter()
                _ = try bench.ask(gate.command, gate.reply)
                #expect(
                    bench.statistics.json(virtualNanoseconds: 0, wallNanoseconds: 0)
                        .contains("\"illegalTotal\": 0"))
            }
            let before = first.map { $0 - 1 } ?? 40
            guard before > 0 else { continue }
            let bench = try Bench(probe: model, version: "\(prefix)\(before)")
            try bench.enter()
            bench.send(gate.command)
            let unknown: TransferOutcome =
                model == "stlink-v3e" && gate.command[0] == 0xF2 ? .complete([0x42, 0]) : .stall
            #expect(bench.receive(512) == unknown)
            #expect(bench.statistics.illegal == ["probe-unknown-command": 1])
        }
    }

    static let versions: [(String, String?, [UInt8], [UInt8]?)] = [
        ("v1", nil, [0x13, 0x40, 0x83, 4, 0x44, 0x37], nil),
        ("v2", "V2J11S4", [0x22, 0xC4, 0x83, 4, 0x48, 0x37], nil),
        ("v2-1", nil, [0x29, 0x5A, 0x83, 4, 0x4B, 0x37], nil),
        (
            "v3set", nil, [0x30, 0, 0x83, 4, 0x4F, 0x37],
            [3, 1, 15, 7, 5, 0, 0, 0, 0x83, 4, 0x4F, 0x37]
        ),
        (
            "v3pwr", nil, [0x40, 0, 0x83, 4, 0x57, 0x37],
            [4, 0, 4, 0, 1, 2, 0, 0, 0x83, 4, 0x57, 0x37]
        ),
    ]

    @Test(arguments: versions)
    func tellVersions(
        _ model: String, firmware: String?, short: [UInt8], long: [UInt8]?
    ) throws {
        guard model != "v1" else {
            let kind = try ProbeKind(model: model)
            return #expect(kind.version.shortReply(product: kind.product) == short)
        }
        let bench = try Bench(probe: model, version: firmware)
        #expect(try bench.ask([0xF1], 6) == short)
        if let long { #expect(try bench.ask([0xFB], 12) == long) }
    }

    @Test func frequenciesOfAV3() throws {
        let bench = try Bench(probe: "v3e")
        let list = try bench.ask([0xF2, 0x62, 0], 52)
        #expect(list.value(at: 4, width: 4) == 1000 && list.value(at: 8, width: 4) == 7)
        #expect(list.value(at: 12, width: 4) == 24000 && list.value(at: 36, width: 4) == 5)
        for (asked, answered) in [(9000, 8000), (8000, 8000), (1, 5), (90000, 24000)] {
            let request: [UInt8] = [0xF2, 0x61, 0, 0] + Bench.bytes(UInt32(asked))
            let reply = try bench.ask(request, 8)
            #expect(reply[0] == 0x80 && reply.value(at: 4, width: 4) == UInt32(answered))
        }
        #expect(try bench.ask([0xF2, 0x63, 2], 8)[0] == 0x40)
        #expect(try bench.ask([0xF2, 0x63, 2], 8)[0] == 0x80)
        #expect(try bench.ask([0xF2, 0x62, 0], 52).value(at: 4, width: 4) == 12000)
    }

    /// 1 KiB at the same wire clock: the bus alone makes the difference.
    @Test func highSpeedTakesLessTime() throws {
        var durations: [UInt64] = []
        for model in ["v2", "v3e"] {
            let bench = try Bench(probe: model)
            try bench.enter()
            if model == "v2" { _ = try bench.ask([0xF2, 0x43, 3, 0], 2) }
            let start = bench.clock.now
            bench.send([0xF2, 0x07] + Bench.bytes(0x2000_0000) + Bench.bytes(1024, 2))
            guard case .complete(let bytes) = bench.receive(1024) else {
                Issue.record("no data")
                return
            }
            #expect(bytes.count == 1024)
            durations.append(bench.clock.now - start)
        }
        #expect(durations[0] > durations[1] + 500_000)
    }

    @Test func byteCommandsOfAV3AreLonger() throws {
        for (version, illegal) in [("V3J5", 1), ("V3J6", 0)] {
            let bench = try Bench(probe: "v3e", version: version)
            try bench.enter()
            bench.write(0x0D, [UInt8](repeating: 7, count: 512), to: 0x2000_0000)
            #expect(try bench.lastStatus().status == 0x80)
            #expect(bench.statistics.illegal.values.reduce(0, +) == illegal)
        }
    }

    @Test func accessPortInMemoryCommand() throws {
        for (version, status) in [("V2J29", UInt8(0x80)), ("V2J32", 0x1D)] {
            let bench = try Bench(version: version)
            try bench.enter()
            bench.send([0xF2, 0x07] + Bench.bytes(0x2000_0000) + [4, 0, 3])
            #expect(bench.receive(64) == .complete([0, 0, 0, 0]))
            #expect(try bench.lastStatus().status == status)
        }
    }

    @Test func mixedAccesses() throws {
        let bench = try Bench(probe: "v3e")
        try bench.enter()
        // Address and word to write, a read of it, a read of nothing, a read that is not tried.
        let words: [UInt32] = [0x2000_0010, 0x1122_3344, 0x2000_0010, 0x7000_0000, 0x2000_0010]
        let data: [UInt8] =
            [1, 2, 3, 3, 3, 0, 0, 0] + words.flatMap { Bench.bytes($0) }
        bench.send([0xF2, 0x51] + Bench.bytes(5))
        #expect(bench.probe.bulkOut(0x01, data) == .complete([]))
        let reply = try bench.ask([0xF2, 0x52], 40)
        #expect(reply.value(at: 8, width: 4) == 0x1122_3344)
        #expect((0..<5).map { reply[20 + 4 * $0] } == [0x80, 0x80, 0x80, 0x11, 0x11])
    }

    @Test func readsWithoutIncrement() throws {
        let bench = try Bench(version: "V2J32")
        try bench.enter()
        bench.write(0x08, [1, 2, 3, 4, 5, 6, 7, 8], to: 0x2000_0000)
        bench.send([0xF2, 0x54] + Bench.bytes(0x2000_0000) + [8, 0])
        #expect(bench.receive(64) == .complete([1, 2, 3, 4, 1, 2, 3, 4]))
    }

    @Test func portReadsOverJTAGComeLateBeforeJ32() throws {
        for (version, first) in [("V2J29", UInt32(0)), ("V2J32", 0x5BA0_0477)] {
            let bench = try Bench(version: version)
            #expect(try bench.ask([0xF2, 0x30, 0xA4], 2) == [0x80, 0])
            let read: [UInt8] = [0xF2, 0x45, 0xFF, 0xFF, 0, 0]
            #expect(try bench.ask(read, 8).value(at: 4, width: 4) == first)
            #expect(try bench.ask(read, 8).value(at: 4, width: 4) == 0x5BA0_0477)
        }
    }

    @Test func closingAnAccessPort() throws {
        for (version, status) in [("V2J28", UInt8(0x1D)), ("V2J29", 0x80)] {
            let bench = try Bench(version: version)
            try bench.enter()
            #expect(try bench.ask([0xF2, 0x4C, 0], 2) == [status, 0])
        }
    }

    @Test func modesAreInTheWay() throws {
        let bench = try Bench(faults: ["stale(swim)"])
        #expect(try bench.ask([0xF5], 2) == [3, 0])
        #expect(try bench.ask([0xF2, 0x30, 0xA3], 2) == [0x0E, 0])
        bench.send([0xF4, 0x01])
        try bench.enter()
        let loading = try Bench(faults: ["stale(dfu)"])
        loading.send([0xF7])
        #expect(loading.receive(64) == .stall)
        loading.probe.clearHalt(0x81)
        loading.send([0xF3, 0x07])
        try loading.enter()
    }
}
