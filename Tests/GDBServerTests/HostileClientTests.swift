import Foundation
import RemoteProtocol
import Testing

@testable import GDBServer

/// Clients that mean ill, or are none: the debugger goes on as if it were alone.
@Suite(.serialized) struct HostileClientTests {
    private func frame(_ text: String) -> [UInt8] { PacketEncoder.frame(Array(text.utf8)) }

    private func monitor(_ client: Client, _ line: String) -> String? {
        let answer = client.ask("qRcmd," + Hexadecimal.string(Array(line.utf8)))
        guard let answer, answer.hasPrefix("O"), answer != "OK" else { return answer }
        _ = client.packet()
        let bytes = Hexadecimal.decode(Array(answer.utf8.dropFirst())) ?? []
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: - Connections

    /// Connected and never a byte: they neither keep a debugger out nor anybody waiting.
    @Test func silentConnectionsMakeRoom() async throws {
        let bench = try await Bench()
        let debugger = try bench.connect()
        #expect(debugger.ask("?") != nil)
        let onlooker = try bench.connect()
        #expect(onlooker.ask("m20000000,4") == "00000000")
        var silent: [Client] = []
        for _ in 0..<100 {
            silent.append(try bench.connect())
            #expect(debugger.ask("qC") == "QC1")
        }
        #expect(onlooker.ask("m20000000,4") == "00000000")
        #expect(try bench.connect().ask("m20000000,4") == "00000000")
        #expect(try await bench.expectWarning("made room"))
        // Once, not a hundred times.
        #expect(bench.journal.warnings.count == 1)
        #expect(bench.journal.count("detach") == 0)
        await bench.server.shutdown()
    }

    /// Others that have spoken once give way as well, the debugger never.
    @Test func theDebuggerNeverMakesRoom() async throws {
        let bench = try await Bench()
        let debugger = try bench.connect()
        #expect(debugger.ask("?") != nil)
        let onlookers = try (0..<50).map { _ in
            let client = try bench.connect()
            #expect(client.ask("qC") == "QC1")
            return client
        }
        #expect(onlookers.count { $0.ask("qC") == "QC1" } == Limits.connectionCount - 1)
        #expect(debugger.ask("qC") == "QC1")
        #expect(bench.journal.count("detach") == 0)
        await bench.server.shutdown()
    }

    @Test func floodsOfConnectionsPass() async throws {
        let bench = try await Bench()
        let debugger = try bench.connect()
        #expect(debugger.ask("?") != nil)
        for round in 0..<1000 {
            let client = try bench.connect()
            if round % 3 == 0 { client.send("$m2000") }
            if round % 2 == 0 { client.breakOff() } else { client.hangUp() }
            if round % 100 == 0 { #expect(debugger.ask("m20000000,4") == "00000000") }
        }
        #expect(debugger.ask("qC") == "QC1")
        #expect(bench.journal.count("open") == 1)
        await bench.server.shutdown()
    }

    // MARK: - Bytes

    /// No probe is opened for what is no debugger, and a web page gets nothing.
    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 7\r\n\r\n+$k#6b$?#3f",
        "+$k#6b / HTTP/1.1\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\0\u{1}", "SSH-2.0-x\r\n", "\0\0\0\0",
    ])
    func foreignersAreSentAway(greeting: String) async throws {
        let bench = try await Bench()
        let client = try bench.connect()
        client.send(greeting)
        #expect(client.next() == nil)
        #expect(client.received.isEmpty)
        #expect(try await bench.expectWarning("it was dropped"))
        #expect(bench.journal.all == [])
        #expect(try bench.connect().ask("qC") == "QC1")
        await bench.server.shutdown()
    }

    /// A page's request that was cut in two by the network: still no packet of it is obeyed.
    @Test func aRequestCutBehindItsPacketIsNotObeyed() async throws {
        // Who is slower than the server is hasty has sent two things: that is tried again.
        for _ in 0..<100 {
            let bench = try await Bench()
            let client = try bench.connect()
            let start = ContinuousClock.now
            client.send("+$k#6b")
            client.send(" / HTTP/1.1\r\n\r\n")
            let isOne = ContinuousClock.now - start < .milliseconds(Limits.hastyMilliseconds / 2)
            #expect(client.next() == nil)
            if isOne { #expect(bench.journal.all == []) }
            await bench.server.shutdown()
            if isOne { return }
        }
        Issue.record("never within \(Limits.hastyMilliseconds) ms")
    }

    @Test(arguments: ["+", "-", "$", "\u{3}", "x", "$a", "$}", "#"])
    func endlessBytesEndTheirSender(piece: String) async throws {
        let bench = try await Bench()
        let debugger = try bench.connect()
        #expect(debugger.ask("?") != nil)
        let client = try bench.connect()
        #expect(client.ask("qC") == "QC1")
        #expect(client.ask("qC") == "QC1")
        let flood = [UInt8](String(repeating: piece, count: 16_384).utf8)
        // It is the server that ends it; what was on its way is taken by nobody.
        for _ in 0..<20 where client.send(flood) {}
        #expect(try await bench.expectWarning("dropped"))
        while client.next() != nil {}
        let isTaken = client.send(flood)
        #expect(!isTaken)
        #expect(debugger.ask("qC") == "QC1")
        await bench.server.shutdown()
    }

    /// One byte now and then: a client like any other, and nobody waits for it.
    @Test func slowWritersAreWaitedForByNobody() async throws {
        let bench = try await Bench()
        let slow = try bench.connect()
        let debugger = try bench.connect()
        for byte in frame("m20000000,4") {
            slow.send([byte])
            #expect(debugger.ask("qC") == "QC1")
        }
        #expect(slow.packet() == "00000000")
        await bench.server.shutdown()
    }

    @Test func ctrlCByTheThousandIsOne() async throws {
        let bench = try await Bench()
        let debugger = try bench.connect()
        #expect(debugger.ask("?") != nil)
        debugger.send(frame("vCont;c"))
        #expect(try await bench.expect("resume"))
        let before = bench.journal.count("halt")
        debugger.send([UInt8](repeating: 3, count: 5000))
        #expect(debugger.packet()?.hasPrefix("T02") == true)
        #expect(debugger.ask("qC") == "QC1")
        // As many as there were pieces, at most: not one for each byte.
        #expect(bench.journal.count("halt") - before < 10)
        await bench.server.shutdown()
    }

    // MARK: - Time

    /// Fifteen that never stop asking, and a debugger that has work to do.
    @Test func onlookersThatFloodAreHeardNowAndThen() async throws {
        let bench = try await Bench()
        let debugger = try bench.connect()
        #expect(debugger.ask("?") != nil)
        // Ever another question: the same one again would be taken for a repetition.
        let request = (0..<100).flatMap { frame($0 % 2 == 0 ? "m20000000,4" : "m20000004,4") }
        let onlookers = try (0..<15).map { _ in
            let client = try bench.connect()
            #expect(client.ask("qC") == "QC1")
            client.send(request)
            return client
        }
        // How seldom within a burst is `OnlookerScheduleTests`' to say: on a busy machine there
        // are pauses in this one.
        for _ in 0..<500 { #expect(debugger.ask("m20000000,4") == "00000000") }
        // And all of them when it is quiet.
        for client in onlookers {
            for _ in 0..<100 { #expect(client.packet() == "00000000") }
        }
        await bench.server.shutdown()
    }

    /// A search over megabytes goes on between the packets of others.
    @Test func aLongSearchKeepsNobodyWaiting() async throws {
        let bench = try await Bench()
        let debugger = try bench.connect()
        #expect(debugger.ask("?") != nil)
        let onlooker = try bench.connect()
        #expect(onlooker.ask("qC") == "QC1")
        bench.journal.delaySeconds = 0.002
        onlooker.send(frame("qSearch:memory:20000000;50000;nowhere"))
        // How seldom a piece comes within a burst is `OnlookerScheduleTests`' to say, too.
        for _ in 0..<20 { #expect(debugger.ask("m20000000,4") == "00000000") }
        #expect(onlooker.packet() == "0")
        #expect(debugger.ask("qSearch:memory:20000000;50000;nowhere") == "0")
        // Who goes takes the search along.
        let leaver = try bench.connect()
        leaver.send(frame("qSearch:memory:20000000;50000;nowhere"))
        leaver.hangUp()
        #expect(debugger.ask("qC") == "QC1")
        await bench.server.shutdown()
    }

    // MARK: - What `monitor` opens

    @Test func portsAreGivenBack() async throws {
        let bench = try await Bench()
        let client = try bench.connect()
        var ports: [UInt16] = []
        for _ in 0..<Limits.monitorPortCount {
            let said = try #require(monitor(client, "rtt server start 0 0"))
            ports.append(try #require(said.split(separator: " ").compactMap { UInt16($0) }.first))
        }
        #expect(monitor(client, "rtt server start 0 0")?.contains("ports are open") == true)
        // A web page cannot type there.
        let page = try Client(port: ports[0])
        page.send("POST / HTTP/1.1\r\n\r\nrm -rf\n")
        #expect(page.next() == nil)
        // It never debugged: what it opened goes with it all the same.
        #expect(bench.journal.count("attach") == 0)
        client.hangUp()
        #expect(try await bench.expect("close"))
        for port in ports { #expect(try await isClosed(port)) }
        await bench.server.shutdown()
    }

    /// Sockets are closed when the queue comes to it.
    private func isClosed(_ port: UInt16) async throws -> Bool {
        for _ in 0..<12_000 {
            do { _ = try Client(port: port) } catch is Client.Failure { return true }
            try await Task.sleep(for: .milliseconds(5))
        }
        return false
    }

    /// `catch {catch {catch ...}}`: an answer, and no stack that overflows.
    @Test func commandsInsideOfCommandsHaveAnEnd() async throws {
        let bench = try await Bench()
        let client = try bench.connect()
        for (open, close) in [("catch {", "}"), ("capture ", ""), ("{", "}"), ("\"", "\"")] {
            let line =
                String(repeating: open, count: 900) + "version"
                + String(repeating: close, count: 900)
            #expect(monitor(client, String(line.prefix(8000))) != nil)
        }
        #expect(client.ask("qC") == "QC1")
        await bench.server.shutdown()
    }
}
