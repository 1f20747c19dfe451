/// A run of bytes in the target's memory space; never empty, never past 4 GiB.
public struct Region: Hashable, Sendable {
    public var base: Address
    public var byteCount: Int

    public init(base: Address, byteCount: Int) {
        precondition(byteCount > 0 && Int(base.rawValue) + byteCount <= 1 << 32)
        self.base = base
        self.byteCount = byteCount
    }

    /// `nil` for what is empty or goes past 4 GiB: for numbers that come from outside.
    public init?(fitting base: Address, byteCount: Int) {
        guard byteCount > 0, byteCount <= (1 << 32) - Int(base.rawValue) else { return nil }
        self.init(base: base, byteCount: byteCount)
    }

    /// The last byte of the region.
    public var last: Address { base + (byteCount - 1) }

    public func contains(_ address: Address) -> Bool { address >= base && address <= last }

    public func contains(_ other: Region) -> Bool { other.base >= base && other.last <= last }

    public func overlaps(_ other: Region) -> Bool { other.base <= last && base <= other.last }
}

extension Region: CustomStringConvertible {
    public var description: String { "\(base)...\(last)" }
}
