public import TargetMemory

/// DWT Control Register (Armv7-M ARM, C1.8.7).
public struct DWTControl: CoreRegister {
    public static let address: Address = 0xE000_1000

    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// NUMCOMP
    public var comparatorCount: Int { Int(field(28...31)) }
}

/// One comparator: DWT_COMPn, DWT_MASKn, DWT_FUNCTIONn (Armv7-M ARM, C1.8.15 to C1.8.17).
public enum DWTComparator {
    /// DWT_COMP0; a comparator takes 16 bytes.
    public static let base: Address = 0xE000_1020
    static let byteCount = 16

    static func address(of number: Int) -> Address { base + byteCount * number }

    /// COMP, MASK and FUNCTION, in the order they have in memory.
    static let maskOffset = 4
    static let functionOffset = 8

    /// FUNCTION.MATCHED: has matched since the last read of the register.
    static let matched: UInt32 = 1 << 24
}

/// What a watchpoint looks for; the raw value is FUNCTION's code for a data address comparison
/// that enters Debug state (Armv7-M ARM, table C1-15).
public enum WatchAccess: UInt32, Hashable, Sendable {
    case read = 5
    case write = 6
    case access = 7
}
