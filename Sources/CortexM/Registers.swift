public import TargetMemory

/// Register values of a halted core, by selector.
struct RegisterCache {
    private var values: [UInt8: UInt32] = [:]

    func value(_ selector: UInt8) -> UInt32? { values[selector] }

    mutating func set(_ selector: UInt8, _ value: UInt32) { values[selector] = value }

    mutating func invalidate() { values.removeAll(keepingCapacity: true) }

    /// Only of plain registers it is known what they hold after a write. The stack pointers are
    /// views of each other, CONTROL and IPSR choose between them, others have bits that do not
    /// take what is written.
    mutating func written(_ selector: UInt8, _ value: UInt32) {
        switch selector {
        case 0..<RegisterSelector.stackPointer, RegisterSelector.linkRegister,
            RegisterSelector.firstSingle...:
            values[selector] = value
        case RegisterSelector.programCounter, RegisterSelector.floatingStatus:
            values[selector] = nil
        default:
            values = values.filter { Self.isPlain($0.key) && $0.key != selector }
        }
    }

    private static func isPlain(_ selector: UInt8) -> Bool {
        selector <= 12 || selector == RegisterSelector.linkRegister
            || selector == RegisterSelector.programCounter
            || selector >= RegisterSelector.firstSingle
    }
}

extension Core {
    /// One register by its DCRSR selector. The first of R0-R15, xPSR, MSP and PSP that is asked
    /// for brings all of them.
    public func register(_ selector: UInt8) throws(TargetFault) -> UInt32 {
        if let value = registers.value(selector) { return value }
        try requireHalted("Reading a register")
        if selector <= RegisterSelector.processStackPointer {
            try fetchCoreRegisters()
            if let value = registers.value(selector) { return value }
        }
        let value = try transferred(selector)
        registers.set(selector, value)
        return value
    }

    private func fetchCoreRegisters() throws(TargetFault) {
        let values: [UInt32]
        do throws(TargetFault) {
            values = try access.readCoreRegisters()
        } catch  where error.cause == .unsupported {
            return
        }
        for (number, value) in values.enumerated() { registers.set(UInt8(number), value) }
    }

    /// A probe that does not know the register leaves it to us to fetch it.
    func transferred(_ selector: UInt8) throws(TargetFault) -> UInt32 {
        do throws(TargetFault) {
            return try access.readRegister(selector)
        } catch  where error.cause == .unsupported {
            return try transferIn(selector)
        }
    }

    /// Writes one register at once.
    public func setRegister(_ selector: UInt8, _ value: UInt32) throws(TargetFault) {
        try requireHalted("Writing a register")
        do throws(TargetFault) {
            try access.writeRegister(selector, value)
        } catch  where error.cause == .unsupported {
            try transferOut(value, to: selector)
        }
        registers.written(selector, value)
    }

    /// R0-R15, xPSR, MSP, PSP and the special registers, to be put back later.
    public func saveRegisters() throws(TargetFault) -> [UInt8: UInt32] {
        var saved: [UInt8: UInt32] = [:]
        for selector in 0...RegisterSelector.processStackPointer {
            saved[selector] = try register(selector)
        }
        saved[RegisterSelector.special] = try register(RegisterSelector.special)
        return saved
    }

    /// Puts back what `saveRegisters` took, CONTROL first as it decides which stack SP is.
    public func restoreRegisters(_ saved: [UInt8: UInt32]) throws(TargetFault) {
        if let special = saved[RegisterSelector.special] {
            try setRegister(RegisterSelector.special, special)
        }
        for selector in 0...RegisterSelector.processStackPointer
        where selector != RegisterSelector.stackPointer {
            if let value = saved[selector] { try setRegister(selector, value) }
        }
    }
}
