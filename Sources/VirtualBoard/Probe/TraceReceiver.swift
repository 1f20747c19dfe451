/// The probe's serial receiver on the SWO pin, and the memory that keeps what it took until the
/// host fetches it.
public final class TraceReceiver {
    /// The target's rate may be off by that much (OpenOCD: within 3 %).
    private static let tolerancePercent: UInt64 = 3

    private var fifo: [UInt8] = []
    private var capacity = 0
    private var hertz: UInt32 = 0
    private(set) var isReceiving = false
    /// Bytes that came while the memory was full: the host did not fetch in time.
    private(set) var lostByteCount = 0

    var count: Int { fifo.count }

    func start(byteCount: Int, hertz: UInt32) {
        fifo = []
        capacity = byteCount
        self.hertz = hertz
        isReceiving = true
        lostByteCount = 0
    }

    func stop() {
        isReceiving = false
        fifo = []
    }

    /// Bytes from the chip's SWO pin, sent at its own rate. At another rate than the receiver's
    /// they are framing errors, of which nothing is kept.
    public func receive(_ bytes: [UInt8], hertz sent: UInt64) {
        guard isReceiving else { return }
        let difference = sent > UInt64(hertz) ? sent - UInt64(hertz) : UInt64(hertz) - sent
        guard difference * 100 <= UInt64(hertz) * Self.tolerancePercent else { return }
        let room = capacity - fifo.count
        fifo += bytes.prefix(room)
        lostByteCount += max(0, bytes.count - room)
    }

    /// Takes out what the host asked for.
    func fetch(_ maximumByteCount: Int) -> [UInt8] {
        let taken = Array(fifo.prefix(maximumByteCount))
        fifo.removeFirst(taken.count)
        return taken
    }
}
