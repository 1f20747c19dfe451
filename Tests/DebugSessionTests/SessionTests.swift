import RemoteProtocol
import TargetDouble
import TargetMemory
import Testing

@testable import DebugSession

@Suite struct SessionTests {
    private static func text(_ response: Response) -> [String] {
        response.replies.map { String(decoding: $0.body, as: UTF8.self) }
    }

    private static func started(_ target: TargetDouble) throws -> Session {
        var session = Session(target: target, serverVersion: "1")
        try session.begin()
        _ = session.handle(.stopReason)
        return session
    }

    /// What is advertised is what there is.
    @Test func featuresFollowTheTarget() throws {
        let target = TargetDouble()
        var session = try Self.started(target)
        let all = Self.text(session.handle(.supported(features: [])))[0]
        #expect(all.contains("qXfer:memory-map:read+") && all.contains("qXfer:features:read+"))
        target.isMapped = false
        let fewer = Self.text(session.handle(.supported(features: [])))[0]
        #expect(!fewer.contains("memory-map"))
        let map = Request.transfer(.memoryMap, annex: "", offset: 0, count: 100)
        #expect(session.handle(map).replies == [.unsupported])
        target.hasFlash = false
        #expect(session.handle(.flashDone).replies == [.unsupported])
        #expect(session.handle(.flashErase(0x0800_0000, count: 4)).replies == [.unsupported])
    }

    @Test func theMapTellsRealSectors() {
        let target = TargetDouble()
        let map = MemoryMapDocument.document(target.memoryMap, canProgram: true)
        #expect(
            map.contains(
                """
                  <memory type="flash" start="0x08000000" length="0x20000">
                    <property name="blocksize">0x8000</property>
                  </memory>
                  <memory type="flash" start="0x08020000" length="0x20000">
                    <property name="blocksize">0x20000</property>
                  </memory>
                """))
        let bare = MemoryMapDocument.document(target.memoryMap, canProgram: false)
        #expect(!bare.contains("\"flash\"") && bare.contains("\"rom\""))
    }

    @Test func theDescriptionNamesNoSystem() {
        let document = TargetDescription.document(TargetDouble().registers)
        #expect(document.contains("<osabi>none</osabi>"))
        #expect(document.contains("<architecture>arm</architecture>"))
        #expect(document.components(separatedBy: "<feature ").count == 4)
        #expect(
            document.contains(
                "<reg name=\"xpsr\" bitsize=\"32\" regnum=\"16\" type=\"uint32\"/>"))
        #expect(document.contains("regnum=\"19\" type=\"ieee_double\"/>"))
        #expect(document.contains("group=\"float\"/>"))
    }

    /// Every way the session can be in, and everything that can come in.
    @Test(arguments: [0, 1, 2, 3])
    func everyInputInEveryPhaseIsAnswered(phase: Int) throws {
        let requests: [Request] = [
            .stopReason, .readGeneralRegisters, .readRegister(15), .readMemory(0, count: 4),
            .resume(.run(from: nil)), .resume(.step(from: nil)), .resume(.stop), .resumeActions,
            .resume(.stepRange(start: 0x0800_0200, end: 0x0800_0240)), .currentThread,
            .insertPoint(.hardware, 0x0800_0200, length: 2), .flashDone, .monitor("halt"),
            .monitor("reset"), .monitor("reset run"), .monitor("resume"), .killProcess, .run,
            .restart, .attach, .kill, .detach(leaveHalted: false),
        ]
        for request in requests {
            let target = TargetDouble()
            var session = try Self.started(target)
            _ = session.handle(.extendedMode)
            switch phase {
            case 1: _ = session.handle(.resume(.run(from: nil)))
            case 2:
                let range = Resumption.stepRange(start: 0x0800_0200, end: 0x0800_0240)
                _ = session.handle(.resume(range))
            case 3: _ = session.handle(.detach(leaveHalted: false))
            default: break
            }
            let response = session.handle(request)
            let isSilent = response.replies.isEmpty
            switch request {
            case .kill, .restart: #expect(isSilent || phase == 3, "\(request)")
            case .resume: #expect(isSilent == (session.pace != .idle), "\(request)")
            default: #expect(!isSilent, "\(request)")
            }
            // Whatever it was, Ctrl-C and a few polls end a run with exactly one stop.
            guard session.pace != .idle else { continue }
            var stops = session.interrupt().replies.filter(\.isStop).count
            for _ in 0..<10 { stops += session.poll().replies.filter(\.isStop).count }
            #expect(stops == 1 && session.pace == .idle, "\(request) in phase \(phase)")
        }
    }

    /// A core that was asked to halt and does not: the client is told, after a bounded time.
    @Test func aCoreThatDoesNotHaltIsReported() throws {
        let target = TargetDouble()
        var session = try Self.started(target)
        target.haltDelay = .max
        _ = session.handle(.resume(.run(from: nil)))
        _ = session.interrupt()
        var polls = 0
        var replies: [Reply] = []
        while replies.isEmpty, polls < 10_000 {
            replies = session.poll().replies
            polls += 1
        }
        #expect(polls < 1000)
        #expect(replies.last == .errno(62))
        #expect(session.pace == .idle)
    }

    /// Fails every call in turn: each request is answered once, and afterwards all works again.
    @Test func everyCallMayFail() throws {
        let conversation: [Request] = [
            .stopReason, .readGeneralRegisters, .insertPoint(.hardware, 0x0800_0210, length: 2),
            .resume(.step(from: nil)), .readMemory(0x2000_0000, count: 4),
            .writeMemory(0x2000_0000, [1]), .crc(0x2000_0000, count: 4), .monitor("reset halt"),
            .resume(.stepRange(start: 0x0800_0200, end: 0x0800_0208)),
            .writeRegister(0, [1, 2, 3, 4]),
            .removePoint(.hardware, 0x0800_0210, length: 2),
        ]
        var failure = 0
        var hasFailed = true
        while hasFailed {
            let target = TargetDouble()
            var session = try Self.started(target)
            target.fault = nil
            target.failAfter = failure
            for request in conversation {
                let replies = session.handle(request).replies
                #expect(replies.filter { !$0.isConsole }.count == 1, "\(request), \(failure)")
            }
            hasFailed = target.failAfter == nil
            target.failAfter = nil
            target.fault = nil
            let stop = session.handle(.monitor("reset halt")).replies
            #expect(stop.last == .ok)
            #expect(session.handle(.readGeneralRegisters).replies.count == 1)
            try session.end()
            #expect(!target.isAttached)
            failure += 1
        }
        #expect(failure > 40)
    }

    @Test func leavingHappensOnce() throws {
        let target = TargetDouble()
        var session = try Self.started(target)
        try session.end()
        try session.end()
        #expect(target.calls.count { $0 == "detach" } == 1)
    }
}

extension Reply {
    var isStop: Bool {
        if case .stopped = self { true } else { false }
    }

    var isConsole: Bool {
        if case .console = self { true } else { false }
    }
}
