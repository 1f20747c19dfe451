/// The CRC-32 of gdb's `qCRC` packet, which our loader computes too: polynomial 0x04C11DB7, most
/// significant bit first, all ones to begin with, no inversion at the end ("Debugging with GDB",
/// E.2 Packets, `qCRC`).
public struct GDBChecksum: Hashable, Sendable {
    public private(set) var value: UInt32 = .max

    public init() {}

    public init(_ bytes: some Sequence<UInt8>) { update(with: bytes) }

    public mutating func update(with bytes: some Sequence<UInt8>) {
        var value = value
        for byte in bytes {
            value = value << 8 ^ Self.table[Int(value >> 24 ^ UInt32(byte))]
        }
        self.value = value
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index) << 24) { value, _ in
            value & 1 << 31 == 0 ? value << 1 : value << 1 ^ 0x04C1_1DB7
        }
    }
}
