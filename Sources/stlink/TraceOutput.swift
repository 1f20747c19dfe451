import STLink

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where the trace goes: stdout, or whoever is connected to a TCP port of this machine.
enum TraceOutput {
    case standardOutput
    case port(TraceListener)

    /// Writes all of it; `false` where nobody is left to read it.
    mutating func write(_ bytes: [UInt8]) -> Bool {
        switch self {
        case .standardOutput: return Self.writeToStandardOutput(bytes)
        case .port(let listener):
            listener.send(bytes)
            return true
        }
    }

    private static func writeToStandardOutput(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Terminal.systemWrite(STDOUT_FILENO, $0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

/// A listening socket on the loopback address and those who came. Nothing of it waits.
final class TraceListener {
    private struct Client {
        var descriptor: Int32
        var pending: [UInt8] = []
    }

    let port: UInt16
    private let descriptor: Int32
    private var clients: [Client] = []

    /// What a client may be behind before it is let go.
    private static let pendingByteCountMax = 1 << 20
    private static let backlogCount: Int32 = 4
    /// Clients at a time.
    private static let clientCountMax = 16

    /// Port 0 lets the system choose.
    init(port: UInt16) throws(ProbeError) {
        #if canImport(Darwin)
            let listener = socket(AF_INET, SOCK_STREAM, 0)
        #else
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        guard listener >= 0 else { throw Self.failure(port) }
        var on: Int32 = 1
        setsockopt(
            listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, length) == 0
                    && listen(listener, Self.backlogCount) == 0
                    && getsockname(listener, generic, &length) == 0
            }
        }
        guard isListening else {
            let reason = errno
            close(listener)
            errno = reason
            throw Self.failure(port)
        }
        self.port = UInt16(bigEndian: address.sin_port)
        descriptor = listener
        Self.stopWaiting(listener)
    }

    deinit {
        for client in clients { close(client.descriptor) }
        close(descriptor)
    }

    /// Lets new clients in and sends to all; who is too slow or gone is let go.
    func send(_ bytes: [UInt8]) {
        while true {
            let new = accept(descriptor, nil, nil)
            guard new >= 0 else { break }
            guard clients.count < Self.clientCountMax else {
                close(new)
                continue
            }
            Self.stopWaiting(new)
            clients.append(Client(descriptor: new))
        }
        clients = clients.compactMap { client in
            var client = client
            client.pending += bytes
            guard Self.flush(&client) else {
                close(client.descriptor)
                return nil
            }
            return client
        }
    }

    private static func flush(_ client: inout Client) -> Bool {
        while !client.pending.isEmpty {
            let count = client.pending.withUnsafeBytes {
                Terminal.systemWrite(client.descriptor, $0)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN || errno == EWOULDBLOCK { break }
            guard count > 0 else { return false }
            client.pending.removeFirst(count)
        }
        return client.pending.count <= pendingByteCountMax
    }

    private static func stopWaiting(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    private static func failure(_ port: UInt16) -> ProbeError {
        ProbeError(
            .portInUse,
            "cannot listen on 127.0.0.1:\(port): \(String(cString: strerror(errno))); give another "
                + "--port, or 0 for any that is free")
    }
}
