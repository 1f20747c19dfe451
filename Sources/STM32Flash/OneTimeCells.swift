import CortexM
import STM32
public import TargetMemory

extension FlashSession {
    /// Bytes that one-time cells take at once.
    private func oneTimeUnit(_ device: Device) -> Int {
        switch device.flash.controller {
        case .wb0: return 4
        default:
            return device.flash.layout.options.oneTimeByteCount
                ?? max(device.flash.programByteCount, 4)
        }
    }

    /// Programs cells that can be programmed once. Refused unless `allowingPermanent`, and where
    /// they are not blank; the bytes must be whole program units.
    public func writeOneTime(
        _ segment: Segment, allowingPermanent: Bool, resets: Bool = true
    ) throws(TargetFault) -> FlashReport {
        let start = ContinuousClock.now
        let device = try knownDevice()
        guard let place = segment.region, let memory = device.oneTime?.region,
            memory.contains(place)
        else {
            throw TargetFault(
                .unsupported, at: segment.address,
                "\(device.name) has no OTP cells at \(segment.address)"
                    + (device.oneTime.map { "; they are at \($0.region)." } ?? ", nor anywhere."))
        }
        let unit = oneTimeUnit(device)
        guard place.base.isAligned(to: unit), place.byteCount.isMultiple(of: unit) else {
            throw TargetFault(
                .flash, at: place.base,
                "OTP cells of \(device.name) are programmed by \(unit) bytes at once; \(place) is "
                    + "not made of such units. Nothing was written.")
        }
        guard allowingPermanent else {
            throw TargetFault(
                .flash, at: place.base,
                "OTP cells can be programmed once and never erased. Nothing was written; it takes "
                    + "its own flag (--burn-forever).")
        }
        var controller = try ready(device, resets: resets)
        let protection = try ProtectionState.read(identity, from: core.access)
        if let refusal = protection.refusal(for: []) { throw refusal }
        let found = try core.access.read(place.base, count: place.byteCount)
        guard found.isBlank(0xFF) || found == segment.bytes else {
            throw TargetFault(
                .flash, at: place.base,
                "The OTP cells at \(place) are not blank; they cannot be changed any more.")
        }
        var report = FlashReport()
        report.byteCount = segment.bytes.count
        if found != segment.bytes {
            var failure: TargetFault?
            do throws(TargetFault) {
                try controller.open()
                try burn(segment, unit, controller, device)
                report.programmedByteCount = segment.bytes.count
            } catch {
                failure = error
            }
            try settle(&controller, resets: resets, after: failure)
        }
        guard try core.access.read(place.base, count: place.byteCount) == segment.bytes else {
            throw TargetFault(
                .flash, at: place.base,
                "The OTP cells read back otherwise; those that took a wrong value keep it. Is the "
                    + "block locked, or the supply too low?")
        }
        report.isVerified = true
        report.duration = ContinuousClock.now - start
        return report
    }

    private func burn(
        _ segment: Segment, _ unit: Int, _ controller: any ControllerDriver, _ device: Device
    ) throws(TargetFault) {
        let layout = device.flash.layout
        if let controller = controller as? CommandController, let memory = device.oneTime?.region {
            for offset in stride(from: 0, to: segment.bytes.count, by: unit) {
                try controller.writeOneTime(
                    Array(segment.bytes[offset..<offset + unit]),
                    word: (segment.address + offset - memory.base) / 4)
            }
            return
        }
        guard layout.options.oneTimeByteCount != nil else {
            return try controller.program(segment.bytes, at: segment.address)
        }
        let programmer = OptionProgrammer(access: core.access, device: device)
        try programmer.withOneTimeOpen { () throws(TargetFault) in
            for offset in stride(from: 0, to: segment.bytes.count, by: unit) {
                let piece = Array(segment.bytes[offset..<offset + unit])
                if piece.isBlank(0xFF) { continue }
                try core.access.write(piece, to: segment.address + offset)
                try programmer.finish("Programming \(segment.address + offset)")
            }
        }
    }
}

extension OptionProgrammer {
    /// H7A, H7B, H7RS: PG_OTP of the option control register opens the cells (RM0455 4.3.11,
    /// RM0477 5.3.10); H5: PG of the control register, which `open` has unlocked (RM0481 7.3.9).
    func withOneTimeOpen(_ work: () throws(TargetFault) -> Void) throws(TargetFault) {
        try begin()
        let bit = layout.options.oneTimeProgram
        let place = register(bit != 0 ? layout.optionControl : layout.control)
        if bit != 0 { try unlockOptions() }
        try access.modifyWord(at: place) { $0 |= bit != 0 ? bit : layout.program }
        var failure: TargetFault?
        do throws(TargetFault) { try work() } catch { failure = error }
        try access.modifyWord(at: place) {
            $0 = bit != 0 ? $0 & ~bit | layout.optionLock : $0 & ~layout.program
        }
        if let failure { throw failure }
    }
}
