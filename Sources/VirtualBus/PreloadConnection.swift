import Glibc

/// What a client's preload library asks for.
enum PreloadRequest {
    case ioctl(request: UInt32, argument: UInt64)
    case read(address: UInt64, byteCount: Int)
    case write(address: UInt64, byteCount: Int)
}

/// The client closed its socket, or its process ended.
struct ClientGone: Error {}

/// One connection of umockdev's preload library (0.17): it forwards each ioctl, read and write on
/// one descriptor and serves reads and writes of its process's memory until it gets the result.
/// Messages are three machine words; see umockdev's src/umockdev-ioctl.vala and
/// src/libumockdev-preload.c.
final class PreloadConnection {
    let socket: Int32

    private enum Message {
        static let ioctl: UInt64 = 1
        static let done: UInt64 = 3
        static let readMemory: UInt64 = 5
        static let writeMemory: UInt64 = 6
        static let read: UInt64 = 7
        static let write: UInt64 = 8
        static let byteCount = 24
    }

    /// Result that makes the preload library call the real function.
    static let unhandled: Int = -100

    init(socket: Int32) { self.socket = socket }

    deinit { close(socket) }

    /// Waits for one request.
    func next() throws(ClientGone) -> PreloadRequest {
        let message = try receive(byteCount: Message.byteCount)
        let first: UInt64 = message.littleEndian(at: 8)
        let second: UInt64 = message.littleEndian(at: 16)
        switch message.littleEndian(at: 0) as UInt64 {
        case Message.ioctl:
            // Request numbers arrive as unsigned long, some of them sign-extended.
            return .ioctl(request: UInt32(truncatingIfNeeded: first), argument: second)
        case Message.read: return .read(address: first, byteCount: Int(second))
        case Message.write: return .write(address: first, byteCount: Int(second))
        default: throw ClientGone()
        }
    }

    /// Reads the client's memory.
    func memory(at address: UInt64, byteCount: Int) throws(ClientGone) -> [UInt8] {
        guard byteCount > 0 else { return [] }
        try send(words(Message.readMemory, address, UInt64(byteCount)))
        return try receive(byteCount: byteCount)
    }

    /// Ends the request: stores bytes in the client's memory and lets its call return `result`,
    /// or -1 with `errno` set.
    func complete(
        _ result: Int = 0, storing stores: [(address: UInt64, bytes: [UInt8])] = []
    ) throws(ClientGone) {
        var reply: [UInt8] = []
        for store in stores where !store.bytes.isEmpty {
            reply += words(Message.writeMemory, store.address, UInt64(store.bytes.count))
            if store.bytes.count > Limits.gatheredReplyByteCount {
                // A message header must not be cut in two: the client reads it in one go.
                try send(reply)
                try send(store.bytes)
                reply = []
            } else {
                reply += store.bytes
            }
        }
        reply += words(Message.done, UInt64(bitPattern: Int64(result)), 0)
        try send(reply)
    }

    func fail(_ code: Int32) throws(ClientGone) {
        try send(words(Message.done, UInt64(bitPattern: -1), UInt64(code)))
    }

    private func words(_ first: UInt64, _ second: UInt64, _ third: UInt64) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Message.byteCount)
        bytes.store(first, at: 0)
        bytes.store(second, at: 8)
        bytes.store(third, at: 16)
        return bytes
    }

    private func receive(byteCount: Int) throws(ClientGone) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        var filled = 0
        while filled < byteCount {
            let count = bytes.withUnsafeMutableBytes { buffer in
                recv(socket, buffer.baseAddress.map { $0 + filled }, byteCount - filled, 0)
            }
            if count > 0 {
                filled += count
            } else if count == 0 || errno != EINTR {
                throw ClientGone()
            }
        }
        return bytes
    }

    private func send(_ bytes: [UInt8]) throws(ClientGone) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    socket, buffer.baseAddress.map { $0 + sent }, bytes.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                sent += count
            } else if errno != EINTR {
                throw ClientGone()
            }
        }
    }
}
