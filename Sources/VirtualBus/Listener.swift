import Glibc

/// A listening socket in the testbed's folder.
final class Listener {
    let socket: Int32

    init(path: String) throws(BusError) {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        socket = Glibc.socket(AF_UNIX, type, 0)
        guard socket >= 0 else { throw .system(call: "socket", path: path, errno: errno) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { field in
            field.copyBytes(from: path.utf8.prefix(field.count - 1))
        }
        let socket = socket
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, listen(socket, Limits.clientBacklog) == 0 else {
            throw .system(call: "bind", path: path, errno: errno)
        }
    }

    deinit { close(socket) }

    /// Takes one connection; `nil` if the client has given up meanwhile.
    func accept() -> PreloadConnection? {
        let descriptor = Glibc.accept(socket, nil, nil)
        guard descriptor >= 0 else { return nil }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return PreloadConnection(socket: descriptor)
    }
}
