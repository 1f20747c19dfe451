/// One side of a connection above the frame: acknowledges, repeats, and stops doing so on demand.
///
/// Pure: bytes in, bytes out. The owner sends what it is given.
public struct PacketChannel: Sendable {
    /// What the owner has to act on.
    public enum Event: Hashable, Sendable {
        /// Answer this request.
        case packet([UInt8])
        /// Ctrl-C.
        case interrupt
        /// Send these bytes: an acknowledgement or the last packet again.
        case send([UInt8])
        /// Something arrived that is no packet; worth a line in the log.
        case notice(String)
        /// The client refuses every repetition: there is no point in going on.
        case hopeless
    }

    private var decoder = PacketDecoder()
    private var lastFrame: [UInt8] = []
    private var resendsLeft = Limits.resendCount
    /// The last packet among the bytes that came together, while nothing has followed it.
    private var latest: [UInt8]?

    /// Whether packets are acknowledged; off after `QStartNoAckMode`.
    public private(set) var acknowledges = true

    public init() {}

    /// The bytes that come next were received together.
    ///
    /// A client whose packet is not acknowledged in time sends it again, gdb after two seconds:
    /// then both lie there when a server that was busy, or suspended, comes to read. Such a
    /// repetition must not be answered a second time, or every later answer is taken for that to
    /// the next question.
    public mutating func beginReading() { latest = nil }

    /// What the received bytes amount to, in order.
    public mutating func receive(_ bytes: some Sequence<UInt8>) -> [Event] {
        bytes.flatMap { receive($0) }
    }

    /// What one received byte amounts to.
    public mutating func receive(_ byte: UInt8) -> [Event] {
        guard let event = decoder.consume(byte) else { return [] }
        switch event {
        case .packet(let body):
            guard acknowledges else { return [.packet(body)] }
            defer { latest = body }
            let next: Event =
                body == latest ? .notice("the client sent a packet again") : .packet(body)
            return [.send([UInt8(ascii: "+")]), next]
        case .interrupt:
            return [.interrupt]
        case .interruptedPacket(let body):
            let events = [Event.interrupt, .packet(body)]
            return acknowledges ? [.send([UInt8(ascii: "+")])] + events : events
        case .ack:
            latest = nil
            return []
        case .nak:
            latest = nil
            return resend()
        case .corrupt(let reason):
            let notice = Event.notice("dropped a packet: \(reason)")
            return acknowledges ? [.send([UInt8(ascii: "-")]), notice] : [notice]
        }
    }

    /// The frame for a reply; kept in case the client wants it again.
    public mutating func frame(_ reply: Reply) -> [UInt8] {
        if case .notification = reply { return PacketEncoder.notification(reply.body) }
        lastFrame = PacketEncoder.frame(reply.body)
        resendsLeft = Limits.resendCount
        return lastFrame
    }

    /// From the next packet on nothing is acknowledged and nothing repeated.
    public mutating func stopAcknowledging() { acknowledges = false }

    private mutating func resend() -> [Event] {
        guard acknowledges, !lastFrame.isEmpty else { return [] }
        guard resendsLeft > 0 else { return [.hopeless] }
        resendsLeft -= 1
        return [.send(lastFrame), .notice("the client asked for the last packet again")]
    }
}
