#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The system's sockets: the one file that knows Glibc from Darwin.
///
/// All descriptors are non-blocking and closed on exec.
enum Socket {
    /// A system call's name and error number, in words.
    struct Failure: Error, Hashable {
        var call: String
        var number: Int32

        var isAddressInUse: Bool { number == EADDRINUSE }
        var isPermission: Bool { number == EACCES || number == EPERM }
        /// This machine does not have the address or its family (IPv6 switched off).
        var isNoSuchAddress: Bool { number == EADDRNOTAVAIL || number == EAFNOSUPPORT }

        var text: String { "\(call): " + String(cString: strerror(number)) }
    }

    enum ReadResult {
        case bytes([UInt8])
        case nothingNow
        /// The other side has closed, or the connection broke.
        case ended
    }

    /// The numeric and resolved addresses of a host name.
    struct Endpoint {
        var family: Int32
        var address: [UInt8]
    }

    /// `isNumeric`: names are not looked up.
    static func resolve(
        _ host: String, port: UInt16, isNumeric: Bool = false
    ) throws(Failure) -> [Endpoint] {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV | (isNumeric ? AI_NUMERICHOST : 0)
        #if canImport(Darwin)
            hints.ai_socktype = SOCK_STREAM
        #else
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0 else {
            throw Failure(call: "getaddrinfo", number: EADDRNOTAVAIL)
        }
        defer { freeaddrinfo(list) }
        var endpoints: [Endpoint] = []
        var next = list
        while let entry = next?.pointee {
            let bytes = UnsafeRawBufferPointer(start: entry.ai_addr, count: Int(entry.ai_addrlen))
            endpoints.append(Endpoint(family: entry.ai_family, address: Array(bytes)))
            next = entry.ai_next
        }
        return endpoints
    }

    /// `port` is what the endpoint has, or what the system has chosen since.
    static func listen(on endpoint: Endpoint, port: UInt16) throws(Failure) -> Int32 {
        var address = endpoint.address
        // Family (2 bytes), then the port in network order, for IPv4 and IPv6 alike.
        address[2] = UInt8(port >> 8)
        address[3] = UInt8(truncatingIfNeeded: port)
        #if canImport(Darwin)
            let descriptor = socket(endpoint.family, SOCK_STREAM, 0)
        #else
            let descriptor = socket(endpoint.family, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        guard descriptor >= 0 else { throw Failure(call: "socket", number: errno) }
        do throws(Failure) {
            prepare(descriptor)
            set(descriptor, SOL_SOCKET, SO_REUSEADDR)
            // The IPv4 address has a socket of its own.
            if endpoint.family == AF_INET6 { set(descriptor, ipv6Level, IPV6_V6ONLY) }
            let bound = address.withUnsafeBytes { bytes in
                bytes.baseAddress.map { base in
                    bind(
                        descriptor, base.assumingMemoryBound(to: sockaddr.self),
                        socklen_t(bytes.count))
                } ?? -1
            }
            guard bound == 0 else { throw Failure(call: "bind", number: errno) }
            guard systemListen(descriptor, Limits.backlogCount) == 0 else {
                throw Failure(call: "listen", number: errno)
            }
            return descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// The port a listening socket got from the system.
    static func port(of descriptor: Int32) -> UInt16 {
        // Family (2 bytes), then the port in network order, for IPv4 and IPv6 alike.
        guard let bytes = address(of: descriptor) else { return 0 }
        return UInt16(bytes[2]) << 8 | UInt16(bytes[3])
    }

    /// Whether only programs of this machine reach a listening socket.
    static func isLoopback(_ descriptor: Int32) -> Bool {
        address(of: descriptor).flatMap(networkAddress)?.isLoopback ?? false
    }

    /// The machine in a socket's address, as the system keeps it.
    static func networkAddress(_ bytes: [UInt8]) -> NetworkAddress? {
        guard bytes.count >= MemoryLayout<sockaddr>.size else { return nil }
        let family = bytes.withUnsafeBytes { $0.loadUnaligned(as: sockaddr.self).sa_family }
        // IPv4: the address follows the port. IPv6: port, flow information, address.
        switch Int32(family) {
        case AF_INET: return NetworkAddress(Array(bytes[4..<8]))
        case AF_INET6 where bytes.count >= 24: return NetworkAddress(Array(bytes[8..<24]))
        default: return nil
        }
    }

    /// An address as people write it.
    static func text(of address: NetworkAddress) -> String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = address.bytes.count == 4 ? AF_INET : AF_INET6
        let written = address.bytes.withUnsafeBytes { bytes in
            inet_ntop(family, bytes.baseAddress, &text, socklen_t(text.count))
        }
        guard written != nil else { return "?" }
        return String(
            decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A listening socket's address as the system keeps it.
    private static func address(of descriptor: Int32) -> [UInt8]? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutableBytes(of: &storage) { bytes in
            bytes.baseAddress.map { base in
                getsockname(descriptor, base.assumingMemoryBound(to: sockaddr.self), &length)
            } ?? -1
        }
        guard result == 0 else { return nil }
        return withUnsafeBytes(of: &storage) { Array($0) }
    }

    enum AcceptResult {
        /// Ready to be talked to.
        case client(Int32, from: NetworkAddress?)
        /// Nobody waits any more, or who waited has left.
        case nobody
        /// Somebody waits, and the system has no descriptor or memory for another connection.
        case noRoom(Failure)
    }

    /// The next waiting client.
    static func accept(_ listener: Int32) -> AcceptResult {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let (descriptor, failure) = withUnsafeMutableBytes(of: &storage) { bytes in
            let address = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            return (systemAccept(listener, address, &length), errno)
        }
        guard descriptor >= 0 else {
            let isFull = [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(failure)
            return isFull ? .noRoom(Failure(call: "accept", number: failure)) : .nobody
        }
        prepare(descriptor)
        // A reply is one small packet that the client waits for.
        set(descriptor, tcpLevel, TCP_NODELAY)
        // A client whose machine vanished must not hold the target for ever.
        set(descriptor, SOL_SOCKET, SO_KEEPALIVE)
        #if canImport(Darwin)
            set(descriptor, tcpLevel, TCP_KEEPALIVE, to: Limits.silenceSeconds)
            set(descriptor, tcpLevel, TCP_RXT_CONNDROPTIME, to: Limits.unansweredSeconds)
            set(descriptor, SOL_SOCKET, SO_NOSIGPIPE)
        #else
            set(descriptor, tcpLevel, TCP_KEEPIDLE, to: Limits.silenceSeconds)
            // In milliseconds (tcp(7)).
            set(descriptor, tcpLevel, TCP_USER_TIMEOUT, to: Limits.unansweredSeconds * 1000)
        #endif
        set(descriptor, tcpLevel, TCP_KEEPINTVL, to: Limits.silenceProbeSeconds)
        set(descriptor, tcpLevel, TCP_KEEPCNT, to: Limits.silenceProbeCount)
        return .client(
            descriptor, from: networkAddress(withUnsafeBytes(of: &storage) { Array($0) }))
    }

    /// Whether something can be read from the connection now.
    static func isReadable(_ descriptor: Int32) -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, 0) > 0
    }

    static func read(_ descriptor: Int32) -> ReadResult {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Limits.readByteCount) { buffer, count in
            let result = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if result < 0 { failure = errno }
            count = max(0, result)
        }
        if !bytes.isEmpty { return .bytes(bytes) }
        return isTemporary(failure) ? .nothingNow : .ended
    }

    /// How many bytes the system took; `nil` when the connection is broken.
    static func write(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Int? {
        #if canImport(Darwin)
            let flags: Int32 = 0
        #else
            let flags = Int32(MSG_NOSIGNAL)
        #endif
        let (result, failure) = bytes.withUnsafeBytes { buffer in
            (send(descriptor, buffer.baseAddress, buffer.count, flags), errno)
        }
        if result >= 0 { return result }
        return isTemporary(failure) ? 0 : nil
    }

    /// A second descriptor for the same socket, for a source of its own.
    static func duplicate(_ descriptor: Int32) -> Int32? {
        let copy = dup(descriptor)
        return copy >= 0 ? copy : nil
    }

    /// Nothing more will be sent.
    static func endWriting(_ descriptor: Int32) { _ = shutdown(descriptor, Int32(SHUT_WR)) }

    static func pause(milliseconds: Int) { usleep(UInt32(clamping: milliseconds * 1000)) }

    static func close(_ descriptor: Int32) { _ = systemClose(descriptor) }

    private static func isTemporary(_ number: Int32) -> Bool {
        number == EAGAIN || number == EWOULDBLOCK || number == EINTR
    }

    private static func prepare(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    private static func set(
        _ descriptor: Int32, _ level: Int32, _ option: Int32, to value: Int32 = 1
    ) {
        var value = value
        _ = setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    #if canImport(Darwin)
        private static let ipv6Level = IPPROTO_IPV6
        private static let tcpLevel = IPPROTO_TCP
        private static let systemListen = Darwin.listen
        private static let systemAccept = Darwin.accept
        private static let systemClose = Darwin.close
    #else
        private static let ipv6Level = Int32(IPPROTO_IPV6)
        private static let tcpLevel = Int32(IPPROTO_TCP)
        private static let systemListen = Glibc.listen
        private static let systemAccept = Glibc.accept
        private static let systemClose = Glibc.close
    #endif
}
