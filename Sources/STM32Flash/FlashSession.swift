public import CortexM
public import STM32
public import TargetMemory

/// Erases, programs and verifies the flash of one chip; the same for gdb's `load` and for tools.
///
/// The core must be attached. It is halted meanwhile, and left halted.
public final class FlashSession {
    let core: Core
    /// Its banks are read anew before each operation: option bytes and programs move them.
    var identity: Identity
    let millivolts: () throws(TargetFault) -> Int?
    let notices: NoticeSink
    /// `identity` is the chip as the secure world sees it.
    var isSecureView = false

    /// `millivolts`: the target's supply, asked before each operation; `nil` where unknown.
    public init(
        core: Core, identity: Identity, notices: NoticeSink = .none,
        millivolts: @escaping () throws(TargetFault) -> Int?
    ) {
        self.core = core
        self.identity = identity
        self.millivolts = millivolts
        self.notices = notices
    }

    /// Brings `image` into flash. Only sectors that differ are erased and programmed; the rest of
    /// a sector that must be erased ends up blank. Sectors touched by `erasing` that hold no byte
    /// of the image end up blank.
    ///
    /// Everything that can be refused is refused before the first cell changes: bytes outside of
    /// the flash, protection, supply, a loader that does not run.
    public func program(
        _ image: [Segment], erasing: [Region] = [], options: FlashOptions = FlashOptions(),
        progress: @escaping FlashObserver = { _ in }
    ) throws(TargetFault) -> FlashReport {
        if let secure = try secureSession() {
            return try secure.program(
                image, erasing: erasing, options: options, progress: progress)
        }
        let start = ContinuousClock.now
        let device = try knownDevice()
        let data = image.filter(isData)
        let code = image.filter { !isData($0) }
        try identity.readBanks(core.access)
        var attempt = try FlashAttempt(
            image, code: code, erasing: erasing, options: options, flash: device.flash,
            sight: identity)
        guard !attempt.plan.sectors.isEmpty else {
            return try writeData(data, options, after: FlashReport(), progress)
        }
        var report = try startingOver(mayReset: options.resets) { () throws(TargetFault) in
            try carryOut(&attempt, device, progress)
        }
        report.duration = ContinuousClock.now - start
        return try writeData(data, options, after: report, progress)
    }

    /// From the reset before to the one after; `nil`: there was another one in between.
    private func carryOut(
        _ attempt: inout FlashAttempt, _ device: Device, _ progress: @escaping FlashObserver
    ) throws(TargetFault) -> FlashReport? {
        let options = attempt.options
        var controller = try ready(device, resets: options.resets)
        try attempt.look(identity, device.flash)
        let protection = try ProtectionState.read(identity, from: core.access)
        let sectors = attempt.plan.sectors.map(\.sector)
        if let refusal = protection.refusal(for: sectors, fromSecureWorld: isSecureView) {
            throw refusal
        }
        noteWorlds(attempt.image, protection)
        if attempt.wasEmpty == nil, emptyCheck?.isHidden == true {
            attempt.wasEmpty = try emptyCheck?.isFlashEmpty()
        }
        var job = FlashJob(
            core: core, plan: attempt.plan, device: device, sectors: identity.sectors,
            controller: controller, options: options, progress: progress)
        let outcome = work(at: &controller) { opened throws(TargetFault) in
            job.controller = opened
            try run(&job, device)
        }
        attempt.note(job)
        guard case .ended(let failure) = outcome else { return nil }
        try settle(
            &controller, resets: options.resets, wasEmpty: attempt.wasEmpty ?? false,
            after: failure)
        return attempt.report(of: job)
    }

    /// Data EEPROM can be part of an image.
    private func isData(_ segment: Segment) -> Bool {
        guard let memory = dataEEPROM, let region = segment.region else { return false }
        return memory.contains(region)
    }

    private func writeData(
        _ data: [Segment], _ options: FlashOptions, after first: FlashReport,
        _ progress: FlashObserver
    ) throws(TargetFault) -> FlashReport {
        var report = first
        for segment in data {
            let part = try writeEEPROM(segment, resets: options.resets, progress: progress)
            report.byteCount += part.byteCount
            report.programmedByteCount += part.programmedByteCount
            report.duration += part.duration
            report.isVerified = part.isVerified && (report.isVerified || first.byteCount == 0)
        }
        return report
    }

    private func run(
        _ job: inout FlashJob, _ device: Device, isAgain: Bool = false
    ) throws(TargetFault) {
        guard job.options.usesLoader, let loader = try loader(for: job, device) else {
            // A loader that did not start may have been reset in its first steps.
            if job.options.usesLoader, wasReset(job.controller) { throw Self.wasResetInStart }
            try job.runDirectly()
            return
        }
        var failure: TargetFault?
        do throws(TargetFault) {
            try job.run(with: loader)
        } catch {
            failure = error
        }
        do throws(TargetFault) {
            try loader.stop()
        } catch {
            failure = failure ?? error
        }
        guard let failure else { return }
        if !isAgain, try eraseDamage(job, device, after: failure) {
            job.report = FlashReport()
            return try run(&job, device, isAgain: true)
        }
        guard loader.hasDied, !wasReset(job.controller) else { throw failure }
        // What is half done is found and done again: without the loader nothing can stop it.
        notices(.warning, "\(failure.message) Going on without a loader, which is slow.")
        job.report = FlashReport()
        try job.runDirectly()
    }

    /// `nil`, with a notice, where the loader does not run; a lost probe is thrown, and so is RAM
    /// that cannot be written: then nothing is as it should be, and nothing is to be erased.
    private func loader(for job: FlashJob, _ device: Device) throws(TargetFault) -> Loader? {
        do throws(TargetFault) {
            return try Loader(
                core: core, workArea: device.workArea, controller: job.controller,
                watchdogs: try watchdogs(device, resets: job.options.resets),
                slotDataByteCount: job.slotDataByteCount, keepsRegisters: !job.options.resets,
                keepsRAM: job.options.keepsRAM || !job.options.resets)
        } catch  where error.cause == .access {
            throw TargetFault(
                .access, at: error.address,
                "The flash loader cannot be put into RAM at \(device.workArea.base): "
                    + "\(error.message). Nothing was erased. Try again connected under reset "
                    + "(--connect-under-reset), or with a lower clock (--freq 950k).")
        } catch  where error.cause != .probeLost && error.cause != .link && !error.isInterrupted {
            notices(.warning, "\(error.message) Going on without a loader, which is slow.")
            return nil
        }
    }

    /// Leaves the flash as found and, after a reset, the core at the new program's start. The
    /// first failure is the one to report.
    func settle(
        _ controller: inout any ControllerDriver, resets: Bool, wasEmpty: Bool = false,
        after first: TargetFault?
    ) throws(TargetFault) {
        var failure = first
        do throws(TargetFault) {
            try core.haltNow()
            // What a reset has locked is not written to again.
            let isOpen = first == nil ? true : try controller.isOpen()
            if isOpen { try controller.close() }
            try closeBlocks()
            if resets {
                if first == nil { try leaveBootLoader(wasEmpty: wasEmpty) }
                try core.resetAndHalt()
            }
        } catch {
            failure = failure ?? error
        }
        if let failure { throw failure }
    }

    /// Erases whole sectors: those that a region touches.
    public func erase(
        _ regions: [Region], options: FlashOptions = FlashOptions(),
        progress: @escaping FlashObserver = { _ in }
    ) throws(TargetFault) -> FlashReport {
        let device = try knownDevice()
        let sectors = identity.sectors
        if let memory = dataEEPROM, let region = regions.first, regions.count == 1,
            memory.contains(region)
        {
            return try eraseEEPROM(region, resets: options.resets, progress: progress)
        }
        for region in regions {
            let isInside =
                sectors.contains { $0.region.contains(region.base) }
                && sectors.contains { $0.region.contains(region.last) }
            if isInside { continue }
            throw TargetFault(
                .flash, at: region.base,
                "\(region) is not in the flash, which is \(identity.flashByteCount >> 10) KiB "
                    + "at \(device.flash.base).")
        }
        return try program([], erasing: regions, options: options, progress: progress)
    }

    /// Erases all of the main flash in one go.
    public func eraseAll(resets: Bool = true) throws(TargetFault) -> FlashReport {
        if let secure = try secureSession() { return try secure.eraseAll(resets: resets) }
        let start = ContinuousClock.now
        let device = try knownDevice()
        guard driver(device, supply: nil).hasMassErase else {
            let all = identity.sectors.map(\.region)
            return try program([], erasing: all, options: FlashOptions(resets: resets))
        }
        var report = try startingOver(mayReset: resets) { () throws(TargetFault) in
            try carryOutMassErase(on: device, resets: resets)
        }
        report.duration = ContinuousClock.now - start
        return report
    }

    /// As `carryOut`. A reset ends an erase half way, with nothing to tell of it.
    private func carryOutMassErase(
        on device: Device, resets: Bool
    ) throws(TargetFault) -> FlashReport? {
        var controller = try ready(device, resets: resets)
        let protection = try ProtectionState.read(identity, from: core.access)
        if let refusal = protection.refusal(
            for: identity.sectors, fromSecureWorld: isSecureView)
        {
            throw refusal
        }
        let outcome = work(at: &controller, hidesReset: true) { opened throws(TargetFault) in
            try opened.eraseAll(identity.sectors)
        }
        guard case .ended(let failure) = outcome else { return nil }
        try settle(&controller, resets: resets, after: failure)
        var report = FlashReport()
        report.sectorsErased = identity.sectors.count
        return report
    }

    /// gdb's CRC-32 of a region, computed on the target. Registers and RAM are left as found;
    /// `nil` where that is not possible or reading is as quick.
    public func checksum(of region: Region) throws(TargetFault) -> UInt32? {
        guard let device = identity.device, core.isHalted,
            region.byteCount > Limits.readBackBytesMax, !region.overlaps(device.workArea)
        else { return nil }
        let controller = driver(device, supply: nil)
        let loader: Loader
        do throws(TargetFault) {
            loader = try Loader(
                core: core, workArea: device.workArea, controller: controller,
                watchdogs: try watchdogs(device, resets: false),
                slotDataByteCount: Limits.slotDataBytesSmall, keepsRegisters: true,
                keepsRAM: true)
        } catch  where error.cause != .probeLost && error.cause != .link {
            return nil
        }
        var answer: UInt32?
        var failure: TargetFault?
        do throws(TargetFault) {
            try loader.post([FlashJob.checksum([region])])
            answer = try loader.answers(rows: 1)[0]
        } catch {
            failure = error
        }
        try loader.stop()
        if let failure { throw failure }
        return answer
    }
}
