public import TargetMemory

/// Why the core is in Debug state.
public enum HaltReason: Hashable, Sendable {
    /// A comparator of the FPB that was asked for.
    case comparator(Address)
    /// A BKPT that was put into RAM.
    case softwareBreakpoint(Address)
    /// A BKPT instruction of the program's own.
    case instruction(Address)
    /// A data watchpoint: the access it watches and the first address it was set for.
    case watchpoint(WatchAccess, Address)
    /// One instruction has been executed.
    case step
    /// Somebody asked: the debugger, or the EDBGRQ line.
    case requested
    /// Caught at the first instruction after a reset.
    case reset
    /// Caught at the entry of a fault handler.
    case fault(FaultReport)
    /// The core is locked up: a fault while a fault was being handled.
    case lockup
}

/// What the fault registers say, read when the core was caught.
public struct FaultReport: Hashable, Sendable {
    public var configurable: CFSR
    public var hard: HFSR
    /// BFAR or MMFAR where the registers say it is valid.
    public var faultAddress: Address?

    /// One sentence for the log.
    public var message: String {
        var causes = configurable.causes
        if hard.isVectorRead { causes.append("VECTTBL (vector table cannot be read)") }
        let list = causes.isEmpty ? "no cause recorded" : causes.joined(separator: ", ")
        let place = faultAddress.map { " at \($0)" } ?? ""
        return "fault caught: \(list)\(place)"
    }

    static func read(from access: any CoreAccess) throws(TargetFault) -> FaultReport {
        let configurable = try access.fetch(CFSR.self)
        let hard = try access.fetch(HFSR.self)
        var address: Address?
        // MMARVALID is bit 7, BFARVALID bit 15 (Armv7-M ARM, B3.2.15); MMFAR, BFAR B3.2.17/18.
        if configurable.rawValue & 1 << 15 != 0 {
            address = Address(try access.readWord(0xE000_ED38))
        } else if configurable.rawValue & 1 << 7 != 0 {
            address = Address(try access.readWord(0xE000_ED34))
        }
        return FaultReport(configurable: configurable, hard: hard, faultAddress: address)
    }
}
