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
