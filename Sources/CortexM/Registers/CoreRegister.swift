public import TargetMemory

/// A 32-bit register of the core's System Control Space: where it is and what its bits mean.
///
/// The value is a copy; nothing is read or written until `MemoryAccess.fetch` or `store`.
public protocol CoreRegister: RawRepresentable, Hashable, Sendable where RawValue == UInt32 {
    static var address: Address { get }
    init(rawValue: UInt32)
}

extension CoreRegister {
    /// The bit as a flag.
    func bit(_ number: Int) -> Bool { rawValue & (1 << UInt32(number)) != 0 }

    /// Bits `range` as a number.
    func field(_ range: ClosedRange<Int>) -> UInt32 {
        rawValue >> UInt32(range.lowerBound) & ((1 << UInt32(range.count)) - 1)
    }
}

extension MemoryAccess {
    /// Reads one register of the core.
    public func fetch<Register: CoreRegister>(
        _: Register.Type
    ) throws(TargetFault) -> Register {
        Register(rawValue: try readWord(Register.address))
    }

    /// Writes one register of the core.
    public func store(_ register: some CoreRegister) throws(TargetFault) {
        try writeWord(register.rawValue, to: type(of: register).address)
    }
}
