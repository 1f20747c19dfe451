import Glibc
import Synchronization

/// A TCP port on the loopback interface that nobody listens on at this moment, and that no other
/// test of this run was given: between being found and being listened at a port is anybody's.
public enum FreePort {
    private static let given = Mutex<Set<UInt16>>([])

    public static func find() throws -> UInt16 {
        while true {
            let port = try unused()
            if given.withLock({ $0.insert(port).inserted }) { return port }
        }
    }

    private static func unused() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw NoFreePort(errno: errno) }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 ? getsockname(descriptor, $0, &size) : -1
            }
        }
        guard status == 0 else { throw NoFreePort(errno: errno) }
        return UInt16(bigEndian: address.sin_port)
    }
}

public struct NoFreePort: Error {
    public var errno: Int32
}
