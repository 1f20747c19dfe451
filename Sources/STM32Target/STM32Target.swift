public import CortexM
public import DebugSession
import Firmware
public import STM32
public import STM32Flash
public import TargetMemory

/// An STM32 behind a probe, as a debug session sees it.
public final class STM32Target: DebugTarget {
    public let core: Core
    public let identity: Identity

    let access: any CoreAccess
    let options: TargetOptions
    let probe: ProbeFacts
    let notices: NoticeSink
    let layout: MemoryLayout
    let registerList: [TargetRegister]
    var cache: FlashCache
    /// Programming as tools want it; `nil` where the chip's flash is not known.
    public let flashSession: FlashSession?
    var transaction: FlashTransaction?
    private var unknownFlash: UnknownFlash?
    /// What speaks against the chip's being what it says.
    public let doubts: [String]
    /// Which packets asked for the breakpoint at an address.
    var breakpointKinds: [Address: Set<BreakpointKind>] = [:]
    /// The debugger asked for the halt that is being waited for.
    var isInterruptPending = false
    public internal(set) var stopNote: String?
    /// What protects the flash, as read when the debugger arrived.
    public internal(set) var protection: ProtectionState?
    /// A reset starts the boot loader, since flash was empty when power came.
    var isBootLoaderStarted = false
    /// DBGMCU registers as found, to be put back.
    var debugUnitFound: [RegisterBits] = []
    /// SWO as `monitor` commands have set it up.
    var traceSetup: TraceSetup?

    /// Identifies core and chip. Nothing is halted or changed before `attach`.
    public init(
        access: any CoreAccess, options: TargetOptions = TargetOptions(),
        probe: ProbeFacts = .none, cpuid: CPUID? = nil, notices: NoticeSink = .none
    ) throws(TargetFault) {
        self.access = access
        self.options = options
        self.probe = probe
        self.notices = notices
        let core = try Core(access: access, cpuid: cpuid, notices: notices)
        self.core = core
        core.catches = options.catchesHardFault ? [.hardFault] : []
        let identity = try Identity.read(
            from: access, corePart: core.cpuid.part.rawValue,
            flashByteCount: options.flashByteCount)
        self.identity = identity
        doubts =
            Origin.doubts(
                of: identity, cpuid: core.cpuid.rawValue, debugPortID: probe.debugPortID)
            + identity.doubts
        layout = MemoryLayout(identity, loaders: options.loaders)
        registerList = TargetRegister.list(core.features)
        let flash = identity.device?.flash
        let locks = flash?.locks ?? []
        cache = FlashCache(regions: layout.flashRegions) { access throws(TargetFault) in
            for lock in locks {
                guard try access.readWord(lock.address) & lock.bits == lock.bits else {
                    return false
                }
            }
            return !locks.isEmpty
        }
        flashSession =
            flash == nil
            ? nil
            : FlashSession(core: core, identity: identity, notices: notices) {
                () throws(TargetFault) in
                try probe.millivolts() ?? options.assumedMillivolts
            }
        if let flashSession {
            transaction = FlashTransaction(
                session: flashSession, options: options.loading,
                memories: options.loaders.map { loader in
                    (
                        loader.region,
                        { [weak self] () throws(TargetFault) in
                            try self?.externalFlash(loader)
                        }
                    )
                }, reset: { () throws(TargetFault) in try core.resetAndHalt() }
            ) { [weak self] in self?.cache.empty() }
        }
        for doubt in doubts { notices(.warning, doubt) }
        if identity.device == nil {
            let words =
                "\(identity.name) (\(core.cpuid.name), DBGMCU_IDCODE \(identity.idcode.hex))"
            notices(
                .warning,
                "\(words): debugging works with a generic memory map, flash cannot be programmed")
            unknownFlash = UnknownFlash(
                "\(words) is in no table of this program: its flash cannot be erased or "
                    + "programmed. Reading, breakpoints and RAM work")
        }
    }

    public var name: String { identity.name }
    public var registers: [RegisterDescription] { registerList.map(\.description) }
    /// What a core with these features would have.
    public static func registers(of features: CoreFeatures) -> [RegisterDescription] {
        TargetRegister.list(features).map(\.description)
    }
    /// Up to the last stack pointer: gdb looks for the one that SP is, and warns where it has read
    /// some anew, as after a `load`, and kept others.
    public var generalRegisterCount: Int {
        let last = registerList.lastIndex { Self.stackPointers.contains($0.description.name) }
        return last.map { $0 + 1 } ?? registerList.count
    }

    private static let stackPointers: Set = ["msp", "psp", "msp_ns", "psp_ns", "msp_s", "psp_s"]

    public var memoryMap: [MapEntry] { layout.entries }
    public var flash: (any FlashProgramming)? { transaction ?? unknownFlash }

    public func facts() -> [String] {
        let size = identity.flashByteCount >> 10
        let ram = (identity.device?.ram ?? []).map { "\($0.name) \($0.region.byteCount >> 10)" }
        var lines = probe.lines()
        lines.append(
            "chip \(identity.name), device id 0x\(String(identity.id, radix: 16)), "
                + "\(identity.revisionName), \(core.cpuid.name)"
                + (core.hasFPU ? " with FPU" : ""))
        lines += doubts
        if identity.device != nil {
            lines.append("flash \(size) KiB in \(identity.sectors.count) sectors")
            lines.append("RAM in KiB: " + ram.joined(separator: ", "))
        }
        for loader in options.loaders {
            lines.append("external flash at \(loader.region), by the loader '\(loader.name)'")
        }
        if isBootLoaderStarted {
            lines.append(
                "this chip runs its boot loader because flash was empty at power-on; it runs the "
                    + "program once one is flashed, or is there and reset by this tool")
        }
        if let protection { lines.append("protection: \(protection.summary)") }
        // Counted when the debugger arrives.
        guard core.isAttached else { return lines }
        if core.isAttached {
            lines.append(
                "\(core.hardwareBreakpointCapacity) hardware breakpoints, "
                    + "\(core.watchpointCapacity) watchpoints")
        }
        return lines
    }
}
