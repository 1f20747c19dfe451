public import CortexM
import STM32
public import TargetMemory

/// The trace units of a chip, set up to send through SWO, and put back afterwards.
///
/// Nothing is halted, and halting debug stays as it is: a program that is only listened to runs as
/// it would alone.
public final class TraceSetup {
    private let access: any MemoryAccess
    private let settings: [RegisterSetting]
    /// What the registers held, in the order of `settings`.
    private var found: [UInt32?] = []
    /// What our bits read once they are set: a core need not have all of them.
    private var inForce: [UInt32] = []

    /// Works out what is to be set; changes nothing.
    public convenience init(
        _ target: STM32Target, _ wanted: TraceSettings
    ) throws(TargetFault) {
        let unit = target.identity.device?.debugUnit
        // First the debug unit: clocks for the trace, and the pins.
        let chip = ((unit?.whileDebugging ?? []) + (unit?.traceEnable ?? [])).map {
            RegisterSetting($0.address, mask: $0.bits, $0.bits)
        }
        let sink: TraceSink =
            switch unit?.traceOutput ?? .portInterface {
            case .portInterface: .portInterface
            case .output(let base, let funnel): .output(base, funnel: funnel)
            }
        let settings = chip + (try target.core.traceSettings(wanted, through: sink))
        guard wanted.watches.count <= 4 else {
            throw TargetFault(.unsupported, "at most 4 cells can be watched at once")
        }
        self.init(settings, access: target.access)
    }

    init(_ settings: [RegisterSetting], access: any MemoryAccess) {
        self.settings = settings
        self.access = access
    }

    /// Notes what is there and sets everything.
    public func arm() throws(TargetFault) {
        for (index, setting) in settings.enumerated() {
            if setting.isKey {
                if index == found.count { found.append(nil) }
                try access.writeWord(setting.value, to: setting.address)
                continue
            }
            let value = try access.readWord(setting.address)
            if index == found.count { found.append(value) }
            let wanted = value & ~setting.mask | setting.value
            if value != wanted { try access.writeWord(wanted, to: setting.address) }
        }
        inForce = try settings.map { setting throws(TargetFault) in
            setting.isKey ? 0 : try access.readWord(setting.address) & setting.mask
        }
    }

    /// Whether all is still as `arm` left it: a reset, or the program, may have changed it. Then
    /// it is set again.
    public func rearmIfNeeded() throws(TargetFault) -> Bool {
        var isDisturbed = false
        for (setting, value) in zip(settings, inForce) where !setting.isKey && !isDisturbed {
            var now = try access.readWord(setting.address)
            // Bits that were missing at once were none of this core's, or something took them away
            // while they were being set: then they can be set now.
            if now & setting.mask == value, value != setting.value & setting.mask {
                try access.writeWord(now & ~setting.mask | setting.value, to: setting.address)
                now = try access.readWord(setting.address)
            }
            isDisturbed = now & setting.mask != value
        }
        if isDisturbed { try arm() }
        return isDisturbed
    }

    /// Puts everything back, the last first. Goes on after a failure; the first is thrown.
    public func restore() throws(TargetFault) {
        var failure: TargetFault?
        for (setting, value) in zip(settings, found).reversed() {
            guard let value, !setting.isKey else { continue }
            do throws(TargetFault) {
                let now = try access.readWord(setting.address)
                let old = now & ~setting.mask | value & setting.mask
                if now != old { try access.writeWord(old, to: setting.address) }
            } catch {
                failure = failure ?? error
            }
        }
        found = []
        if let failure { throw failure }
    }
}
