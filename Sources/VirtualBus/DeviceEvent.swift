import Glibc

/// Tells clients that watch for hotplug events about the device, as udev would.
///
/// The preload library turns their netlink sockets into UNIX sockets named `event...` in the
/// testbed's folder. What libudev expects on them is a header (systemd's
/// src/libsystemd/sd-device/device-monitor.c: "libudev", a magic number, the header's size, where
/// the properties are, hashes for socket filters) and the properties as NUL-terminated strings.
enum DeviceEvent {
    static func send(_ properties: [String], subsystem: String, type: String, root: String) {
        let body = properties.flatMap { property -> [UInt8] in Array(property.utf8) + [0] }
        var message = [UInt8](repeating: 0, count: headerByteCount)
        message.replaceSubrange(0..<7, with: "libudev".utf8)
        message.store(magic.bigEndian, at: 8)
        message.store(UInt32(headerByteCount), at: 12)
        message.store(UInt32(headerByteCount), at: 16)
        message.store(UInt32(body.count), at: 20)
        message.store(hash(subsystem).bigEndian, at: 24)
        message.store(hash(type).bigEndian, at: 28)
        message += body
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        guard socket >= 0 else { return }
        defer { close(socket) }
        for listener in listeners(in: root) { deliver(message, to: listener, through: socket) }
    }

    private static let headerByteCount = 40
    private static let magic: UInt32 = 0xFEED_CAFE

    private static func listeners(in root: String) -> [String] {
        guard let folder = opendir(root) else { return [] }
        defer { closedir(folder) }
        var result: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { field in
                String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix("event") { result.append("\(root)/\(name)") }
        }
        return result
    }

    /// A listener that has gone is no error: its socket's name stays behind.
    private static func deliver(_ message: [UInt8], to path: String, through socket: Int32) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { field in
            field.copyBytes(from: path.utf8.prefix(field.count - 1))
        }
        let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(
                    socket, message, message.count, flags, $0,
                    socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    /// MurmurHash2 (Austin Appleby, public domain) with seed 0, as libudev's filters expect it.
    private static func hash(_ text: String) -> UInt32 {
        let bytes = Array(text.utf8)
        let multiplier: UInt32 = 0x5BD1_E995
        var hash = UInt32(bytes.count)
        var offset = 0
        while bytes.count - offset >= 4 {
            var word: UInt32 = bytes.littleEndian(at: offset)
            word = word &* multiplier
            word ^= word >> 24
            hash = hash &* multiplier ^ (word &* multiplier)
            offset += 4
        }
        if offset < bytes.count {
            for (index, byte) in bytes[offset...].enumerated() {
                hash ^= UInt32(byte) << (8 * UInt32(index))
            }
            hash = hash &* multiplier
        }
        hash ^= hash >> 13
        hash = hash &* multiplier
        return hash ^ hash >> 15
    }
}
