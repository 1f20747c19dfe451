import Glibc
import RemoteProtocol

/// A connection that does as it likes: blocking, every call within some seconds.
final class RawClient: Sendable {
    private let descriptor: Int32

    /// `nil` where nobody takes it.
    init?(port: UInt16, secondsAtMost: Int = 60) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            var limit = timeval(tv_sec: secondsAtMost, tv_usec: 0)
            setsockopt(
                descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { return nil }
    }

    deinit { close(descriptor) }

    /// Whether all of it was taken within the time limit.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// What has come; `nil` at the end, and when nothing came in time.
    func receive() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// Whether the server has ended the connection, after whatever it still said.
    var isEnded: Bool {
        while true {
            var byte: UInt8 = 0
            let count = recv(descriptor, &byte, 1, 0)
            if count == 0 { return true }
            if count < 0 { return errno != EAGAIN && errno != EWOULDBLOCK }
        }
    }

    /// A packet's reply as text.
    func ask(_ packet: String) -> String? {
        guard send(Self.frame(packet)) else { return nil }
        var decoder = PacketDecoder()
        while let bytes = receive() {
            for event in decoder.consume(bytes) {
                if case .packet(let body) = event { return String(decoding: body, as: UTF8.self) }
            }
        }
        return nil
    }

    static func frame(_ packet: String) -> [UInt8] { PacketEncoder.frame(Array(packet.utf8)) }
}
