import CortexM
import STM32
public import TargetMemory

/// What is flash of another kind: data EEPROM.
extension FlashSession {
    /// The chip's data EEPROM, where it can be written by words of its own.
    public var dataEEPROM: Region? {
        identity.device.flatMap { $0.flash.controller == .l0 ? $0.eeprom?.region : nil }
    }

    /// Writes bytes into data EEPROM; what lies around them in the same words stays. Words that
    /// hold the right value are left alone, since they wear out (RM0367 3.3.4, RM0038 3.3.3).
    public func writeEEPROM(
        _ segment: Segment, resets: Bool = true, progress: FlashObserver = { _ in }
    ) throws(TargetFault) -> FlashReport {
        let start = ContinuousClock.now
        let device = try knownDevice()
        guard let place = segment.region, let memory = dataEEPROM, memory.contains(place) else {
            throw TargetFault(
                .unsupported, at: segment.address,
                "\(device.name) has no data EEPROM at \(segment.address).")
        }
        _ = try ready(device, resets: resets)
        let protection = try ProtectionState.read(identity, from: core.access)
        if let refusal = protection.refusal(for: []) { throw refusal }
        var controller = PECRController(access: core.access, flash: device.flash)
        try controller.open()
        var report = FlashReport()
        report.byteCount = segment.bytes.count
        var failure: TargetFault?
        do throws(TargetFault) {
            try write(segment, place, controller, &report, progress)
        } catch {
            failure = error
        }
        var driver: any ControllerDriver = controller
        try settle(&driver, resets: resets, after: failure)
        report.duration = ContinuousClock.now - start
        return report
    }

    /// Erases data EEPROM: what is erased there reads 0. Whole words and parts of them.
    public func eraseEEPROM(
        _ region: Region, resets: Bool = true, progress: FlashObserver = { _ in }
    ) throws(TargetFault) -> FlashReport {
        let blank = [UInt8](repeating: 0, count: region.byteCount)
        return try writeEEPROM(
            Segment(address: region.base, bytes: blank), resets: resets, progress: progress)
    }

    private func write(
        _ segment: Segment, _ place: Region, _ controller: PECRController,
        _ report: inout FlashReport, _ progress: FlashObserver
    ) throws(TargetFault) {
        let first = place.base.alignedDown(to: 4)
        let count = (place.last.alignedDown(to: 4) - first) + 4
        let before = try core.access.read(first, count: count)
        var wanted = before
        let lead = place.base - first
        wanted.replaceSubrange(lead..<lead + segment.bytes.count, with: segment.bytes)
        for offset in stride(from: 0, to: count, by: 4)
        where before[offset..<offset + 4] != wanted[offset..<offset + 4] {
            try controller.writeCell(Array(wanted[offset..<offset + 4]), at: first + offset)
            report.programmedByteCount += 4
            try progress(
                FlashProgress(
                    phase: .programming, doneByteCount: offset + 4, totalByteCount: count))
        }
        let after = try core.access.read(first, count: count)
        if let wrong = wanted.indices.first(where: { wanted[$0] != after[$0] }) {
            throw TargetFault(
                .flash, at: first + wrong,
                "Data EEPROM reads back otherwise at \(first + wrong): the cell is worn out, or "
                    + "the supply too low.")
        }
        report.isVerified = true
    }
}
