import Dispatch
import RemoteProtocol

/// One client: its socket, its packets, and what is still to be sent to it.
///
/// Owned by the server's actor and used on its queue only.
final class Connection {
    enum State {
        case open
        /// Everything is said; waits until the rest is sent and the client has closed.
        case closing
    }

    let number: Int
    let descriptor: Int32
    /// Where the client is.
    let address: NetworkAddress?
    var channel = PacketChannel()
    /// What has come and had no turn yet. While there is much of it, nothing more is read.
    var input: ArraySlice<UInt8> = []
    var firstWords = FirstWords()
    /// What has come since the last whole packet, or since something was sent.
    var noiseByteCount = 0
    /// A turn is on its way.
    var isTurnDue = false
    let arrivedNanoseconds = DispatchTime.now().uptimeNanoseconds
    var state = State.open
    /// Closes the descriptor when it is cancelled.
    let reader: any DispatchSourceRead
    private var isReadingPaused = false
    /// Exists while the socket's buffer is full.
    var writer: (any DispatchSourceWrite)?
    private var unsent: ArraySlice<UInt8> = []
    private let keepAlive = KeepAlive()
    /// The client passes over notifications that it does not know: gdb does, which alone has
    /// `qRelocInsn`; LLDB would take one for the reply that it waits for.
    private var isKeptAlive = false

    init(number: Int, descriptor: Int32, address: NetworkAddress?, queue: DispatchQueue) {
        self.number = number
        self.descriptor = descriptor
        self.address = address
        reader = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        reader.setCancelHandler { Socket.close(descriptor) }
    }

    /// For the log.
    var name: String {
        guard let address, !address.isLoopback else { return "client \(number)" }
        return "client \(number) (\(address))"
    }

    /// What comes waits in the system, and at last in the client.
    func pauseReading() {
        guard !isReadingPaused else { return }
        isReadingPaused = true
        reader.suspend()
    }

    func resumeReading() {
        guard isReadingPaused else { return }
        isReadingPaused = false
        reader.resume()
    }

    enum SendResult {
        case done
        /// The rest waits for the client to read.
        case waiting
        case broken
    }

    /// A packet has come that is about to be answered: until then the client is told to wait.
    func beginWork(on packet: [UInt8]) {
        if packet.starts(with: "qSupported".utf8) {
            isKeptAlive = String(decoding: packet, as: UTF8.self).contains("qRelocInsn+")
        }
        if isKeptAlive, unsent.isEmpty, state == .open { keepAlive.begin(descriptor) }
    }

    /// It is answered, or nothing is to be said.
    func endWork() { unsent += keepAlive.end() }

    /// Sends what the system takes and keeps the rest.
    func send(_ bytes: [UInt8]) -> SendResult {
        endWork()
        guard unsent.count + bytes.count <= Limits.unsentByteCount else { return .broken }
        unsent += bytes
        noiseByteCount = 0
        return flush()
    }

    func flush() -> SendResult {
        while !unsent.isEmpty {
            guard let count = Socket.write(descriptor, unsent) else { return .broken }
            if count == 0 { return .waiting }
            unsent = unsent.dropFirst(count)
        }
        unsent = []
        if state == .closing { Socket.endWriting(descriptor) }
        return .done
    }

    /// Gives the socket up at once.
    func cancel() {
        endWork()
        writer?.cancel()
        writer = nil
        reader.cancel()
        // A source that is paused would never get to its end.
        resumeReading()
    }
}
