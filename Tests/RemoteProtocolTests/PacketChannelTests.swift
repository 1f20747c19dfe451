import RemoteProtocol
import Testing

@Suite struct PacketChannelTests {
    private static let plus = PacketChannel.Event.send([UInt8(ascii: "+")])
    private static let minus = PacketChannel.Event.send([UInt8(ascii: "-")])

    @Test func packetsAreAcknowledgedUntilAskedNotTo() {
        var channel = PacketChannel()
        let packet = PacketChannel.Event.packet(Array("g".utf8))
        #expect(channel.receive(Array("$g#67".utf8)) == [Self.plus, packet])
        channel.stopAcknowledging()
        #expect(!channel.acknowledges)
        #expect(channel.receive(Array("$g#67".utf8)) == [packet])
    }

    @Test func corruptPacketsAreRefusedWhileAcknowledging() {
        var channel = PacketChannel()
        let notice = PacketChannel.Event.notice("dropped a packet: the checksum is wrong")
        #expect(channel.receive(Array("$g#00".utf8)) == [Self.minus, notice])
        channel.stopAcknowledging()
        #expect(channel.receive(Array("$g#00".utf8)) == [notice])
    }

    @Test func aRefusedReplyIsSentAgainSoManyTimes() {
        var channel = PacketChannel()
        #expect(channel.receive([UInt8(ascii: "-")]).isEmpty)
        let frame = channel.frame(.ok)
        #expect(frame == Array("$OK#9a".utf8))
        for _ in 0..<Limits.resendCount {
            #expect(channel.receive([UInt8(ascii: "-")]).first == .send(frame))
        }
        #expect(channel.receive([UInt8(ascii: "-")]) == [.hopeless])
        // The next reply has all its chances again.
        let next = channel.frame(.text("l"))
        #expect(channel.receive([UInt8(ascii: "-")]).first == .send(next))
    }

    @Test func nothingIsRepeatedWithoutAcknowledgement() {
        var channel = PacketChannel()
        _ = channel.frame(.ok)
        channel.stopAcknowledging()
        #expect(channel.receive(Array("-+".utf8)).isEmpty)
    }

    /// gdb repeats a packet that is not acknowledged within two seconds; a server that was held up
    /// finds both.
    @Test func aRepetitionIsAnsweredOnce() {
        var channel = PacketChannel()
        let question = Array("$g#67".utf8), packet = PacketChannel.Event.packet(Array("g".utf8))
        channel.beginReading()
        #expect(channel.receive(question).contains(packet))
        let again = channel.receive(question + question)
        #expect(again.count { $0 == Self.plus } == 2)
        #expect(!again.contains(packet))
        // The client has taken the answer and asks anew.
        #expect(channel.receive([UInt8(ascii: "+")] + question).contains(packet))
        // So has one that acknowledges nothing: it waited for the answer.
        channel.beginReading()
        #expect(channel.receive(question).contains(packet))
        // Without acknowledgements nothing is repeated: these are two questions.
        channel.stopAcknowledging()
        #expect(channel.receive(question + question) == [packet, packet])
    }

    @Test func controlCStandsBesidePackets() {
        var channel = PacketChannel()
        #expect(channel.receive([0x03]) == [.interrupt])
    }
}
