/// Bytes that belong at an address: one piece of an image.
public struct Segment: Hashable, Sendable {
    public var address: Address
    public var bytes: [UInt8]

    public init(address: Address, bytes: [UInt8]) {
        self.address = address
        self.bytes = bytes
    }

    /// `nil` for an empty segment.
    public var region: Region? {
        bytes.isEmpty ? nil : Region(base: address, byteCount: bytes.count)
    }
}
