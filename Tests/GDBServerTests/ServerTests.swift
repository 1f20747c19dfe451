import GDBServer
import RemoteProtocol
import TargetMemory
import Testing

/// Clients of every kind, over real sockets.
@Suite struct ServerTests {
    @Test func aConversationOverTheNetwork() async throws {
        let bench = try await Bench()
        let client = try bench.connect()
        #expect(client.ask("qSupported:swbreak+")?.hasPrefix("PacketSize=4000;") == true)
        #expect(client.ask("?")?.hasPrefix("T05thread:1;") == true)
        #expect(client.ask("M20000000,2:abcd") == "OK")
        #expect(client.ask("m20000000,2") == "abcd")
        #expect(client.ask("D") == "OK")
        // The session is over: the server closes, the target has been left.
        #expect(client.next() == nil)
        #expect(try await bench.expect("close"))
        #expect(bench.journal.all.first == "open")
        #expect(bench.journal.count("detach") == 1)
        await bench.server.shutdown()
    }

    /// Editors and port scanners connect to see if somebody is there.
    @Test func aBareConnectionTouchesNothing() async throws {
        let bench = try await Bench()
        for garbage in ["", "GET / HTTP/1.0\r\n\r\n", "+", "\u{3}", "$g#00", "$unfinished"] {
            let client = try bench.connect()
            client.send(garbage)
            client.hangUp()
        }
        let client = try bench.connect()
        #expect(client.ask("qC") == "QC1")
        #expect(bench.journal.all == ["open"])
        #expect(client.ask("?") != nil)
        #expect(bench.journal.all.prefix(2) == ["open", "attach"])
        await bench.server.shutdown()
    }

    @Test func packetsMayComeInPieces() async throws {
        let bench = try await Bench()
        let client = try bench.connect()
        for byte in PacketEncoder.frame(Array("qAttached".utf8)) {
            client.send([byte])
            try await Task.sleep(for: .milliseconds(1))
        }
        #expect(client.packet() == "1")
        // Several at once, a reply to each; the same one without an acknowledgement would be taken
        // for a repetition.
        client.send("$qC#b4+$qC#b4+$qC#b4")
        #expect((0..<3).map { _ in client.packet() } == ["QC1", "QC1", "QC1"])
        await bench.server.shutdown()
    }

    @Test func acknowledgementsAndRepeats() async throws {
        let bench = try await Bench()
        let client = try bench.connect()
        client.send("$qC#b4")
        #expect(client.next() == .ack)
        #expect(client.next() == .packet(Array("QC1".utf8)))
        client.send("-")
        #expect(client.next() == .packet(Array("QC1".utf8)))
        client.send("$qC#00")
        #expect(client.next() == .nak)
        client.send("$QStartNoAckMode#b0")
        #expect(client.next() == .ack)
        #expect(client.next() == .packet(Array("OK".utf8)))
        client.send("+$qC#b4")
        #expect(client.next() == .packet(Array("QC1".utf8)))
        await bench.server.shutdown()
    }

    @Test func aBreakpointEndsARun() async throws {
        let bench = try await Bench()
        let client = try bench.connect()
        #expect(client.ask("qSupported:hwbreak+") != nil)
        #expect(client.ask("?") != nil)
        #expect(client.ask("Z1,8000210,2") == "OK")
        let stop = client.ask("vCont;c")
        #expect(stop?.hasPrefix("T05thread:1;hwbreak:;") == true)
        #expect(stop?.contains(";f:10020008;") == true)
        await bench.server.shutdown()
    }

    @Test func controlCHaltsARun() async throws {
        let bench = try await Bench()
        let client = try bench.connect()
        #expect(client.ask("?") != nil)
        for _ in 0..<3 {
            client.send("$vCont;c#a8")
            try await Task.sleep(for: .milliseconds(20))
            client.send([0x03])
            #expect(client.packet()?.hasPrefix("T02thread:1;") == true)
        }
        // One that comes too late changes nothing.
        client.send([0x03])
        #expect(client.ask("qC") == "QC1")
        await bench.server.shutdown()
    }

    @Test(arguments: [false, true])
    func aClientThatVanishesLeavesTheTargetAsFound(whileRunning: Bool) async throws {
        let bench = try await Bench()
        let client = try bench.connect()
        #expect(client.ask("?") != nil)
        #expect(client.ask("Z1,8000300,2") == "OK")
        if whileRunning { client.send("$vCont;c#a8") }
        client.hangUp()
        #expect(try await bench.expect("close"))
        #expect(bench.journal.count("detach") == 1)
        #expect(try bench.connect().ask("qC") == "QC1")
        await bench.server.shutdown()
    }

    @Test func theProbeIsPulledOutAndPutBack() async throws {
        let bench = try await Bench()
        let client = try bench.connect()
        #expect(client.ask("?") != nil)
        client.send("$vCont;c#a8")
        bench.journal.targetFault = TargetFault(.probeLost, "the ST-Link is gone")
        #expect(client.packet() == "O" + Hexadecimal.string("the ST-Link is gone\n".utf8))
        #expect(client.packet() == "X1d")
        #expect(client.next() == nil)
        #expect(try await bench.expect("close"))
        bench.journal.targetFault = nil
        #expect(try bench.connect().ask("qC") == "QC1")
        #expect(bench.journal.count("open") == 2)
        await bench.server.shutdown()
    }

    @Test func noProbeIsSaidToTheClient() async throws {
        let bench = try await Bench()
        bench.journal.openingFault = TargetFault(.link, "no ST-Link on the USB bus")
        let client = try bench.connect()
        #expect(client.ask("qSupported") == "E.no ST-Link on the USB bus")
        #expect(client.next() == nil)
        bench.journal.openingFault = nil
        bench.journal.targetFault = TargetFault(.link, "no answer")
        let second = try bench.connect()
        #expect(second.ask("qSupported")?.hasPrefix("PacketSize") == true)
        #expect(second.ask("?") == "E.no answer")
        // It was tried twice, and half attached is not left so.
        #expect(bench.journal.count("attach") == 2)
        #expect(bench.journal.count("detach") == 2)
        bench.journal.targetFault = nil
        #expect(try bench.connect().ask("qC") == "QC1")
        await bench.server.shutdown()
    }
}
