import RemoteProtocol
import Testing

@Suite struct PacketDecoderTests {
    /// Acknowledgements, Ctrl-C, an escaped packet, garbage, one cut short by the next `$`.
    static let stream: [UInt8] =
        Array("+-".utf8) + [0x03] + Array("$g#67+junk$qC#b4$m0,".utf8)
        + PacketEncoder.frame(Array("X0,3:#$}".utf8)) + Array("-".utf8)

    static let events: [PacketDecoder.Event] = [
        .ack, .nak, .interrupt, .packet(Array("g".utf8)), .ack, .packet(Array("qC".utf8)),
        .packet(Array("X0,3:#$}".utf8)), .nak,
    ]

    @Test func aStreamIsUnderstood() {
        var decoder = PacketDecoder()
        #expect(decoder.consume(Self.stream) == Self.events)
    }

    @Test func splittingChangesNothing() {
        for index in Self.stream.indices {
            var decoder = PacketDecoder()
            let events =
                decoder.consume(Self.stream[..<index]) + decoder.consume(Self.stream[index...])
            #expect(events == Self.events, "split before byte \(index)")
        }
        var decoder = PacketDecoder()
        #expect(Self.stream.flatMap { decoder.consume([$0]) } == Self.events)
    }

    /// st-util refuses every packet after a corrupt one: its checksum is never started anew.
    @Test func aGoodPacketAfterACorruptOneIsGood() {
        var decoder = PacketDecoder()
        #expect(decoder.consume(Array("$g#00".utf8)) == [.corrupt("the checksum is wrong")])
        for _ in 0..<5 {
            #expect(decoder.consume(Array("$g#67".utf8)) == [.packet([UInt8(ascii: "g")])])
        }
    }

    /// Ctrl-C may come at any moment, also between the bytes of a packet.
    @Test func controlCInsideAPacketLosesNeither() {
        let packet = Array("$m20000000,4#".utf8) + Array("22".utf8)
        let plain = PacketDecoder.Event.packet(Array("m20000000,4".utf8))
        var whole = PacketDecoder()
        let sum = PacketEncoder.frame(Array("m20000000,4".utf8)).suffix(2)
        let frame = packet.dropLast(2) + sum
        #expect(whole.consume(frame) == [plain])
        for place in 0...frame.count {
            var decoder = PacketDecoder()
            let bytes = frame.prefix(place) + [0x03] + frame.dropFirst(place)
            let events = decoder.consume(bytes).flatMap { event -> [PacketDecoder.Event] in
                if case .interruptedPacket(let body) = event { return [.interrupt, .packet(body)] }
                return [event]
            }
            #expect(Set(events) == [plain, .interrupt], "before byte \(place)")
            #expect(events.count == 2)
        }
    }

    /// In binary data 0x03 is a byte like any other.
    @Test func binaryDataKeepsItsBytes() {
        let body = Array("X20000000,3:".utf8) + [1, 3, 5]
        var decoder = PacketDecoder()
        #expect(decoder.consume(PacketEncoder.frame(body)) == [.packet(body)])
    }

    @Test(arguments: ["$g#6x", "$g#x7", "$a}#de"])
    func brokenFramesAreCorrupt(text: String) {
        var decoder = PacketDecoder()
        let events = decoder.consume(Array(text.utf8)) + decoder.consume(Array("$g#67".utf8))
        #expect(events.count == 2)
        guard case .corrupt? = events.first else {
            Issue.record("\(events)")
            return
        }
        #expect(events.last == .packet([UInt8(ascii: "g")]))
    }

    @Test func packetsAreBounded() {
        let longest = [UInt8](repeating: 0x61, count: Limits.packetByteCount)
        var decoder = PacketDecoder()
        #expect(decoder.consume(PacketEncoder.frame(longest)) == [.packet(longest)])
        // Not a byte of what is too long is taken for something else, though 0x03 is Ctrl-C.
        let oversize = longest + [0x03, 0x2B, 0x03]
        let events = decoder.consume(PacketEncoder.frame(oversize))
        #expect(events == [.corrupt("it is longer than 16384 bytes")])
        #expect(decoder.consume(Array("$g#67".utf8)) == [.packet([UInt8(ascii: "g")])])
    }

    @Test func everyByteSurvivesTheFrame() {
        let body = (0...255).map { UInt8($0) } + (0...255).reversed().map { UInt8($0) }
        let frame = PacketEncoder.frame(body)
        #expect(!frame[1..<frame.count - 3].contains { [0x23, 0x24, 0x2A].contains($0) })
        var decoder = PacketDecoder()
        #expect(decoder.consume(frame) == [.packet(body)])
    }

    /// Whatever came before, a whole packet is found.
    @Test(arguments: [1, 2, 3, UInt64.random(in: 0...UInt64.max)])
    func garbageNeverBlocksTheNextPacket(seed: UInt64) {
        var random = Seeded(seed: seed)
        for round in 0..<300 {
            var decoder = PacketDecoder()
            let garbage = (0..<Int.random(in: 0...80, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            _ = decoder.consume(garbage)
            let events = decoder.consume(Array("$qC#b4".utf8))
            #expect(events == [.packet(Array("qC".utf8))], "seed \(seed), round \(round)")
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed, everywhere.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
