import DebugSession
import RemoteProtocol
import TargetMemory
import Testing

/// RTT and SWO through `monitor`, with the program running and never halted for it.
@Suite struct StreamTests {
    private static let block: Address = 0x2000_4000
    private static let data: Address = 0x2000_5000

    /// A control block as a program makes it: one channel each way, of 16 bytes.
    private func makeBlock(_ bench: MonitorBench) throws {
        let target = bench.opened.target
        func words(_ values: [UInt32], _ address: Address) throws {
            try target.writeMemory(values.flatMap(\.littleEndianBytes), to: address)
        }
        let name = Self.block + 0x100
        try target.writeMemory(Array("Terminal\0".utf8), to: name)
        try target.writeMemory(Array("SEGGER RTT\0\0\0\0\0\0".utf8), to: Self.block)
        try words([1, 1], Self.block + 16)
        try words([name.rawValue, Self.data.rawValue, 16, 0, 0, 2], Self.block + 24)
        try words([name.rawValue, Self.data.rawValue + 16, 16, 0, 0, 0], Self.block + 48)
    }

    /// As the program prints: into the ring, then the write offset.
    private func printing(_ text: String, _ bench: MonitorBench) throws {
        var offset = Int(try bench.word(Self.block + 36))
        for byte in text.utf8 {
            try bench.opened.target.writeMemory([byte], to: Self.data + offset)
            offset = (offset + 1) % 16
        }
        try bench.opened.target.writeMemory(
            UInt32(offset).littleEndianBytes, to: Self.block + 36)
    }

    @Test func channelsAreServedWhileTheProgramRuns() throws {
        let bench = try MonitorBench()
        try makeBlock(bench)
        #expect(bench.session.backgroundMilliseconds == nil)
        #expect(bench.ask("rtt setup 0x20000000 0x50000 {SEGGER RTT}").isOK)
        let start = bench.ask("rtt start")
        #expect(start.text == "rtt: Control block found at 0x20004000\n")
        #expect(
            bench.ask("rtt channels").text
                == "Channels: up=1, down=1\nUp-channels:\n0: Terminal 16 2\n"
                + "Down-channels:\n0: Terminal 16 0\n")
        #expect(bench.ask("rtt channellist").text.contains("name  Terminal"))
        #expect(bench.ask("rtt server start 9090 0").text.contains("port 9090"))
        #expect(!bench.ask("rtt server start 9090 0").isOK)
        #expect(bench.ask("rtt polling_interval").text == "20 ms\n")
        #expect(bench.ask("rtt polling_interval 5").isOK)
        #expect(bench.session.backgroundMilliseconds == 5)
        #expect(bench.ask("resume").isOK)
        let halts = bench.bus.statistic("halts")
        try printing("hello ", bench)
        bench.background(1)
        try printing("wrapped text", bench)
        bench.background(1)
        #expect(
            String(decoding: bench.host.sent[9090] ?? [], as: UTF8.self) == "hello wrapped text")
        #expect(try bench.word(Self.block + 40) == 2)
        // More than fits at once: the rest waits for the program to take it.
        bench.host.typed[9090] = Array("0123456789abcdefXYZ".utf8)
        bench.background(1)
        #expect(try bench.word(Self.block + 60) == 15)
        try bench.opened.target.writeMemory(UInt32(15).littleEndianBytes, to: Self.block + 64)
        bench.background(1)
        #expect(try bench.word(Self.block + 60) == 3)
        let ring = try bench.opened.target.readMemory(Self.data + 16, count: 16)
        #expect(String(decoding: ring, as: UTF8.self) == "XYZ3456789abcdef")
        #expect(bench.opened.target.isRunning)
        #expect(bench.bus.statistic("halts") == halts)
        #expect(bench.ask("rtt server stop 9090").isOK)
        #expect(!bench.ask("rtt server stop 9090").isOK)
        #expect(bench.ask("rtt stop").isOK)
        #expect(bench.session.backgroundMilliseconds == nil)
        try bench.close()
    }

    /// The program makes the block some time after it was looked for; a reset takes it away.
    @Test func theBlockIsFoundWhenItComes() throws {
        let bench = try MonitorBench()
        let start = bench.ask("rtt start")
        #expect(start.text.hasPrefix("rtt: No control block found"), "\(start)")
        #expect(!bench.ask("rtt channels").isOK)
        #expect(bench.ask("rtt server start 0 0").isOK)
        try makeBlock(bench)
        bench.background(30)
        try printing("late", bench)
        bench.background(1)
        let port = try #require(bench.host.sent.keys.first)
        #expect(bench.host.sent[port] == Array("late".utf8))
        try bench.opened.target.writeMemory([0], to: Self.block)
        bench.background(2)
        #expect(!bench.ask("rtt channels").isOK)
        // J-Link's words for the same.
        #expect(bench.ask("exec SetRTTSearchRanges 0x20000000 0x8000").isOK)
        #expect(bench.ask("exec SetRTTAddr 0x20004000").isOK)
        try makeBlock(bench)
        #expect(bench.ask("rtt start").text.contains("0x20004000"))
        #expect(!bench.ask("rtt setup 0x20000000 4").isOK)
        #expect(bench.ask("rtt setup auto").isOK)
        try bench.close()
        #expect(bench.host.sent.isEmpty)
    }

    /// What looks like a block and is none must not be served, let alone written to.
    @Test(arguments: [(36, 99), (32, 0), (16, 1000), (32, 0x7FFF_FFFF)])
    func damagedBlocksAreLeftAlone(offset: Int, value: Int) throws {
        let bench = try MonitorBench()
        try makeBlock(bench)
        #expect(bench.ask("rtt start").isOK)
        #expect(bench.ask("rtt server start 9090 0").isOK)
        try bench.opened.target.writeMemory(
            UInt32(value).littleEndianBytes, to: Self.block + offset)
        bench.background(3)
        #expect(bench.host.sent[9090] == [])
        #expect(try bench.word(Self.block + 40) == 0)
    }

    /// A program in RAM that prints "A" through the ITM, for ever.
    private func runPrinter(_ bench: MonitorBench) {
        // ldr r0, =0xe0000000; movs r1, #'A'; strb r1, [r0]; then nops, and again.
        for line in [
            "mww 0x20001000 0x21414803", "mww 0x20001004 0xbf007001", "mww 0x20001008 0xbf00bf00",
            "mww 0x2000100c 0xbf00e7f9", "mww 0x20001010 0xe0000000", "resume 0x20001000",
        ] {
            #expect(bench.ask(line).isOK, "\(line)")
        }
    }

    @Test func traceGoesToAPort() throws {
        let bench = try MonitorBench()
        let answer = bench.ask("tpiu config internal :3344 uart off 16000000 2000000")
        #expect(answer.text.contains("SWO at 2000000 Hz"), "\(answer)")
        #expect(bench.ask("itm ports on").isOK)
        #expect(bench.session.backgroundMilliseconds != nil)
        runPrinter(bench)
        bench.background(5)
        let bytes = bench.host.sent[3344] ?? []
        // A stimulus packet of one byte on port 0, and the byte.
        #expect(bytes.count > 4)
        #expect(zip(bytes, bytes.dropFirst()).contains { $0 == 0x01 && $1 == 0x41 }, "\(bytes)")
        #expect(bench.ask("tpiu config disable").isOK)
        #expect(bench.session.backgroundMilliseconds == nil)
        #expect(bench.host.sent[3344] == nil)
        #expect(bench.ask("halt").isOK)
        try bench.close()
    }

    @Test func traceIsDecodedAndSaved() throws {
        let bench = try MonitorBench()
        #expect(bench.ask("tpiu names").isOK && bench.ask("tpiu init").isOK)
        #expect(
            bench.ask(
                "stm32f7x.tpiu configure -protocol uart -output swo.txt -traceclk 16000000 "
                    + "-pin-freq 2000000"
            ).isOK)
        #expect(bench.ask("swo decode on").text.contains("as text"))
        #expect(bench.ask("itm port 0 on").isOK)
        #expect(bench.ask("stm32f7x.tpiu enable").isOK)
        runPrinter(bench)
        bench.background(5)
        let text = String(decoding: bench.files.contents["swo.txt"] ?? [], as: UTF8.self)
        #expect(text.contains("AAAA"), "\(text)")
        #expect(bench.ask("stm32f7x.tpiu disable").isOK)
        #expect(!bench.ask("tpiu configure -protocol manchester").isOK)
        #expect(!bench.ask("tpiu configure -what 1").isOK)
        #expect(bench.ask("halt").isOK)
        // What the trace units held before is back.
        #expect(try bench.word(0xE000_0E80) & 1 == 0)
        try bench.close()
    }

    @Test(arguments: [
        "SWO EnableTarget 16000000 2000000 1 0", "CDSWOConfigure 16000000 2000000 :3344",
        "tpiu config external uart off 16000000 2000000",
    ])
    func otherServersWordsStartIt(line: String) throws {
        let bench = try MonitorBench()
        let answer = bench.ask(line)
        #expect(answer.isOK, "\(answer)")
        #expect(try bench.word(0xE000_0E80) & 1 == 1)
        #expect(bench.ask("SWO DisableTarget 1").isOK)
        #expect(try bench.word(0xE000_0E80) & 1 == 0)
    }

    /// What a server is started with is done when the debugger has arrived.
    @Test func startCommandsAreRun() throws {
        let bus = try BoardBus()
        let host = PortDouble(bus)
        let target = try bus.target().target
        var session = Session(
            target: target, serverVersion: "server 1",
            monitoring: MonitorOptions(
                startCommands: ["rtt start", "rtt server start 9090 0", "nonsense"]),
            monitorHost: host)
        try session.begin()
        #expect(host.sent[9090] != nil)
        #expect(session.backgroundMilliseconds != nil)
        let notices = session.handle(.monitor("version")).notices.map(\.text)
        #expect(notices.isEmpty || notices.contains { $0.contains("`nonsense` failed") })
        try session.end()
        #expect(host.sent.isEmpty)
    }
}
