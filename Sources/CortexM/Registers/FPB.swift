public import TargetMemory

/// Flash Patch Control Register (Armv7-M ARM, C1.11.3).
public struct FPControl: CoreRegister {
    public static let address: Address = 0xE000_2000

    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public var isEnabled: Bool { bit(0) }
    /// NUM_CODE: instruction comparators; the high bits are not next to the low ones.
    public var codeComparatorCount: Int { Int(field(12...14) << 4 | field(4...7)) }
    /// REV: 0 is version 1 (code below 0x20000000 only), 1 version 2 (any address).
    public var revision: Int { Int(field(28...31)) }

    /// KEY and ENABLE; without KEY a write is ignored.
    public static let enable = FPControl(rawValue: 0b11)
    /// KEY alone: the unit is off.
    public static let disable = FPControl(rawValue: 0b10)
}

/// One instruction comparator, FP_COMPn (Armv7-M ARM, C1.11.5).
public enum FPComparator {
    /// FP_COMP0; the others follow as words.
    public static let base: Address = 0xE000_2008

    static func address(of number: Int) -> Address { base + 4 * number }

    /// The value that breaks at the halfword-aligned `address`; `nil` where revision 1 of the unit
    /// cannot match it.
    static func value(breakingAt address: Address, revision: Int) -> UInt32? {
        if revision > 0 { return address.rawValue & ~1 | 1 }
        guard address.rawValue < 0x2000_0000 else { return nil }
        // REPLACE: 01 breaks on the lower halfword of the word, 10 on the upper.
        let replace: UInt32 = address.rawValue & 2 == 0 ? 0b01 : 0b10
        return replace << 30 | address.rawValue & 0x1FFF_FFFC | 1
    }
}
