import GDBServer
import Logging
import RemoteProtocol
import TargetMemory
import Testing

/// Beginning and end of a server, and what it does not put up with.
@Suite struct ServerLifeTests {
    @Test func endsWithItsClientIfSoConfigured() async throws {
        let bench = try await Bench(endsWithClient: true)
        // Who says nothing is no debugger, and ends nothing.
        try bench.connect().hangUp()
        let client = try bench.connect()
        #expect(client.ask("?") != nil)
        client.hangUp()
        await bench.server.finished()
        #expect(bench.journal.count("detach") == 1)
        #expect(bench.journal.all.last == "close")
        #expect(throws: Client.Failure.self) { try bench.connect() }
    }

    @Test func shutdownLeavesTheTargetAsFound() async throws {
        let bench = try await Bench()
        let client = try bench.connect()
        #expect(client.ask("?") != nil)
        client.send("$vCont;c#a8")
        await bench.server.shutdown()
        await bench.server.finished()
        #expect(bench.journal.count("detach") == 1)
        #expect(bench.journal.all.last == "close")
        #expect(client.packet() == nil)
        // Asked again it has nothing to do.
        await bench.server.shutdown()
        #expect(bench.journal.count("close") == 1)
    }

    @Test func aPortInUseHasItsSentence() async throws {
        let bench = try await Bench()
        let second = Server(
            configuration: ServerConfiguration(port: bench.port, serverVersion: "2"),
            provider: NoProvider(), logger: Logger(label: "test"))
        await #expect(throws: ServerError.portInUse(bench.port)) { try await second.listen() }
        #expect(ServerError.portInUse(4242).message.contains("port 4242 is in use"))
        await bench.server.shutdown()
    }

    @Test(arguments: ["no.such.host.invalid", "203.0.113.1"])
    func anAddressOfSomebodyElseHasItsSentence(host: String) async throws {
        let server = Server(
            configuration: ServerConfiguration(hosts: [host], port: 0, serverVersion: "1"),
            provider: NoProvider(), logger: Logger(label: "test"))
        let error = await #expect(throws: ServerError.self) { try await server.listen() }
        #expect(error?.message.hasPrefix("cannot listen at \(host)") == true)
    }

    @Test func everyAddressHasTheSamePort() async throws {
        let bench = try await Bench(hosts: ServerConfiguration.loopback)
        #expect(bench.port != 0)
        #expect(try bench.connect().ask("qC") == "QC1")
        await bench.server.shutdown()
    }

    /// A client that asks and never reads is dropped before it fills the memory.
    @Test func aClientThatDoesNotReadIsDropped() async throws {
        let bench = try await Bench()
        let client = try bench.connect()
        #expect(client.ask("?") != nil)
        // Ever another question: the same one again would be taken for a repetition.
        let requests = ["m8000000,1ffc", "m8000004,1ffc"].map { request in
            PacketEncoder.frame(Array(request.utf8))
        }
        for turn in 0..<20_000 { client.send(requests[turn % 2]) }
        // Still connected at this end: it was the server that had enough.
        #expect(try await bench.expect("close"))
        #expect(bench.journal.count("detach") == 1)
        #expect(try bench.connect().ask("qC") == "QC1")
        await bench.server.shutdown()
    }

    @Test func aClientThatRefusesEverythingIsDropped() async throws {
        let bench = try await Bench()
        let client = try bench.connect()
        #expect(client.ask("qC") == "QC1")
        for _ in 0..<Limits.resendCount {
            client.send("-")
            #expect(client.packet() == "QC1")
        }
        client.send("-")
        #expect(client.next() == nil)
        #expect(try await bench.expect("close"))
        await bench.server.shutdown()
    }

    /// Connections that say nothing do not use the server up.
    @Test func silentConnectionsAreBounded() async throws {
        let bench = try await Bench()
        let silent = try (0..<40).map { _ in try bench.connect() }
        #expect(silent.count { $0.ask("qC") == "QC1" } == 16)
        #expect(bench.journal.all == ["open"])
        silent.forEach { $0.hangUp() }
        #expect(try await bench.expect("close"))
        #expect(try bench.connect().ask("qC") == "QC1")
        await bench.server.shutdown()
    }

    /// Any bytes at all, then a proper client.
    @Test(arguments: [1, 2, UInt64.random(in: 0...UInt64.max)])
    func garbageDoesNotHurt(seed: UInt64) async throws {
        let bench = try await Bench()
        var random = SplitMix(state: seed)
        for _ in 0..<20 {
            let client = try bench.connect()
            client.send((0..<500).map { _ in UInt8.random(in: 0...255, using: &random) })
            client.hangUp()
        }
        var answer: String?
        for _ in 0..<100 where answer != "QC1" {
            answer = try bench.connect().ask("qC")
        }
        #expect(answer == "QC1", "seed \(seed)")
        await bench.server.shutdown()
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
