public import CortexM
public import Firmware
public import TargetMemory

/// Erases and programs a memory by an algorithm from a file, in the harness of our own loaders:
/// core halted, interrupts and memory protection off, faults caught, RAM and registers put back.
public final class ExternalFlash {
    public let algorithm: FlashAlgorithm
    private let core: Core
    private let layout: ExternalLayout

    /// `ram` is all of the chip's; `workArea` the part for algorithms that may lie anywhere.
    /// Throws `.unsupported` where the algorithm does not fit.
    public init(
        _ algorithm: FlashAlgorithm, core: Core, workArea: Region, ram: [Region]
    ) throws(TargetFault) {
        guard let layout = ExternalLayout(algorithm, workArea: workArea, ram: ram) else {
            let place = algorithm.fixedAddress.map { " at \($0)" } ?? ""
            throw TargetFault(
                .unsupported,
                "The flash loader '\(algorithm.name)' needs \(algorithm.code.count) bytes of "
                    + "RAM\(place), which this chip does not have. Is it for another chip?")
        }
        self.algorithm = algorithm
        self.core = core
        self.layout = layout
    }

    /// What the functions of a CMSIS algorithm are told they are needed for (FlashOS.h).
    private enum Purpose: UInt32 {
        case erase = 1
        case program = 2
    }

    /// Brings `image` into the memory. Sectors that already hold it are left alone; what else lies
    /// in a sector that must be erased ends up blank, unless `preserves`.
    ///
    /// The first call is the algorithm's Init, so that a memory that does not answer is noticed
    /// before anything is erased. Reading back needs the memory mapped, as Init leaves it.
    public func program(
        _ image: [Segment], verifies: Bool = true, preserves: Bool = false,
        progress: @escaping FlashObserver = { _ in }
    ) throws(TargetFault) -> FlashReport {
        let start = ContinuousClock.now
        let plan = try ExternalPlan(image, algorithm)
        var report = FlashReport()
        report.byteCount = image.reduce(0) { $0 + $1.bytes.count }
        try running { () throws(TargetFault) in
            try self.carryOut(plan, image, preserves, &report, progress)
            if verifies {
                try self.verify(image, progress)
                report.isVerified = true
            }
        }
        report.usedLoader = true
        report.duration = ContinuousClock.now - start
        return report
    }

    /// Lets the loader start up and looks whether the memory is there, without changing it.
    public func prove() throws(TargetFault) {
        try running { () throws(TargetFault) in
            try self.initialise(for: .erase)
            do throws(TargetFault) {
                _ = try self.core.access.read(self.algorithm.region.base, count: 4)
            } catch {
                throw TargetFault(
                    error.cause, at: error.address,
                    "The loader '\(self.algorithm.name)' runs, but its memory at "
                        + "\(self.algorithm.region) cannot be read (\(error.message)). Nothing was "
                        + "erased. Is it the loader for this board?")
            }
            try self.finish(.erase)
        }
    }

    private func carryOut(
        _ plan: ExternalPlan, _ image: [Segment], _ preserves: Bool, _ report: inout FlashReport,
        _ progress: FlashObserver
    ) throws(TargetFault) {
        try initialise(for: .erase)
        var changed: [(sector: Region, wanted: [UInt8])] = []
        let total = plan.sectors.count * (plan.sectors.first?.sector.byteCount ?? 0)
        for (index, sector) in plan.sectors.enumerated() {
            try progress(
                FlashProgress(
                    phase: .erasing, doneByteCount: index * sector.sector.byteCount,
                    totalByteCount: total))
            let present = try core.access.read(
                sector.sector.base, count: sector.sector.byteCount)
            if sector.isHeld(by: present) {
                report.sectorsUnchanged += 1
                continue
            }
            let wanted = sector.contents(
                erasedValue: algorithm.erasedValue, over: preserves ? present : nil)
            if present.allSatisfy({ $0 == algorithm.erasedValue }) {
                report.sectorsBlank += 1
            } else {
                try erase(sector.sector)
                report.sectorsErased += 1
            }
            changed.append((sector.sector, wanted))
        }
        try finish(.erase)
        try initialise(for: .program)
        let all = changed.reduce(0) { $0 + $1.wanted.count }
        var done = 0
        for (sector, wanted) in changed {
            try progress(
                FlashProgress(phase: .programming, doneByteCount: done, totalByteCount: all))
            report.programmedByteCount += try programPages(wanted, at: sector.base)
            done += wanted.count
        }
        try finish(.program)
    }

    /// Erases the sectors that a region touches.
    public func erase(_ regions: [Region]) throws(TargetFault) -> FlashReport {
        let start = ContinuousClock.now
        let sectors = algorithm.sectors.filter { sector in
            regions.contains { $0.overlaps(sector) }
        }
        var report = FlashReport()
        try running { () throws(TargetFault) in
            try self.initialise(for: .erase)
            for sector in sectors { try self.erase(sector) }
            try self.finish(.erase)
        }
        report.sectorsErased = sectors.count
        report.usedLoader = true
        report.duration = ContinuousClock.now - start
        return report
    }

    // MARK: The harness

    private func running(_ work: () throws(TargetFault) -> Void) throws(TargetFault) {
        let access = core.access
        try core.haltNow()
        var keeper = MemoryKeeper()
        try keeper.save(layout.region, from: access)
        let state = try core.enterRoutine(keepingRegisters: true)
        var failure: TargetFault?
        do throws(TargetFault) {
            try access.write(algorithm.code, to: layout.code.base)
            try access.write(ExternalLayout.stop, to: layout.returnAddress)
            try work()
        } catch {
            failure = error
        }
        do throws(TargetFault) {
            try core.haltNow()
            try keeper.restoreAll(to: access)
            try core.leaveRoutine(state)
        } catch {
            failure = failure ?? error
        }
        if let failure { throw failure }
    }

    private func call(
        _ function: Int, _ arguments: [UInt32], limitMilliseconds: Int, _ what: String
    ) throws(TargetFault) {
        let name = "The flash loader's \(what)"
        let answer = try core.call(
            FunctionCall(
                entry: layout.code.base + function, arguments: arguments,
                staticBase: layout.code.base + algorithm.staticBase, stack: layout.stackTop,
                returnAddress: layout.returnAddress),
            limitMilliseconds: limitMilliseconds, what: name)
        guard answer == algorithm.kind.success else {
            throw TargetFault(
                .flash,
                "\(name) failed: it answers \(answer.hex), not \(algorithm.kind.success.hex). Is "
                    + "'\(algorithm.name)' the loader for this board?")
        }
    }

    private func initialise(for purpose: Purpose) throws(TargetFault) {
        // Clock 0: nobody knows how fast the core runs.
        try call(
            algorithm.functions.initialise, [algorithm.region.base.rawValue, 0, purpose.rawValue],
            limitMilliseconds: Limits.externalInitialiseMilliseconds, "Init")
    }

    private func finish(_ purpose: Purpose) throws(TargetFault) {
        guard let function = algorithm.functions.finish else { return }
        try call(
            function, [purpose.rawValue],
            limitMilliseconds: Limits.externalInitialiseMilliseconds, "UnInit")
    }

    private func erase(_ sector: Region) throws(TargetFault) {
        let base = sector.base.rawValue
        let limit = max(algorithm.eraseMilliseconds ?? 0, Limits.externalEraseMilliseconds)
        try call(
            algorithm.functions.eraseSector,
            algorithm.kind == .st ? [base, sector.last.rawValue] : [base],
            limitMilliseconds: limit, "erase of \(sector)")
    }

    /// Page by page; pages that are to stay erased are left out.
    private func programPages(_ bytes: [UInt8], at base: Address) throws(TargetFault) -> Int {
        let page = algorithm.pageByteCount
        let limit = max(algorithm.programMilliseconds ?? 0, Limits.externalProgramMilliseconds)
        var programmed = 0
        // Several pages travel at once; each is a call of its own.
        for group in stride(from: 0, to: bytes.count, by: layout.buffer.byteCount) {
            let end = min(group + layout.buffer.byteCount, bytes.count)
            try core.access.write(Array(bytes[group..<end]), to: layout.buffer.base)
            for offset in stride(from: group, to: end, by: page) {
                let last = min(offset + page, end)
                guard bytes[offset..<last].contains(where: { $0 != algorithm.erasedValue })
                else { continue }
                let place = base + offset
                try call(
                    algorithm.functions.program,
                    [
                        place.rawValue, UInt32(last - offset),
                        (layout.buffer.base + (offset - group)).rawValue,
                    ], limitMilliseconds: limit, "program of \(last - offset) bytes at \(place)")
                programmed += last - offset
            }
        }
        return programmed
    }

    private func verify(
        _ image: [Segment], _ progress: FlashObserver
    ) throws(TargetFault) {
        // Init maps the memory again where the last UnInit unmapped it.
        try initialise(for: .program)
        let total = image.reduce(0) { $0 + $1.bytes.count }
        var done = 0
        for segment in image where !segment.bytes.isEmpty {
            try progress(
                FlashProgress(phase: .verifying, doneByteCount: done, totalByteCount: total))
            let present = try core.access.read(segment.address, count: segment.bytes.count)
            if let index = present.indices.first(where: { present[$0] != segment.bytes[$0] }) {
                throw TargetFault(
                    .flash, at: segment.address + index,
                    "Verify failed at \(segment.address + index): "
                        + "0x\(String(present[index], radix: 16)) is there, not "
                        + "0x\(String(segment.bytes[index], radix: 16)).")
            }
            done += segment.bytes.count
        }
        try finish(.program)
    }
}
