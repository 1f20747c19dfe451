public import CortexM
public import STM32
public import TargetMemory

/// Erases, programs and verifies the flash of one chip; the same for gdb's `load` and for tools.
///
/// The core must be attached. It is halted meanwhile, and left halted.
public final class FlashSession {
    private let core: Core
    private let identity: Identity
    private let millivolts: () throws(TargetFault) -> Int?
    private let notices: NoticeSink

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
        let start = ContinuousClock.now
        let device = try knownDevice()
        let plan = try FlashPlan(
            image, erasing: erasing, flash: device.flash, sectors: identity.sectors)
        guard !plan.sectors.isEmpty else { return FlashReport() }
        var controller = try ready(device, resets: options.resets)
        try refuseProtected(plan.sectors.map(\.sector), controller)
        var job = FlashJob(
            core: core, plan: plan, device: device, controller: controller, options: options,
            progress: progress)
        try controller.open()
        var failure: TargetFault?
        do throws(TargetFault) {
            try run(&job, device)
        } catch {
            failure = error
        }
        try settle(&controller, resets: options.resets, after: failure)
        job.report.duration = ContinuousClock.now - start
        return job.report
    }

    private func run(_ job: inout FlashJob, _ device: Device) throws(TargetFault) {
        guard job.options.usesLoader, let loader = try loader(for: job, device) else {
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
        if let failure { throw failure }
    }

    /// `nil`, with a notice, where the loader does not run; a lost probe is thrown.
    private func loader(for job: FlashJob, _ device: Device) throws(TargetFault) -> Loader? {
        do throws(TargetFault) {
            return try Loader(
                core: core, workArea: device.workArea, controller: job.controller,
                slotDataByteCount: job.slotDataByteCount, keepsRegisters: !job.options.resets,
                keepsRAM: job.options.keepsRAM || !job.options.resets)
        } catch  where error.cause != .probeLost && error.cause != .link {
            notices(.warning, "\(error.message) Going on without a loader, which is slow.")
            return nil
        }
    }

    /// Leaves the flash as found and, after a reset, the core at the new program's start. The
    /// first failure is the one to report.
    private func settle(
        _ controller: inout F4Controller, resets: Bool, after first: TargetFault?
    ) throws(TargetFault) {
        var failure = first
        do throws(TargetFault) {
            try core.haltNow()
            try controller.close()
            if resets { try core.resetAndHalt() }
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
        let whole = Region(base: device.flash.base, byteCount: identity.flashByteCount)
        for region in regions where !whole.contains(region) {
            throw TargetFault(
                .flash, at: region.base, "\(region) is not in the flash, which is at \(whole).")
        }
        return try program([], erasing: regions, options: options, progress: progress)
    }

    /// Erases all of the main flash in one go.
    public func eraseAll(resets: Bool = true) throws(TargetFault) -> FlashReport {
        let start = ContinuousClock.now
        let device = try knownDevice()
        var controller = try ready(device, resets: resets)
        try refuseProtected(identity.sectors, controller)
        try controller.open()
        var failure: TargetFault?
        do throws(TargetFault) {
            try controller.eraseAll(isDualBank: identity.isDualBank)
        } catch {
            failure = error
        }
        try settle(&controller, resets: resets, after: failure)
        var report = FlashReport()
        report.sectorsErased = identity.sectors.count
        report.duration = ContinuousClock.now - start
        return report
    }

    /// gdb's CRC-32 of a region, computed on the target. Registers and RAM are left as found;
    /// `nil` where that is not possible or reading is as quick.
    public func checksum(of region: Region) throws(TargetFault) -> UInt32? {
        guard let device = identity.device, device.flash.controller == .f4, core.isHalted,
            region.byteCount > Limits.readBackBytesMax, !region.overlaps(device.workArea)
        else { return nil }
        let controller = F4Controller(
            access: core.access, flash: device.flash, parallelism: .byte)
        let loader: Loader
        do throws(TargetFault) {
            loader = try Loader(
                core: core, workArea: device.workArea, controller: controller,
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

    // MARK: What must hold before anything is changed

    private func knownDevice() throws(TargetFault) -> Device {
        guard let device = identity.device else {
            throw TargetFault(
                .unsupported,
                "The flash of this chip (\(identity.name)) is not known, so it is not touched.")
        }
        guard device.flash.controller == .f4 else {
            throw TargetFault(
                .unsupported,
                "\(device.name): flash controller \(device.flash.controller.rawValue) not driven. "
                    + "Debugging works, changing the flash does not; nothing was touched.")
        }
        return device
    }

    private func ready(_ device: Device, resets: Bool) throws(TargetFault) -> F4Controller {
        let parallelism = try supply()
        try core.haltNow()
        if resets { try core.resetAndHalt() }
        return F4Controller(access: core.access, flash: device.flash, parallelism: parallelism)
    }

    private func supply() throws(TargetFault) -> Parallelism {
        guard let supply = try millivolts() else {
            notices(
                .warning,
                "the target's supply is unknown; programming by single bytes, which every supply "
                    + "allows. Name the voltage to go faster")
            return .byte
        }
        guard supply >= Limits.supplyMillivoltsMin else {
            throw TargetFault(
                .flash,
                "The target's supply measures \(supply) mV; flash cannot be changed below "
                    + "\(Limits.supplyMillivoltsMin) mV. Check supply and the probe's VTref pin.")
        }
        return Parallelism(millivolts: supply)
    }

    private func refuseProtected(
        _ sectors: [Sector], _ controller: F4Controller
    ) throws(TargetFault) {
        let option = try controller.option()
        guard option.readProtection == .none else {
            throw TargetFault(
                .flash,
                "The chip is read protected (RDP level "
                    + (option.readProtection == .level2 ? "2, for good" : "1")
                    + "): a debugger cannot reach its flash. Taking level 1 away erases it all.")
        }
        let locked = sectors.filter {
            option.isProtected(sector: $0.number, isDualBank: identity.isDualBank)
        }
        guard locked.isEmpty else {
            let list = locked.map { String($0.number) }.joined(separator: ", ")
            throw TargetFault(
                .flash, at: locked[0].region.base,
                "Write protected by the option bytes (nWRP): sector \(list). Nothing was erased.")
        }
    }
}
