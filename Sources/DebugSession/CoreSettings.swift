public import TargetMemory

/// What of a core can be set, and what its debug units and instruction set are.
public protocol ConfigurableCore: AnyObject {
    /// Whether interrupts are held back; used from the next step or resume on.
    var interruptMasking: InterruptMasking { get set }
    /// The exceptions at whose entry the core halts.
    var vectorCatch: VectorCatch { get }
    /// Written to the core at once, and again after each reset. Throws `.unsupported` for what
    /// this core does not have.
    func setVectorCatch(_ vectorCatch: VectorCatch) throws(TargetFault)
    /// Data watchpoints that can be set at once (`qWatchpointSupportInfo`).
    var watchpointCapacity: Int { get }
}

/// When a debugger holds interrupts back (DHCSR.C_MASKINTS). PendSV, SysTick and external ones
/// wait meanwhile; faults, NMI and SVC do not (Armv7-M ARM, C1.6.2).
public enum InterruptMasking: String, Hashable, Sendable, CaseIterable {
    /// While it steps: a step stays in the function, and what was pending comes with `continue`.
    case stepping
    /// Never: a step may end in a handler.
    case never
    /// Also while the program runs.
    case always
}

/// The exceptions at whose entry the core halts: the VC bits of DEMCR (Armv7-M ARM, C1.6.5).
public struct VectorCatch: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// VC_CORERESET: the first instruction after a reset.
    public static let reset = VectorCatch(rawValue: 1 << 0)
    /// VC_MMERR: MemManage.
    public static let memory = VectorCatch(rawValue: 1 << 4)
    /// VC_NOCPERR: a coprocessor, such as the FPU, that is off.
    public static let coprocessor = VectorCatch(rawValue: 1 << 5)
    /// VC_CHKERR: unaligned access or division by zero, where checked.
    public static let check = VectorCatch(rawValue: 1 << 6)
    /// VC_STATERR: undefined instruction and other state errors.
    public static let state = VectorCatch(rawValue: 1 << 7)
    /// VC_BUSERR: BusFault.
    public static let bus = VectorCatch(rawValue: 1 << 8)
    /// VC_INTERR: a fault on exception entry or return.
    public static let interrupt = VectorCatch(rawValue: 1 << 9)
    /// VC_HARDERR: HardFault; the only one besides reset on Armv6-M.
    public static let hardFault = VectorCatch(rawValue: 1 << 10)
    /// VC_SFERR: SecureFault, Armv8-M with security extension.
    public static let secure = VectorCatch(rawValue: 1 << 11)

    /// By the words that OpenOCD's `cortex_m vector_catch` has for them.
    public static let names: [(name: String, value: VectorCatch)] = [
        ("reset", .reset), ("mm_err", .memory), ("nocp_err", .coprocessor), ("chk_err", .check),
        ("state_err", .state), ("bus_err", .bus), ("int_err", .interrupt),
        ("hard_err", .hardFault), ("secure_err", .secure),
    ]
}
