import RemoteProtocol
import TargetMemory
import Testing

@Suite struct PacketTableTests {
    /// For every row: packets and what they mean.
    static let samples: [(packet: String, request: Request)] = [
        ("qSupported", .supported(features: [])),
        (
            "qSupported:swbreak+;xmlRegisters=i386",
            .supported(features: ["swbreak+", "xmlRegisters=i386"])
        ),
        ("QStartNoAckMode", .startNoAckMode), ("vMustReplyEmpty", .mustReplyEmpty),
        ("!", .extendedMode), ("?", .stopReason), ("D", .detach(leaveHalted: false)),
        ("D;1", .detach(leaveHalted: false)), ("D1", .detach(leaveHalted: true)), ("k", .kill),
        ("vKill;a410", .killProcess), ("R00", .restart), ("vRun;", .run),
        ("vRun;612e656c66", .run), ("vAttach;1", .attach),
        ("g", .readGeneralRegisters), ("G0011", .writeGeneralRegisters([0, 0x11])),
        ("p1f", .readRegister(31)), ("Pf=00020008", .writeRegister(15, [0, 2, 0, 8])),
        ("m8000000,4", .readMemory(0x0800_0000, count: 4)),
        ("mfffffffc,4", .readMemory(0xFFFF_FFFC, count: 4)),
        ("x20000000,1000", .readMemoryBinary(0x2000_0000, count: 4096)),
        ("x0,0", .readMemoryBinary(0, count: 0)),
        ("M20000000,2:aBcD", .writeMemory(0x2000_0000, [0xAB, 0xCD])),
        ("X20000000,2:hi", .writeMemory(0x2000_0000, Array("hi".utf8))),
        ("X0,0:", .writeMemory(0, [])),
        ("qCRC:8000000,100", .crc(0x0800_0000, count: 256)),
        (
            "qSearch:memory:20000000;400;ab",
            .search(0x2000_0000, count: 1024, pattern: Array("ab".utf8))
        ),
        ("c", .resume(.run(from: nil))), ("c8000200", .resume(.run(from: 0x0800_0200))),
        ("C05", .resume(.run(from: nil))), ("C05;8000200", .resume(.run(from: 0x0800_0200))),
        ("s", .resume(.step(from: nil))), ("S05;10", .resume(.step(from: 0x10))),
        ("vCont?", .resumeActions), ("vCont;c", .resume(.run(from: nil))),
        ("vCont;s:1;c", .resume(.step(from: nil))), ("vCont;S05:1", .resume(.step(from: nil))),
        ("vCont;C0b", .resume(.run(from: nil))), ("vCont;t", .resume(.stop)),
        ("vCont;c:7;s:1", .resume(.step(from: nil))), ("vCont;s:-1", .resume(.step(from: nil))),
        ("vCont;r8000200,8000210:1;c", .resume(.stepRange(start: 0x0800_0200, end: 0x0800_0210))),
        ("Z0,20000000,2", .insertPoint(.software, 0x2000_0000, length: 2)),
        ("z0,20000000,2", .removePoint(.software, 0x2000_0000, length: 2)),
        ("Z1,8000200,2", .insertPoint(.hardware, 0x0800_0200, length: 2)),
        ("z1,8000200,2", .removePoint(.hardware, 0x0800_0200, length: 2)),
        ("Z2,20000000,4", .insertPoint(.writeWatch, 0x2000_0000, length: 4)),
        ("z2,20000000,4", .removePoint(.writeWatch, 0x2000_0000, length: 4)),
        ("Z3,20000000,4", .insertPoint(.readWatch, 0x2000_0000, length: 4)),
        ("z3,20000000,4", .removePoint(.readWatch, 0x2000_0000, length: 4)),
        ("Z4,20000000,4", .insertPoint(.accessWatch, 0x2000_0000, length: 4)),
        ("z4,20000000,4", .removePoint(.accessWatch, 0x2000_0000, length: 4)),
        ("vFlashErase:08000000,00004000", .flashErase(0x0800_0000, count: 0x4000)),
        ("vFlashWrite:8000000:a:b", .flashWrite(0x0800_0000, Array("a:b".utf8))),
        ("vFlashDone", .flashDone), ("Hg0", .selectThread(.any)), ("Hc-1", .selectThread(.all)),
        ("T1", .threadAlive(.one(1))), ("qC", .currentThread), ("qfThreadInfo", .firstThreads),
        ("qsThreadInfo", .moreThreads), ("qThreadExtraInfo,1", .threadExtraInfo(.one(1))),
        ("qAttached", .attachedQuery), ("qAttached:1", .attachedQuery), ("qOffsets", .offsets),
        ("qSymbol::", .symbolsOffered), ("qRcmd,68656c70", .monitor("help")),
        (
            "qXfer:features:read:target.xml:0,ffb",
            .transfer(.features, annex: "target.xml", offset: 0, count: 0xFFB)
        ),
        (
            "qXfer:memory-map:read::1000,10",
            .transfer(.memoryMap, annex: "", offset: 0x1000, count: 16)
        ),
        ("F0", .fileAnswer(0, error: 0, isInterrupted: false)),
        ("F-1,d", .fileAnswer(-1, error: 13, isInterrupted: false)),
        ("F-1,4,C", .fileAnswer(-1, error: 4, isInterrupted: true)),
        ("F1f;attachment", .fileAnswer(31, error: 0, isInterrupted: false)),
        ("g;thread:1;", .readGeneralRegisters), ("p1f;thread:0001;", .readRegister(31)),
        ("G0011;thread:1;", .writeGeneralRegisters([0, 0x11])),
        ("Pf=00020008;thread:1;", .writeRegister(15, [0, 2, 0, 8])),
        ("QSaveRegisterState", .saveRegisters),
        ("QSaveRegisterState;thread:1;", .saveRegisters),
        ("QRestoreRegisterState:10", .restoreRegisters(10)),
        ("QRestoreRegisterState:1;thread:1;", .restoreRegisters(1)),
        ("qRegisterInfo1f", .registerInfo(31)),
        ("QNonStop:1", .nonStop(true)), ("QNonStop:0", .nonStop(false)), ("r", .restart),
        ("vCtrlC", .interrupt), ("vStopped", .stopSeen),
        (
            "qXfer:osdata:read:processes:0,1",
            .transfer(
                .systemData, annex: "processes", offset: 0, count: 1)
        ),
        ("QThreadSuffixSupported", .acceptThreadSuffixes),
        ("QListThreadsInStopReply", .listThreadsInStops),
        ("QEnableErrorStrings", .enableErrorStrings), ("QSetDetachOnError:1", .detachOnError),
        ("qHostInfo", .hostInfo), ("qProcessInfo", .processInfo),
        ("qGDBServerVersion", .serverVersion), ("qEcho:17", .echo("17")),
        ("qThreadStopInfo1", .threadStopInfo(.one(1))), ("jThreadsInfo", .threadsInfo),
        ("qMemoryRegionInfo", .memoryRegionSupport),
        ("qMemoryRegionInfo:8000000", .memoryRegion(0x0800_0000)),
        ("qWatchpointSupportInfo:", .watchpointSupport),
        ("qXfer:threads:read::0,1000", .transfer(.threads, annex: "", offset: 0, count: 0x1000)),
    ]

    @Test(arguments: samples.indices)
    func packetsMeanWhatTheManualSays(index: Int) {
        let sample = Self.samples[index]
        #expect(Request.parse(Array(sample.packet.utf8)) == .request(sample.request))
    }

    @Test func everyRowHasASample() {
        for rule in PacketTable.rules {
            let isSampled = Self.samples.contains { sample in
                switch rule.name {
                case .exactly(let name): sample.packet == name
                case .prefix(let name): sample.packet.hasPrefix(name)
                }
            }
            #expect(isSampled, "\(rule.name)")
        }
    }

    @Test func noRowHidesAnother() {
        for first in PacketTable.rules {
            for second in PacketTable.rules where first.name != second.name {
                if case .prefix(let prefix) = first.name {
                    let isHidden = second.name.text.hasPrefix(prefix)
                    #expect(!isHidden, "\(first.name) matches packets of \(second.name)")
                }
            }
        }
        #expect(Set(PacketTable.rules.map(\.name)).count == PacketTable.rules.count)
    }

    @Test func rowsAreSentences() {
        for rule in PacketTable.rules {
            #expect(rule.summary.first?.isUppercase == true && rule.summary.hasSuffix("."))
        }
    }

    /// Known packets with bad arguments: `E22`, not the empty reply of an unknown one.
    @Test(arguments: [
        "m", "m,", "m0", "m0,", "m0,0", "m0,4x", "mxyz,4", "mffffffff,2", "m100000000,4", "x0",
        "M0,1:", "M0,1:0", "M0,2:00", "M0,1:0g", "X0,2:a", "X0:", "G0", "Gzz", "p", "pz", "P1",
        "P1=0", "R", "gg", "g;thread:2;", "p1;thread", "G00;thread:1;x", "QNonStop:", "QNonStop:2",
        "QRestoreRegisterState:", "QRestoreRegisterState:a", "qRegisterInfo", "qThreadStopInfo",
        "QRestoreRegisterState:12345678901234567890", "qMemoryRegionInfo:x",
        "QSetDetachOnError:", "vKill;", "D;", "vAttach;x", "cz", "c0 ", "C", "vCont;", "vCont;x",
        "vCont;c:2", "vCont;r0", "vCont;s:-2", "Z0,0", "z1,", "Z2,0,4;X1,00", "qCRC:0",
        "qSearch:memory:0;10", "qSearch:memory:0;10;", "qSearch:memory:ffffffff;2;a",
        "vFlashErase:0", "vFlashErase:0,0", "vFlashWrite:0", "Hx1", "H", "Hg", "T", "Tz",
        "qThreadExtraInfo,", "qRcmd,0", "qRcmd,zz", "qXfer:features:read:target.xml",
        "qXfer:features:read:target.xml:0", "qXfer:threads:read::x,1", "qSupportedX",
    ])
    func badArgumentsAreMalformed(packet: String) {
        guard case .malformed = Request.parse(Array(packet.utf8)) else {
            Issue.record("\(packet): \(Request.parse(Array(packet.utf8)))")
            return
        }
    }

    @Test(arguments: [
        "", "qTStatus", "vMustReplyEmptyNot", "qGetWorkingDir", "jThreadExtendedInfo:", "Z5,0,4",
        "vFlashDoneX", "qXfer:libraries:read::0,1", "qXfer:features:write:target.xml:0:",
        "vCont", "qL1200000000000000000", "\u{1}", "QThreadSuffixSupportedX", "_M10,rwx",
    ])
    func strangersAreUnsupported(packet: String) {
        #expect(Request.parse(Array(packet.utf8)) == .unsupported)
    }

    /// Any bytes at all are one of the three, and nothing traps.
    @Test(arguments: [1, 2, UInt64.random(in: 0...UInt64.max)])
    func randomPacketsAreHarmless(seed: UInt64) {
        var random = Seeded(seed: seed)
        var understood = 0
        for _ in 0..<2000 {
            var packet = Array((Self.samples.randomElement(using: &random)?.packet ?? "").utf8)
            for _ in 0..<Int.random(in: 0...2, using: &random) where !packet.isEmpty {
                let place = Int.random(in: 0..<packet.count, using: &random)
                packet[place] = UInt8.random(in: 0...255, using: &random)
            }
            if case .request = Request.parse(packet) { understood += 1 }
        }
        #expect(understood > 200, "seed \(seed)")
    }
}
