/// What a Cortex-M core can be told to be; the rest of the model follows from it.
public struct CoreConfiguration: Sendable {
    /// CPUID (0xE000ED00), for example 0x411FC271 for a Cortex-M7 r1p1.
    public var cpuid: UInt32
    public var hasFPU: Bool
    /// Double-precision FPU (MVFR0 differs).
    public var hasDoublePrecision: Bool
    /// FP_CTRL.REV: 0 is FPB version 1 (comparators below 0x20000000 only), 1 is version 2.
    public var fpbRevision: UInt8
    public var codeComparators: Int
    public var literalComparators: Int
    public var watchpoints: Int
    /// Implemented priority bits.
    public var priorityBits: Int
    public var interruptCount: Int
    /// ROM table base as the AP's BASE register gives it.
    public var romTable: UInt32
    public var architecture: CoreArchitecture
    /// Security extension: the core starts in Secure state.
    public var isSecure = false
    /// SPIDEN is low: the debugger is kept out of the Secure state.
    public var isSecureDebugClosed = false
    /// DBGMCU_IDCODE.DEV_ID, which ST puts into the part's own ROM table.
    public var deviceID: UInt32 = 0

    public init(
        cpuid: UInt32, hasFPU: Bool, hasDoublePrecision: Bool, fpbRevision: UInt8,
        codeComparators: Int, literalComparators: Int, watchpoints: Int, priorityBits: Int,
        interruptCount: Int, romTable: UInt32, architecture: CoreArchitecture = .v7M
    ) {
        self.cpuid = cpuid
        self.hasFPU = hasFPU
        self.hasDoublePrecision = hasDoublePrecision
        self.fpbRevision = fpbRevision
        self.codeComparators = codeComparators
        self.literalComparators = literalComparators
        self.watchpoints = watchpoints
        self.priorityBits = priorityBits
        self.interruptCount = interruptCount
        self.romTable = romTable
        self.architecture = architecture
    }
}

/// Which architecture a core is of; the older ones have less to debug with.
public enum CoreArchitecture: Sendable {
    /// Cortex-M0 and M0+ (DDI 0419).
    case v6M
    /// Cortex-M3, M4 and M7 (DDI 0403).
    case v7M
    /// Cortex-M33 (DDI 0553).
    case v8M
}

/// What the chip around the core tells it and hears from it.
public protocol CoreEnvironment: AnyObject {
    /// Core clock in Hz at this moment (RCC may change it).
    var coreClockHertz: UInt64 { get }
    /// Where the vector table is after a reset: the boot address.
    var bootAddress: UInt32 { get }
    /// The core asked for a system reset (AIRCR.SYSRESETREQ); reset the peripherals.
    func systemReset()
    /// A write to one of the cache maintenance registers, by its offset in the system control
    /// space (0xF50 to 0xF78).
    func maintainCache(_ register: UInt32, _ value: UInt32)
    /// From the first to the last cell that lost power while it was changed; `nil`: none has.
    var damagedCells: ClosedRange<UInt32>? { get }
    /// What comes of a read there.
    func readCells(at address: UInt32) -> CellReading
    /// Something the manuals forbid was done to the core (say, DCRSR used while running).
    func illegalOperation(_ kind: String)
}

/// What reading a cell comes to, as its error correction has it.
public enum CellReading: Sendable {
    case sound
    /// Two bits are wrong: data comes, and with it the non-maskable interrupt.
    case reported
    /// Two bits are wrong: the bus gives an error.
    case refused
}

extension CoreEnvironment {
    public var damagedCells: ClosedRange<UInt32>? { nil }
    public func readCells(at address: UInt32) -> CellReading { .sound }
    public func maintainCache(_ register: UInt32, _ value: UInt32) {}
}

/// The core as the debug port and the board use it. All register numbers, bit positions and side
/// effects are those of the Armv7-M ARM (DDI 0403E) and the Cortex-M7 TRM.
public protocol CoreModel: AnyObject {
    /// One naturally aligned access through the AHB-AP, to the PPB or to the system map.
    func debugRead(_ address: UInt32, width: Int) throws(BusFault) -> UInt32
    func debugWrite(_ value: UInt32, to address: UInt32, width: Int) throws(BusFault)

    /// Lets the core execute until the clock has moved by at most `nanoseconds`, or it halts.
    /// Moves the board clock by what was used; a sleeping core sleeps on in bigger steps.
    func run(nanoseconds: UInt64)

    /// Whether time means anything to the core: it executes, sleeps with a timer armed, ...
    var isExecuting: Bool { get }
    /// Halted in Debug state.
    var isHalted: Bool { get }
    /// In WFI/WFE with nothing pending.
    var isSleeping: Bool { get }

    /// NRST or a power-on pulled low: the core is held. Debug logic survives NRST.
    func assertReset()
    func releaseReset()
    /// Power-on: debug logic too.
    func powerOnReset()
    /// An external interrupt line's level.
    func setInterrupt(_ number: Int, pending: Bool)
    /// Cells that may hold code were changed behind the core's back: a flash erase or program
    /// that ends on its own time. `debugWrite` and the core's own stores need no such call.
    func codeChanged(address: UInt32, count: Int)
    /// From within an access by the core: the bus holds it until that instant of the board's
    /// clock. Its cycles count on, nothing executes.
    func stall(toNanosecond instant: UInt64)
    /// The non-maskable interrupt is asked for.
    func reportDamage()
    /// The chip resets itself, for example to load its option bytes anew.
    func requestSystemReset()
    /// Whoever takes what comes out of the SWO pin: bytes, and the bit rate in Hz that they are
    /// sent at.
    func connectTrace(_ receive: @escaping ([UInt8], UInt64) -> Void)
}

extension CoreModel {
    public func stall(toNanosecond instant: UInt64) {}
    public func reportDamage() {}
    /// A core without trace.
    public func connectTrace(_ receive: @escaping ([UInt8], UInt64) -> Void) {}
}
