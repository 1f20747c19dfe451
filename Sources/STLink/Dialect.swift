import TargetMemory

/// The form that each command has with one firmware. The only place where the two command sets
/// are told apart.
struct Dialect: Hashable, Sendable {
    let capabilities: Set<Capability>

    init(_ capabilities: Set<Capability>) { self.capabilities = capabilities }

    func has(_ capability: Capability) -> Bool { capabilities.contains(capability) }

    private var hasSecondSet: Bool { has(.secondCommandSet) }

    func enter(_ wire: WireProtocol) -> Command {
        switch wire {
        case .swd: hasSecondSet ? .enterSWD : .firstEnterSWD
        case .jtag: hasSecondSet ? .enterJTAG : .firstEnterJTAG
        }
    }

    /// The IDCODE is the first word of its data.
    var readIDCode: Command { hasSecondSet ? .readIDCodes : .readCoreID }

    /// R0-R15, xPSR, MSP, PSP are the first 19 words of its data.
    var readAllRegisters: Command { hasSecondSet ? .readAllRegisters : .firstReadAllRegisters }

    func readRegister(_ selector: UInt8) -> Command {
        hasSecondSet ? .readRegister(selector) : .firstReadRegister(selector)
    }

    func writeRegister(_ selector: UInt8, _ value: UInt32) -> Command {
        hasSecondSet ? .writeRegister(selector, value) : .firstWriteRegister(selector, value)
    }

    /// Whether READREG and WRITEREG know the register. The first command set numbers what is
    /// beyond PSP in its own way.
    func knowsRegister(_ selector: UInt8) -> Bool {
        selector < (hasSecondSet ? 32 : 19) || has(.floatingPointRegisters)
    }

    /// One word; the first of its data.
    func readWord(_ address: Address) -> Command {
        hasSecondSet ? .readDebugRegister(address) : .readMemory(address, .word, byteCount: 4)
    }

    func writeWord(_ address: Address, _ value: UInt32) -> Command {
        hasSecondSet
            ? .writeDebugRegister(address, value) : .firstWriteDebugRegister(address, value)
    }

    /// What is asked after a memory command; `nil` where the firmware cannot tell.
    var memoryStatus: Command? {
        if has(.faultAddress) { return .lastStatusWithAddress }
        return hasSecondSet ? .lastStatus : nil
    }

    /// `nil` where the firmware has one fixed clock.
    func setClock(_ wire: WireProtocol, _ step: WireClock.Step) -> Command? {
        if has(.frequencyInKHz) { return .setFrequency(wire, kHz: step.kHz) }
        switch wire {
        case .swd: return has(.swdDivisor) ? .setSWDDivisor(step.divisor) : nil
        case .jtag: return has(.jtagDivisor) ? .setJTAGDivisor(step.divisor) : nil
        }
    }
}
