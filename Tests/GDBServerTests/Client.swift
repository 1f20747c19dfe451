import Glibc
import RemoteProtocol

/// A debugger's end of the connection: blocking, with a time limit on every read.
final class Client {
    struct Failure: Error { var call: String }

    private let descriptor: Int32
    private var decoder = PacketDecoder()
    private var events: [PacketDecoder.Event] = []
    private(set) var isClosed = false
    /// All that came, as it came.
    private(set) var received: [UInt8] = []

    /// `address` is one of this machine's, as a number; the connection comes from it as well.
    init(
        port: UInt16, secondsAtMost seconds: Int = 60, address host: UInt32 = 0x7F00_0001
    ) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(call: "socket") }
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = host.bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(call: "connect") }
    }

    deinit { hangUp() }

    /// Closes, like a debugger that was killed.
    func hangUp() {
        guard !isClosed else { return }
        isClosed = true
        close(descriptor)
    }

    /// Closes with an RST, as a machine does whose program has crashed.
    func breakOff() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        hangUp()
    }

    /// Whether all of it was taken; a server may have closed.
    @discardableResult
    func send(_ bytes: some Collection<UInt8>) -> Bool {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// What comes next; `nil` when the server has closed or said nothing in time.
    func next() -> PacketDecoder.Event? {
        while events.isEmpty {
            var buffer = [UInt8](repeating: 0, count: 65536)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            received += buffer[..<count]
            events += decoder.consume(buffer[..<count])
        }
        return events.removeFirst()
    }

    /// Takes what comes until it holds the text so many times; `false` when it does not.
    func hears(_ text: String, times: Int) -> Bool {
        let begin = received.count
        while true {
            let heard = String(decoding: received.dropFirst(begin), as: UTF8.self)
            if heard.ranges(of: text).count >= times { return true }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return false }
            received += buffer[..<count]
            events += decoder.consume(buffer[..<count])
        }
    }

    /// The next packet's text, acknowledgements skipped.
    func packet() -> String? {
        while let event = next() {
            if case .packet(let body) = event { return String(decoding: body, as: UTF8.self) }
        }
        return nil
    }

    /// Sends a packet and returns the reply.
    func ask(_ text: String) -> String? {
        send(PacketEncoder.frame(Array(text.utf8)))
        return packet()
    }
}
