public import TargetMemory

/// What the core is to send through SWO.
public struct TraceSettings: Hashable, Sendable {
    /// The trace clock is divided by this for SWO.
    public var divisor: Int
    /// A bit for each of the stimulus ports 0 to 31.
    public var ports: UInt32
    public var samplesProgramCounter: Bool
    public var tracesExceptions: Bool
    public var hasTimestamps: Bool
    /// Cells whose accesses are told, naturally aligned.
    public var watches: [Region]

    public init(
        divisor: Int, ports: UInt32 = .max, samplesProgramCounter: Bool = false,
        tracesExceptions: Bool = false, hasTimestamps: Bool = false, watches: [Region] = []
    ) {
        self.divisor = divisor
        self.ports = ports
        self.samplesProgramCounter = samplesProgramCounter
        self.tracesExceptions = tracesExceptions
        self.hasTimestamps = hasTimestamps
        self.watches = watches
    }
}

/// Where a chip's trace leaves it.
public enum TraceSink: Hashable, Sendable {
    /// Through the core's own TPIU.
    case portInterface
    /// Through an SWO unit behind a trace funnel, as the STM32H7 has them (RM0433, 60.5.4 and
    /// 60.5.5).
    case output(Address, funnel: Address)
}

/// Bits of a register that are to have a value.
public struct RegisterSetting: Hashable, Sendable {
    public var address: Address
    public var mask: UInt32
    public var value: UInt32
    /// A lock or key: nothing to be read, compared or put back.
    public var isKey = false

    public init(_ address: Address, mask: UInt32 = .max, _ value: UInt32) {
        self.address = address
        self.mask = mask
        self.value = value
    }

    static func key(_ address: Address) -> RegisterSetting {
        var setting = RegisterSetting(address, TraceRegisters.lockKey)
        setting.isKey = true
        return setting
    }
}

extension Core {
    /// How many data watches the trace of this core can tell of at once.
    public func traceWatchCount() throws(TargetFault) -> Int {
        try access.fetch(DWTControl.self).comparatorCount
    }

    /// Whether the core has an ITM at all: Armv6-M and the base line of Armv8-M have none.
    public var hasTrace: Bool { cpuid.part != .cortexM0 && cpuid.part != .cortexM0Plus }

    /// The registers that make the core send, in the order in which they are to be set.
    public func traceSettings(
        _ settings: TraceSettings, through sink: TraceSink
    ) throws(TargetFault) -> [RegisterSetting] {
        guard hasTrace else {
            throw TargetFault(
                .unsupported, "\(cpuid.name) has no trace (no ITM): SWO cannot be used")
        }
        let isVersion8 = cpuid.part == .cortexM33
        guard settings.watches.isEmpty || !isVersion8 else {
            throw TargetFault(
                .unsupported, "data trace is set up for Armv7-M cores only, not for \(cpuid.name)")
        }
        return [RegisterSetting(DEMCR.address, mask: DEMCR.traceEnable, DEMCR.traceEnable)]
            + output(settings, sink) + watching(settings) + instrumentation(settings)
    }

    private func output(_ settings: TraceSettings, _ sink: TraceSink) -> [RegisterSetting] {
        let divisor = UInt32(settings.divisor - 1)
        switch sink {
        case .portInterface:
            return [
                RegisterSetting(TraceRegisters.tpiuPortSize, 1),
                RegisterSetting(TraceRegisters.tpiuPrescaler, divisor),
                RegisterSetting(
                    TraceRegisters.tpiuProtocol, mask: 3, TraceRegisters.asynchronousNRZ),
                // EnFCont off: the ITM's own stream, without frames around it.
                RegisterSetting(TraceRegisters.tpiuFormatter, mask: 1 << 1, 0),
            ]
        case .output(let unit, let funnel):
            return [
                .key(unit + 0xFB0), RegisterSetting(unit + 0x10, divisor),
                RegisterSetting(unit + 0xF0, mask: 3, TraceRegisters.asynchronousNRZ),
                .key(funnel + 0xFB0), RegisterSetting(funnel, mask: 1, 1),
            ]
        }
    }

    private func watching(_ settings: TraceSettings) -> [RegisterSetting] {
        typealias Watch = TraceRegisters.Watch
        var bits = Watch.cycleCounter | Watch.synchronizationTap
        var mask =
            bits | Watch.synchronizationField | Watch.sampleProgramCounter
            | Watch.traceExceptions | Watch.otherEvents
        if settings.samplesProgramCounter {
            bits |= Watch.slowestSampling | Watch.sampleProgramCounter
            mask |= Watch.samplingFields
        }
        if settings.tracesExceptions { bits |= Watch.traceExceptions }
        let comparators = settings.watches.enumerated().flatMap { number, region in
            let base = DWTComparator.address(of: number)
            return [
                RegisterSetting(base, region.base.rawValue),
                RegisterSetting(
                    base + DWTComparator.maskOffset,
                    UInt32(region.byteCount.trailingZeroBitCount)),
                RegisterSetting(
                    base + DWTComparator.functionOffset, mask: 0xF_FFFF,
                    TraceRegisters.traceInstructionAndValue),
            ]
        }
        return [RegisterSetting(DWTControl.address, mask: mask, bits)] + comparators
    }

    private func instrumentation(_ settings: TraceSettings) -> [RegisterSetting] {
        typealias Control = TraceRegisters.Control
        let control =
            Control.enable | Control.synchronization | Control.forwardDWT | Control.busID
            | (settings.hasTimestamps ? Control.timestamps : 0)
        return [
            .key(TraceRegisters.itmLockAccess),
            // Unprivileged threads print too.
            RegisterSetting(TraceRegisters.itmTracePrivilege, mask: 0xF, 0),
            RegisterSetting(TraceRegisters.itmTraceEnable, settings.ports),
            RegisterSetting(
                TraceRegisters.itmTraceControl, mask: Control.writable, control),
        ]
    }

    /// The core clock in Hz by its own cycle counter against the host's clock, to about 1 %.
    /// `nil` where the counter does not run: there is none, or the core's clock stands still.
    public func measureClock(milliseconds: Int) throws(TargetFault) -> Int? {
        let demcr = try access.fetch(DEMCR.self)
        try access.store(DEMCR(rawValue: demcr.rawValue | DEMCR.traceEnable))
        let control = try access.fetch(DWTControl.self)
        try access.store(
            DWTControl(rawValue: control.rawValue | TraceRegisters.Watch.cycleCounter))
        // Who was suspended meanwhile has missed a wrap of the counter, or more.
        var measured = try count(milliseconds: milliseconds)
        for _ in 1..<Limits.clockMeasurementTries
        where measured.duration > .milliseconds(milliseconds * Limits.clockMeasurementStretch) {
            measured = try count(milliseconds: milliseconds)
        }
        try access.store(control)
        try access.store(demcr)
        let elapsed = measured.duration.components
        let nanoseconds =
            Int(elapsed.seconds) * 1_000_000_000 + Int(elapsed.attoseconds / 1_000_000_000)
        guard measured.cycles > 0, nanoseconds > 0 else { return nil }
        // Tenths of a megahertz are as much as the measurement is worth.
        let hertz = Double(measured.cycles) * 1e9 / Double(nanoseconds)
        return Int((hertz / 100_000).rounded()) * 100_000
    }

    /// Core cycles during a pause, and how long it was.
    private func count(
        milliseconds: Int
    ) throws(TargetFault) -> (cycles: Int, duration: Duration) {
        let counter: Address = 0xE000_1004
        let start = ContinuousClock.now
        let first = try access.readWord(counter)
        access.pause(milliseconds: milliseconds)
        let second = try access.readWord(counter)
        return (Int(second &- first), ContinuousClock.now - start)
    }
}
