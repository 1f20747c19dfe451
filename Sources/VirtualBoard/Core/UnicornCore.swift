internal import CUnicorn

/// An Armv7-M core that executes real Thumb code on Unicorn's translator. Unicorn has the
/// instructions, the register bank and the stack pointers; exceptions, time, the private
/// peripheral bus and all of debug are modelled here.
///
/// Every instruction takes one core cycle, exception entry and return take twelve. Not modelled:
/// the MPU's checks (its registers read back), caches (their registers read, maintenance does
/// nothing), and the fault of an unaligned LDM, STM, LDRD or STRD.
///
/// The map must be complete when the core is made. Blocks whose base or size is not a multiple
/// of 1 KiB can be read and written, but no code runs from them.
public final class UnicornCore: CoreModel {
    let configuration: CoreConfiguration
    let map: SystemMap
    let clock: BoardClock
    unowned let environment: any CoreEnvironment

    let engine: Engine
    var windows: [PeripheralWindow] = []
    /// The peripheral of the last access: a polling loop asks one register again and again.
    var lastPeripheral: (any Peripheral)?

    var exceptions: ExceptionState
    var sysTick = SysTick()
    var system: SystemControl
    var debug = DebugControl()
    var patch: FlashPatch
    var watch: DataWatch
    var trace = TraceRegisters()
    var stream = TraceStream()
    var lastSampleCycle: UInt64 = 0
    var traceOutput: ([UInt8], UInt64) -> Void = { _, _ in }
    var security: SecurityRegisters
    /// Stack limits and the registers of the other security state, by DCRSR's number.
    var bankedRegisters: [UInt32: UInt32] = [:]

    /// RESET is asserted: nothing executes, the debug registers answer.
    var isHeldInReset = true
    /// A register access that the core itself made asks for these once its instruction is done.
    var deferred: Deferred = []
    var isInSlice = false
    var sleep = Sleep.awake
    var isLockedUp = false
    /// WFE's event register.
    var isEventRegistered = false

    var time = CoreTime()
    /// Accesses of the core to anything but mapped memory.
    var windowAccesses = 0
    /// What the core seems to wait in.
    var waitLoop: WaitLoop?
    /// Instructions of the next slice at most.
    var sliceLimit = Limits.firstSliceCycles
    /// Code changed there since it was last translated.
    var staleCode: [Range<UInt32>] = []
    /// Where the current run began, for faults inside an IT block that it began in.
    var runStart: (address: UInt32, itState: UInt8) = (0, 0)

    struct Deferred: OptionSet {
        let rawValue: Int
        static let systemReset = Deferred(rawValue: 1 << 0)
        static let coreReset = Deferred(rawValue: 1 << 1)
        static let halt = Deferred(rawValue: 1 << 2)
    }

    /// The DEMCR bits that catch the vector being entered.
    var caughtVectors: UInt32 = 0

    enum Sleep { case awake, forInterrupt, forEvent }

    /// The core is held in reset until `releaseReset()`, as behind a power-on reset.
    public init(
        configuration: CoreConfiguration, map: SystemMap, clock: BoardClock,
        environment: any CoreEnvironment
    ) throws {
        self.configuration = configuration
        self.map = map
        self.clock = clock
        self.environment = environment
        engine = try Engine(model: Self.model(of: configuration))
        exceptions = ExceptionState(configuration: configuration)
        system = SystemControl(configuration: configuration)
        patch = FlashPatch(configuration: configuration)
        watch = DataWatch(configuration: configuration)
        security = SecurityRegisters(
            isSecure: configuration.isSecure, isDebugClosed: configuration.isSecureDebugClosed)
        engine.state.pointee.owner = Unmanaged.passUnretained(self).toOpaque()
        engine.state.pointee.on_cell_write = { owner, address, size, value in
            guard let owner else { return }
            Unmanaged<UnicornCore>.fromOpaque(owner).takeUnretainedValue()
                .storeCells(value, to: address, width: Int(size))
        }
        engine.state.pointee.on_damaged_read = { owner, address in
            guard let owner else { return false }
            return Unmanaged<UnicornCore>.fromOpaque(owner).takeUnretainedValue()
                .readDamaged(address)
        }
        engine.state.pointee.on_lazy_fp = { owner in
            guard let owner else { return }
            Unmanaged<UnicornCore>.fromOpaque(owner).takeUnretainedValue().saveLazyFloatingPoint()
        }
        try mapMemory()
        powerOnReset()
        isHeldInReset = true
    }

    private static func model(of configuration: CoreConfiguration) -> uc_cpu_arm {
        switch configuration.architecture {
        case .v6M: UC_CPU_ARM_CORTEX_M0
        case .v8M: UC_CPU_ARM_CORTEX_M33
        case .v7M where configuration.hasDoublePrecision || configuration.isM7:
            UC_CPU_ARM_CORTEX_M7
        case .v7M: configuration.hasFPU ? UC_CPU_ARM_CORTEX_M4 : UC_CPU_ARM_CORTEX_M3
        }
    }

    // MARK: State

    public var isHalted: Bool { debug.isHalted }
    public var isSleeping: Bool { sleep != .awake && !isHalted && !isHeldInReset }

    public var isExecuting: Bool {
        guard !isHalted, !isHeldInReset, !isLockedUp else { return false }
        return sleep == .awake || sysTick.raisesInterrupts
    }

    public func setInterrupt(_ number: Int, pending: Bool) {
        exceptions.setLine(number, pending)
        wakeIfPossible()
        if isInSlice { engine.stop() }
    }

    public func codeChanged(address: UInt32, count: Int) {
        guard count > 0 else { return }
        waitLoop = nil
        guard let changed = map.block(at: address) else { return }
        let offset = address - changed.base
        for block in map.blocks where block.storage == changed.storage {
            markStale(block.base + offset, count: count)
        }
        if isInSlice { engine.stop() }
    }

    private func markStale(_ address: UInt32, count: Int) {
        let end = UInt32(clamping: UInt64(address) + UInt64(count))
        // A debugger writes upwards, word by word: one range grows instead of many piling up.
        if let last = staleCode.indices.last, staleCode[last].upperBound == address {
            staleCode[last] = staleCode[last].lowerBound..<end
        } else {
            staleCode.append(address..<end)
        }
    }

    func forgetStaleCode() {
        for range in staleCode { engine.invalidate(range.lowerBound, count: range.count) }
        staleCode.removeAll(keepingCapacity: true)
    }
}
