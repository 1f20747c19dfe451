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

    /// Sends what the system takes and keeps the rest.
    func send(_ bytes: [UInt8]) -> SendResult {
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
        writer?.cancel()
        writer = nil
        reader.cancel()
    }
}
