/// A byte address in the target's 32-bit memory space.
public struct Address: RawRepresentable, Hashable, Comparable, Sendable {
    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// The address `byteCount` further on; wraps at 4 GiB as the bus does.
    public static func + (address: Address, byteCount: Int) -> Address {
        Address(address.rawValue &+ UInt32(truncatingIfNeeded: byteCount))
    }

    /// The distance in bytes from `start` to `end`.
    public static func - (end: Address, start: Address) -> Int {
        Int(end.rawValue) - Int(start.rawValue)
    }

    public static func < (left: Address, right: Address) -> Bool {
        left.rawValue < right.rawValue
    }

    /// Whether the address is a multiple of `byteCount`, a power of two.
    public func isAligned(to byteCount: Int) -> Bool {
        rawValue & UInt32(byteCount - 1) == 0
    }

    /// The greatest multiple of `byteCount`, a power of two, that is not above the address.
    public func alignedDown(to byteCount: Int) -> Address {
        Address(rawValue & ~UInt32(byteCount - 1))
    }
}

extension Address: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: UInt32) { rawValue = value }
}

extension Address: CustomStringConvertible {
    /// Eight hexadecimal digits after `0x`, as debuggers print addresses.
    public var description: String { rawValue.hex }
}

extension UInt32 {
    /// Eight lower-case hexadecimal digits after `0x`.
    public var hex: String {
        let digits = String(self, radix: 16)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
