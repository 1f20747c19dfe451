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

    @Test func controlCStandsBesidePackets() {
        var channel = PacketChannel()
        #expect(channel.receive([0x03]) == [.interrupt])
    }
}
