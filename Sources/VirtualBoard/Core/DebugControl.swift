/// DFSR's bits: why the core halted (DDI 0403E, C1.6.1).
enum HaltReason: UInt32 {
    case halted = 0x01
    case breakpoint = 0x02
    case watchpoint = 0x04
    case vectorCatch = 0x08
    case external = 0x10
}

/// DHCSR, DEMCR, DFSR, DCRDR as state (DDI 0403E, C1.6). Power-on resets it; a system reset
/// leaves it but for C_HALT, C_STEP and the monitor bits of DEMCR.
struct DebugControl {
    enum Bits {
        static let enable: UInt32 = 1 << 0
        static let halt: UInt32 = 1 << 1
        static let step: UInt32 = 1 << 2
        static let maskInterrupts: UInt32 = 1 << 3
        static let snapStall: UInt32 = 1 << 5
        static let writable: UInt32 = 0x2F
        static let registerReady: UInt32 = 1 << 16
        static let isHalted: UInt32 = 1 << 17
        static let isSleeping: UInt32 = 1 << 18
        static let isLockedUp: UInt32 = 1 << 19
        static let hasRetired: UInt32 = 1 << 24
        static let wasReset: UInt32 = 1 << 25
        static let key: UInt32 = 0xA05F
        static let traceEnable: UInt32 = 1 << 24
        static let monitorEnable: UInt32 = 1 << 16
        static let monitorPending: UInt32 = 1 << 17
        static let monitor: UInt32 = 0xF << 16
        static let vectorCatch: UInt32 = 0x7F1
    }

    var control: UInt32 = 0
    var exceptionControl: UInt32 = 0
    var faultStatus: UInt32 = 0
    var transferData: UInt32 = 0
    var isHalted = false
    /// S_RETIRE_ST and S_RESET_ST: cleared by reading.
    var hasRetired = false
    var wasReset = false
    var isRegisterReady = true
    var isLockupSeen = false

    var isEnabled: Bool { control & Bits.enable != 0 }
    var isStepping: Bool { isEnabled && control & Bits.step != 0 }
    var masksInterrupts: Bool { isEnabled && control & Bits.maskInterrupts != 0 }
    var vectorCatch: UInt32 { isEnabled ? exceptionControl & Bits.vectorCatch : 0 }
    var isMonitorEnabled: Bool { exceptionControl & Bits.monitorEnable != 0 }
    var isTraceEnabled: Bool { exceptionControl & Bits.traceEnable != 0 }

    mutating func systemReset() {
        control &= ~(Bits.halt | Bits.step)
        exceptionControl &= ~Bits.monitor
        isHalted = false
        wasReset = true
        hasRetired = false
        isRegisterReady = true
        isLockupSeen = false
    }
}

/// Flash Patch and Breakpoint unit, revisions 1 and 2 (DDI 0403E, C1.11; M7 TRM, chapter 11).
struct FlashPatch {
    private enum Bits {
        static let enable: UInt32 = 1 << 0
        static let key: UInt32 = 1 << 1
    }

    private let revision: UInt8
    private let codeCount: Int
    private let literalCount: Int
    private var isEnabled = false
    private var remap: UInt32 = 0
    private var comparators: [UInt32]

    init(configuration: CoreConfiguration) {
        revision = configuration.fpbRevision
        codeCount = configuration.codeComparators
        literalCount = configuration.literalComparators
        comparators = Array(repeating: 0, count: codeCount + literalCount)
    }

    /// Addresses whose fetch is a breakpoint.
    var addresses: [UInt32] {
        guard isEnabled else { return [] }
        return comparators.prefix(codeCount).flatMap { matches(of: $0) }
    }

    private func matches(of comparator: UInt32) -> [UInt32] {
        guard comparator & 1 != 0 else { return [] }
        guard revision == 0 else { return [comparator & ~1] }
        // Revision 1 has no address bits above the code region.
        let base = comparator & 0x1FFF_FFFC
        switch comparator >> 30 {
        case 1: return [base]
        case 2: return [base + 2]
        case 3: return [base, base + 2]
        // Zero remaps to SRAM, which no debugger of today uses and M7 does not have.
        default: return []
        }
    }

    func read(_ offset: UInt32) -> UInt32 {
        switch offset {
        case 0:
            let code = UInt32(codeCount)
            return UInt32(revision) << 28 | (code >> 4 & 7) << 12 | UInt32(literalCount) << 8
                | (code & 0xF) << 4 | (isEnabled ? Bits.enable : 0)
        case 4: return remap
        default:
            let index = Int(offset - 8) / 4
            return comparators.indices.contains(index) ? comparators[index] : 0
        }
    }

    mutating func write(_ value: UInt32, to offset: UInt32) {
        switch offset {
        case 0: if value & Bits.key != 0 { isEnabled = value & Bits.enable != 0 }
        // RMPSPT: remapping is not supported, so the field reads as zero.
        case 4: remap = 0
        default:
            let index = Int(offset - 8) / 4
            guard comparators.indices.contains(index) else { return }
            comparators[index] = revision == 0 ? value & 0xDFFF_FFFD : value
        }
    }

    mutating func powerOnReset() {
        isEnabled = false
        for index in comparators.indices { comparators[index] = 0 }
    }
}
