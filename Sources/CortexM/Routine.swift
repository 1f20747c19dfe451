public import TargetMemory

/// What has to be put back after a routine of ours ran on the core.
public struct RoutineState {
    /// `nil`: nobody wants them back, since a reset follows.
    var registers: [UInt8: UInt32]?
    var memoryProtection: MPUControl
    /// VTOR; `nil` where a reset follows.
    var vectorTable: UInt32?
}

/// Vectors for a routine in RAM. Interrupts are masked, but nothing masks the NMI, and its handler
/// in flash is the old program's, or not there at all: here all handlers are one breakpoint.
public struct RoutineVectors {
    /// VTOR (Armv7-M ARM B3.2.5; Armv6-M ARM B3.2.5, optional there: the Cortex-M0 has none).
    static let register: Address = 0xE000_ED08
    /// The exceptions of the core itself; those of the chip are masked.
    private static let count = 16
    /// The table and the breakpoint behind it.
    public static let byteCount = 4 * (count + 1)
    /// A multiple of this is good for VTOR with so few vectors.
    public static let alignment = 128

    /// The table for this address.
    public static func bytes(at base: Address, stack: Address) -> [UInt8] {
        let handler = (base + 4 * count).rawValue | 1
        let breakpoints: UInt32 = 0xBE00_BE00
        let words = [stack.rawValue] + [UInt32](repeating: handler, count: count - 1)
        return (words + [breakpoints]).flatMap(\.littleEndianBytes)
    }
}

extension Core {
    /// Makes the halted core fit for a routine in RAM, whatever the program was doing: breakpoints
    /// and watchpoints out, memory protection off.
    public func enterRoutine(keepingRegisters: Bool) throws(TargetFault) -> RoutineState {
        try requireHalted("Running a routine")
        try comparators.suspend(access)
        try watchpoints.suspend(access)
        try softwareBreakpoints.suspend(from: self)
        let saved = keepingRegisters ? try saveRegisters() : nil
        let protection = try access.fetch(MPUControl.self)
        if protection.isOn { try access.store(MPUControl(rawValue: 0)) }
        let vectors = keepingRegisters ? try access.readWord(RoutineVectors.register) : nil
        return RoutineState(
            registers: saved, memoryProtection: protection, vectorTable: vectors)
    }

    /// Starts the routine with interrupts off, on a stack of its own, in Thumb state, with one
    /// argument in R0; `vectors` is where its `RoutineVectors` are.
    public func startRoutine(
        at entry: Address, stack: Address, argument: UInt32, vectors: Address? = nil
    ) throws(TargetFault) {
        // By itself: the other registers do not matter here.
        let exception = try transferred(RegisterSelector.xpsr) & 0x1FF
        // CONTROL 0 (privileged, main stack), FAULTMASK 0, BASEPRI 0, PRIMASK 1.
        try setRegister(RegisterSelector.special, 1)
        try setRegister(RegisterSelector.stackPointer, stack.rawValue)
        try setRegister(0, argument)
        try setRegister(RegisterSelector.programCounter, entry.rawValue)
        // xPSR.T; the exception number is not for the debugger to change, IT bits are cleared.
        try setRegister(RegisterSelector.xpsr, 1 << 24 | exception)
        // A routine's fault must stop it, not run the program's handler; and after a reset that
        // nobody asked for, the program, which may be half there, is not to start. C_MASKINTS
        // while still halted, then go; all in flight together.
        let table = vectors.map { [(RoutineVectors.register, $0.rawValue.littleEndianBytes)] } ?? []
        let demcr = DEMCR.enabled(catching: catches.union([.hardFault, .reset]))
        let settings = table + [(DEMCR.address, demcr.rawValue.littleEndianBytes)]
        let writes =
            settings + [
                (
                    DHCSR.address,
                    DHCSR.control([.halt, .maskInterrupts]).rawValue.littleEndianBytes
                ),
                (DFSR.address, DFSR.clearAll.rawValue.littleEndianBytes),
                (DHCSR.address, DHCSR.control(.maskInterrupts).rawValue.littleEndianBytes),
            ]
        try request(writes, settings: settings, at: entry)
        areInterruptsMasked = true
        noteRunning()
    }

    /// All in flight together; where it is not known which of them arrived, a core that runs has
    /// got the last one, and is given the settings, which may be written twice.
    private func request(
        _ writes: [(Address, [UInt8])], settings: [(Address, [UInt8])], at entry: Address
    ) throws(TargetFault) {
        try insist { () throws(TargetFault) in
            try access.writeBatch(writes)
        } untilTaken: { () throws(TargetFault) in
            let status = try access.fetch(DHCSR.self)
            if status.wasReset { wasResetUnasked = true }
            if status.isHalted,
                try transferred(RegisterSelector.programCounter) == entry.rawValue
            {
                return false
            }
            for (address, bytes) in settings { try access.write(bytes, to: address) }
            return true
        }
    }

    /// Whether the routine has been stopped by a fault or a BKPT, and in words where.
    public func routineFailure() throws(TargetFault) -> String? {
        let status = try access.fetch(DHCSR.self)
        if status.wasReset {
            wasResetUnasked = true
            return "the chip was reset"
        }
        if status.isLockedUp { return "locked up" }
        guard status.isHalted else { return nil }
        noteHalted()
        let place = Address(try register(RegisterSelector.programCounter))
        let report = try FaultReport.read(from: access, of: features)
        let isFault = try access.fetch(DFSR.self).isVectorCatch
        let state = try routineState()
        return (isFault ? report.message : "stopped at \(place)") + " (\(state))"
    }

    /// From here on nobody asks for a reset. The core's last reset has been seen.
    public func expectNoReset() { wasResetUnasked = false }

    /// Whether there was one nevertheless (S_RESET_ST, DDI 0403E C1.6.2).
    public func wasResetMeanwhile() throws(TargetFault) -> Bool {
        if try access.fetch(DHCSR.self).wasReset { wasResetUnasked = true }
        return wasResetUnasked
    }

    /// Registers of a routine that has gone wrong, on one line; of a running one only DHCSR.
    public func routineState() throws(TargetFault) -> String {
        let status = try access.fetch(DHCSR.self)
        guard status.isHalted else { return "running, DHCSR \(status.rawValue.hex)" }
        let names = ["R0", "R1", "R2", "R3", "SP", "LR", "PC", "xPSR"]
        let numbers: [UInt8] = [0, 1, 2, 3, 13, 14, 15, 16]
        var words: [String] = []
        for (name, number) in zip(names, numbers) {
            words.append("\(name) \(try transferred(number).hex)")
        }
        return words.joined(separator: ", ")
    }

    /// Halts the routine and puts the core back.
    public func leaveRoutine(_ state: RoutineState) throws(TargetFault) {
        try haltNow()
        // Where no registers are wanted back a reset follows, which sets this register anyway.
        if state.registers != nil { try access.store(DEMCR.enabled(catching: catches)) }
        if state.memoryProtection.isOn { try access.store(state.memoryProtection) }
        if let table = state.vectorTable {
            try access.writeWord(table, to: RoutineVectors.register)
        }
        if let registers = state.registers { try restoreRegisters(registers) }
    }

    /// Whether instruction or data caches are on.
    public func cachesAreOn() throws(TargetFault) -> Bool {
        guard cpuid.part == .cortexM7 else { return false }
        let control = try access.fetch(CCR.self)
        return control.isDataCacheOn || control.isInstructionCacheOn
    }
}
