import CortexM
public import DebugSession
import STM32
import STM32Flash
public import TargetMemory

// What `monitor` does to the chip.
extension STM32Target: ChipControl {
    public var chip: (any ChipControl)? { flashSession == nil ? nil : self }
    public var probeControl: (any ProbeControl)? { probe.control }
    public var traceControl: (any TraceControl)? { core.hasTrace ? self : nil }

    private func programmer() throws(TargetFault) -> FlashSession {
        guard let flashSession else {
            throw TargetFault(.unsupported, "the flash of this \(identity.name) is not known")
        }
        return flashSession
    }

    public func sectors() throws(TargetFault) -> [FlashSector] {
        let state: ProtectionState?
        do throws(TargetFault) {
            state = try ProtectionState.read(identity, from: access)
        } catch {
            guard error.cause != .probeLost else { throw error }
            state = nil
        }
        return identity.sectors.map { sector in
            FlashSector(
                region: sector.region, bank: sector.bank,
                isProtected: state?.writeProtected.contains(sector))
        }
    }

    public func erase(
        _ regions: [Region], progress: @escaping Progress
    ) throws(TargetFault) -> String {
        defer { cache.empty() }
        return try programmer().erase(
            regions, options: options.loading, progress: observer(progress)
        ).summary
    }

    public func eraseAll(progress: @escaping Progress) throws(TargetFault) -> String {
        defer { cache.empty() }
        progress("erasing \(identity.flashByteCount >> 10) KiB of flash")
        return try programmer().eraseAll().summary
    }

    public func program(
        _ segments: [Segment], preserving: Bool, progress: @escaping Progress
    ) throws(TargetFault) -> String {
        defer { cache.empty() }
        var loading = options.loading
        loading.preserves = loading.preserves || preserving
        return try programmer().program(segments, options: loading, progress: observer(progress))
            .summary
    }

    /// A line for each phase and each quarter of it: enough to see that it goes on.
    private func observer(_ progress: @escaping Progress) -> FlashObserver {
        var last: (phase: FlashProgress.Phase, quarter: Int)?
        return { (step: FlashProgress) throws(TargetFault) in
            let total = step.totalByteCount
            let quarter = total == 0 ? 0 : step.doneByteCount * 4 / total
            guard last?.phase != step.phase || last?.quarter != quarter else { return }
            last = (step.phase, quarter)
            let words = total == 0 ? "" : ": \(quarter * 25) % of \(total) bytes"
            progress("\(step.phase)\(words)")
        }
    }

    public func optionBytes() throws(TargetFault) -> [OptionFact] {
        try programmer().optionBytes().map { value in
            OptionFact(
                register: value.register, name: value.field.name, value: value.value,
                meaning: value.meaning)
        }
    }

    public func writeOptionBytes(
        _ changes: [(name: String, value: UInt32)], allowingErase: Bool, allowingPermanent: Bool
    ) throws(TargetFault) -> String {
        defer { cache.empty() }
        let report = try programmer().writeOptionBytes(
            changes.map { OptionChange($0.name, $0.value) }, allowingErase: allowingErase,
            allowingPermanent: allowingPermanent)
        noteProtection()
        return Self.text(report)
    }

    public func unlock(allowingErase: Bool) throws(TargetFault) -> String {
        defer { cache.empty() }
        let report = try programmer().unlock(allowingErase: allowingErase)
        noteProtection()
        return Self.text(report)
    }

    private static func text(_ report: OptionReport) -> String {
        var lines = zip(report.before, report.after).filter { $0.value != $1.value }.map {
            "\($1.field.name): 0x\(String($0.value, radix: 16)) -> "
                + "0x\(String($1.value, radix: 16))"
        }
        if lines.isEmpty { lines.append("nothing had to be changed") }
        if report.isPowerCycleNeeded {
            lines.append("it takes effect when the target is switched off and on again")
        }
        return lines.joined(separator: "\n")
    }

    public func diagnosis() throws(TargetFault) -> [String] {
        var lines = facts()
        if let millivolts = try probe.millivolts() {
            let isLow = millivolts < 1_650
            lines.append(
                "supply measured now: \(millivolts) mV"
                    + (isLow ? ": too low for every STM32; check power and the VTref wire" : ""))
        } else {
            lines.append("supply: this probe does not measure it")
        }
        lines.append(core.isHalted ? "core: halted" : "core: running")
        if core.isHalted, let fault = try? faultSentences(), !fault.isEmpty {
            lines += fault
        }
        let state = try ProtectionState.read(identity, from: access)
        if !state.isOpen {
            lines.append("protection stands in the way of `load`: \(state.summary)")
        }
        lines.append("`stlink doctor` looks at wires and clocks too, when no debugger is connected")
        return lines
    }
}

extension STM32Target: TraceControl {
    public func measureCoreClock() throws(TargetFault) -> Int? {
        guard !core.isHalted else {
            throw TargetFault(
                .state, "the core clock is measured while the program runs: give it, or let it run")
        }
        return try core.measureClock(milliseconds: Self.clockMeasurementMilliseconds)
    }

    private static let clockMeasurementMilliseconds = 100

    public func startSending(divisor: Int, ports: UInt32) throws(TargetFault) {
        try stopSending()
        let setup = try TraceSetup(self, TraceSettings(divisor: divisor, ports: ports))
        traceSetup = setup
        try setup.arm()
    }

    public func rearmSending() throws(TargetFault) -> Bool {
        try traceSetup?.rearmIfNeeded() ?? false
    }

    public func stopSending() throws(TargetFault) {
        defer { traceSetup = nil }
        try traceSetup?.restore()
    }
}
