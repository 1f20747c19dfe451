import Glibc
import Synchronization

/// A TCP port on the loopback interface that nobody listens on at this moment, and that no other
/// test of this run was given: between being found and being listened at a port is anybody's. That
/// nobody else takes it meanwhile, it is none of those that the system gives out by itself.
public enum FreePort {
    /// Below Linux' `net.ipv4.ip_local_port_range`.
    private static let range: ClosedRange<UInt16> = 18_000...32_000
    private static let given = Mutex<Set<UInt16>>([])

    public static func find() throws -> UInt16 {
        while true {
            let port = UInt16.random(in: range)
            if given.withLock({ $0.insert(port).inserted }), try isUnused(port) { return port }
        }
    }

    private static func isUnused(_ port: UInt16) throws -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw NoFreePort(errno: errno) }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if status == 0 { return true }
        guard errno == EADDRINUSE else { throw NoFreePort(errno: errno) }
        return false
    }
}

public struct NoFreePort: Error {
    public var errno: Int32
}
