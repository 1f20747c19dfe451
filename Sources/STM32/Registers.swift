public import TargetMemory

/// A region with the manual's name for it.
public struct NamedRegion: Hashable, Sendable {
    public var name: String
    public var region: Region

    public init(_ name: String, _ base: Address, _ byteCount: Int) {
        self.name = name
        region = Region(base: base, byteCount: byteCount)
    }
}

/// Bits of a register that belong together.
public struct RegisterBits: Hashable, Sendable {
    public var address: Address
    public var bits: UInt32

    public init(_ address: Address, _ bits: UInt32) {
        self.address = address
        self.bits = bits
    }
}

/// What a register must read for something to hold.
public enum RegisterCondition: Hashable, Sendable {
    /// All of the bits are set.
    case set(RegisterBits)
    /// None of the bits is set.
    case clear(RegisterBits)
    /// The masked field has this value, counted from its lowest bit.
    case equals(RegisterField, UInt32)

    public var address: Address {
        switch self {
        case .set(let bits), .clear(let bits): bits.address
        case .equals(let field, _): field.address
        }
    }

    public func holds(in word: UInt32) -> Bool {
        switch self {
        case .set(let register): word & register.bits == register.bits
        case .clear(let register): word & register.bits == 0
        case .equals(let field, let value): field.value(in: word) == value
        }
    }
}

/// A field of a register: a run of bits.
public struct RegisterField: Hashable, Sendable {
    public var address: Address
    public var mask: UInt32

    public init(_ address: Address, mask: UInt32) {
        self.address = address
        self.mask = mask
    }

    /// The field's value, shifted down to bit 0.
    public func value(in word: UInt32) -> UInt32 {
        mask == 0 ? 0 : (word & mask) >> UInt32(mask.trailingZeroBitCount)
    }

    /// `word` with the field replaced; `nil` where the value does not fit.
    public func replaced(in word: UInt32, by value: UInt32) -> UInt32? {
        let shift = UInt32(mask.trailingZeroBitCount)
        guard mask != 0, value <= mask >> shift else { return nil }
        return word & ~mask | value << shift
    }
}
