/// A machine's address: 4 bytes of IPv4 or 16 of IPv6, in network order.
///
/// An IPv4 address inside of IPv6 (`::ffff:192.0.2.1`, RFC 4291, 2.5.5.2) is the IPv4 address.
struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
    let bytes: [UInt8]

    /// `nil` unless there are 4 or 16 bytes.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes.starts(with: Self.mappedPrefix) ? Array(bytes.suffix(4)) : bytes
    }

    /// What stands before an IPv4 address inside of IPv6.
    static let mappedPrefix: [UInt8] = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

    /// This machine's own: 127.0.0.0/8, ::1.
    var isLoopback: Bool {
        bytes.count == 4
            ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
    }

    var description: String { Socket.text(of: self) }

    /// Whether the first bits are the same; never of IPv4 and IPv6.
    func shares(_ bitCount: Int, with other: NetworkAddress) -> Bool {
        guard bytes.count == other.bytes.count else { return false }
        for index in bytes.indices where index * 8 < bitCount {
            let left = bitCount - index * 8
            let mask: UInt8 = left >= 8 ? 0xFF : ~(0xFF >> UInt8(left))
            guard bytes[index] & mask == other.bytes[index] & mask else { return false }
        }
        return true
    }
}
