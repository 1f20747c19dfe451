public import TargetMemory

/// One register as gdb is told of it (`target.xml`); its number is its place in the list.
public struct RegisterDescription: Hashable, Sendable {
    public var name: String
    public var bitCount: Int
    /// gdb's type name: `int`, `uint32`, `data_ptr`, `code_ptr`, `ieee_single`, `ieee_double`.
    public var type: String
    /// The feature it belongs to: `org.gnu.gdb.arm.m-profile`, `...m-system`, `...vfp`.
    public var feature: String
    public var group: String?

    public init(
        name: String, bitCount: Int, type: String, feature: String, group: String? = nil
    ) {
        self.name = name
        self.bitCount = bitCount
        self.type = type
        self.feature = feature
        self.group = group
    }
}

/// One entry of gdb's memory map (`qXfer:memory-map:read`).
public struct MapEntry: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case ram
        case rom
        /// Erased in blocks of so many bytes.
        case flash(blockByteCount: Int)
    }

    public var region: Region
    public var kind: Kind

    public init(region: Region, kind: Kind) {
        self.region = region
        self.kind = kind
    }
}

/// Which debug event stopped the core.
public enum StopReason: Hashable, Sendable {
    /// A comparator of the FPB that gdb set (`hwbreak`).
    case hardwareBreakpoint
    /// A BKPT instruction that gdb set in RAM (`swbreak`).
    case softwareBreakpoint
    /// The DWT matched: which kind and the address that gdb asked to watch.
    case watchpoint(WatchKind, Address)
    /// A step finished, a BKPT of the program's own, or halted without another reason: SIGTRAP.
    case trap
    /// Halted because the client asked (Ctrl-C): SIGINT.
    case interrupted
    /// A fault was caught: 11 SIGSEGV, 7 or 10 SIGBUS, 4 SIGILL, 8 SIGFPE.
    case fault(signal: UInt8)
}

/// The three data watchpoints of gdb's `Z2`, `Z3`, `Z4`.
public enum WatchKind: Hashable, Sendable { case write, read, access }

public enum BreakpointKind: Hashable, Sendable {
    /// `Z0`
    case software
    /// `Z1`
    case hardware
    /// `Z2`...`Z4`
    case watch(WatchKind)
}

/// What a reset leaves behind.
public enum ResetKind: Hashable, Sendable {
    /// Halted at the first instruction.
    case halt
    /// Running.
    case run
}

/// Erasing and programming as gdb's `load` asks for it.
public protocol FlashProgramming: AnyObject {
    /// `vFlashErase`: remembered; nothing is erased before `commit`.
    func erase(_ region: Region) throws(TargetFault)
    /// `vFlashWrite`: staged.
    func write(_ bytes: [UInt8], to address: Address) throws(TargetFault)
    /// `vFlashDone`: erases what must change, programs, verifies. The text says what was done.
    func commit() throws(TargetFault) -> String
    /// The client left in the middle: forget what was staged.
    func abandon()
}

/// What a debug session debugs: capabilities, synchronous, each call at most a few limits long.
///
/// The session calls; nothing here calls back. A running core is noticed by `poll`.
public protocol DebugTarget: ConfigurableCore {
    /// The chip's name for greetings and `monitor version`.
    var name: String { get }
    var registers: [RegisterDescription] { get }
    /// How many registers from number 0 on a `g` packet holds; the others are asked for by `p`. At
    /// least R0 to R15 and xPSR.
    var generalRegisterCount: Int { get }
    var memoryMap: [MapEntry] { get }
    /// `nil` where this part cannot be programmed; then nothing of it is advertised.
    var flash: (any FlashProgramming)? { get }

    /// The debugger has arrived: enable debug, halt if so configured, arm what resets disarm.
    func attach() throws(TargetFault)
    /// The debugger has left: breakpoints out, everything as found, running unless told otherwise.
    func detach(leaveHalted: Bool) throws(TargetFault)

    /// `nil` while it cannot be read (shown as `xxxx`).
    func readRegister(_ number: Int) throws(TargetFault) -> [UInt8]?
    func writeRegister(_ number: Int, _ bytes: [UInt8]) throws(TargetFault)
    func readMemory(_ address: Address, count: Int) throws(TargetFault) -> [UInt8]
    func writeMemory(_ bytes: [UInt8], to address: Address) throws(TargetFault)
    /// What is read or written there next is text of the program's, which a recording leaves out.
    func announceText(_ address: Address, count: Int)
    /// gdb's CRC-32 (`qCRC`), computed on the target where that is faster.
    func crc32(_ region: Region) throws(TargetFault) -> UInt32

    var isRunning: Bool { get }
    /// A core that runs already goes on, with all breakpoints in place.
    func resume(at address: Address?) throws(TargetFault)
    /// One instruction; returns the reason, normally `.trap`.
    func step(at address: Address?) throws(TargetFault) -> StopReason
    /// Asks a running core to halt; `poll` reports it.
    func halt() throws(TargetFault)
    /// Whether the running core has stopped by now, and why.
    func poll() throws(TargetFault) -> StopReason?

    /// What the last stop is worth telling the user besides its reason: a fault's registers, say.
    var stopNote: String? { get }
    /// The fault registers and the exception frame in words, a line each.
    func faultSentences() throws(TargetFault) -> [String]

    /// Throws `.unsupported` when no comparator is left; the message lists the others.
    func insert(_ kind: BreakpointKind, at address: Address, length: Int) throws(TargetFault)
    func remove(_ kind: BreakpointKind, at address: Address, length: Int) throws(TargetFault)

    func reset(_ kind: ResetKind) throws(TargetFault)

    /// Erasing and option bytes; `nil` where this chip's are not known.
    var chip: (any ChipControl)? { get }
    var probeControl: (any ProbeControl)? { get }
    var traceControl: (any TraceControl)? { get }

    /// Facts worth a line each for `monitor info`: probe, firmware, voltage, clock, chip.
    func facts() -> [String]
}

extension DebugTarget {
    public var stopNote: String? { nil }
    public func announceText(_ address: Address, count: Int) {}
}
