import RemoteProtocol

extension FuzzTarget {
    /// What a client sends, framed or not, through the decoder and the request table.
    static let packets = FuzzTarget(
        name: "packets", maximumByteCount: 4096, dictionary: "packets"
    ) { bytes in
        var channel = PacketChannel()
        var sentByteCount = 0
        for event in channel.receive(bytes) {
            switch event {
            case .packet(let packet):
                _ = Request.parse(packet)
                checkFrame(packet)
                // So that there is something to be sent again.
                _ = channel.frame(.bytes(packet))
            case .send(let frame): sentByteCount += frame.count
            case .interrupt, .notice, .hopeless: break
            }
        }
        check(sentByteCount <= 16 * (bytes.count + 64), "\(sentByteCount) bytes of answers")
        // Without a frame around it, too: mutations break checksums.
        _ = Request.parse(bytes)
        checkFrame(bytes)
    }

    /// What is framed by us is understood by us.
    private static func checkFrame(_ packet: [UInt8]) {
        var decoder = PacketDecoder()
        let events = decoder.consume(PacketEncoder.frame(packet))
        check(events == [.packet(packet)], "\(packet) came back as \(events)")
    }
}
