import DebugSession
import Foundation
import RemoteProtocol
import Testing

/// A client that waits for long hears of the server, if it is one that understands that.
@Suite struct KeepAliveTests {
    private func opening(_ features: String) -> String { "qSupported:" + features }

    @Test func gdbIsToldToWait() async throws {
        let bench = try await Bench()
        let client = try bench.connect()
        #expect(client.ask(opening("swbreak+;qRelocInsn+"))?.contains("PacketSize") == true)
        bench.journal.isHeld = true
        client.send(PacketEncoder.frame(Array("m20000000,4".utf8)))
        #expect(client.hears("%busy:#", times: 2))
        bench.journal.isHeld = false
        #expect(client.packet() == "00000000")
        #expect(client.received.suffix(12).elementsEqual("$00000000#80".utf8))
        // An answer that comes at once comes alone; on a busy machine not each does.
        let isAlone = (0..<20).contains { _ in
            let quick = client.received.count
            #expect(client.ask("m20000000,4") == "00000000")
            return !client.received.dropFirst(quick).contains(UInt8(ascii: "%"))
        }
        #expect(isAlone)
        await bench.server.shutdown()
    }

    @Test func othersAreNot() async throws {
        let bench = try await Bench()
        let client = try bench.connect()
        #expect(client.ask(opening("xmlRegisters=i386,arm"))?.contains("PacketSize") == true)
        bench.journal.delaySeconds = 0.8
        #expect(client.ask("m20000000,4") == "00000000")
        bench.journal.delaySeconds = 0
        #expect(!client.received.contains(UInt8(ascii: "%")))
        await bench.server.shutdown()
    }

    /// Half a packet, garbage, a giant, Ctrl-C in the middle: the next client finds all well.
    @Test(arguments: [1, UInt64.random(in: 0...UInt64.max)])
    func brokenPeersHurtNobody(seed: UInt64) async throws {
        let bench = try await Bench()
        var state = seed
        func random(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        for _ in 0..<20 {
            let client = try bench.connect()
            switch random(5) {
            case 0: client.send("GET / HTTP/1.0\r\n\r\n")
            case 1:
                client.send(
                    (0..<random(3000)).map { _ in UInt8(random(256)) }.filter { $0 != 0x24 })
            case 2: client.send("$m2000")
            case 3: client.send("$" + String(repeating: "a", count: 40_000) + "#00")
            default: client.send([3, 3, 0x2B, 0x2D])
            }
            client.hangUp()
        }
        // Nobody has asked for anything: the probe is as it was.
        #expect(bench.journal.count("attach") == 0, "seed \(seed): \(bench.journal.all)")
        let client = try bench.connect()
        #expect(client.ask("qSupported:qRelocInsn+")?.contains("PacketSize") == true)
        client.send([3])
        client.send("$m20000\u{3}000,4#62")
        await bench.server.shutdown()
    }
}
