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
    var channel = PacketChannel()
    var state = State.open
    /// Closes the descriptor when it is cancelled.
    let reader: any DispatchSourceRead
    /// Exists while the socket's buffer is full.
    var writer: (any DispatchSourceWrite)?
    private var unsent: ArraySlice<UInt8> = []
    private let keepAlive = KeepAlive()
    /// The client passes over notifications that it does not know: gdb does, which alone has
    /// `qRelocInsn`; LLDB would take one for the reply that it waits for.
    private var isKeptAlive = false

    init(number: Int, descriptor: Int32, queue: DispatchQueue) {
        self.number = number
        self.descriptor = descriptor
        reader = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        reader.setCancelHandler { Socket.close(descriptor) }
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
    }
}
