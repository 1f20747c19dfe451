import CortexM
import STM32
import TargetMemory

/// One plan being carried out. What to do is in the plan, how in the controller and the loader.
struct FlashJob {
    let core: Core
    let plan: FlashPlan
    let device: Device
    /// All sectors of the chip.
    let sectors: [Sector]
    var controller: any ControllerDriver
    let options: FlashOptions
    let progress: FlashObserver
    var report = FlashReport()
    /// Sectors with what was in them outside the image, which may be nowhere else by now.
    private(set) var kept: [FlashPlan.SectorPlan] = []

    private var timing: FlashTiming { device.flash.timing }

    /// With the loader: compare, erase, program and verify through its ring.
    mutating func run(with loader: Loader) throws(TargetFault) {
        report.usedLoader = true
        let tally = Tally(total: plan.byteCount, progress: progress)
        loader.onCompleted = { command, answer throws(TargetFault) in
            try tally.note(command, answer: answer)
        }
        var changed = try sectorsToChange(loader)
        report.sectorsUnchanged = plan.sectors.count - changed.count
        if options.preserves {
            changed = try preserving(changed)
        } else {
            report.lostRegions = try lostRegions(changed, loader)
        }
        let runs = EraseRun.runs(of: changed)
        let wholeBanks = banksErasedWhole(changed)
        tellPlan(changed, wholeBankCount: wholeBanks.count)
        try loader.post(wholeBanks.map(bankErase))
        for run in runs {
            try loader.post(commands(for: run, erasing: !wholeBanks.contains(run.bank), loader))
        }
        if !changed.isEmpty, try core.cachesAreOn() {
            try loader.post(changed.map { invalidation($0.sector.region) })
        }
        let pieces = runs.flatMap(\.pieces)
        // Without a piece there is no checksum whose answer would be waited for.
        if options.verifies, !pieces.isEmpty {
            try verify(pieces, loader)
        } else {
            try loader.finish()
        }
        // What was found unchanged has just been compared.
        report.isVerified = options.verifies && plan.byteCount > 0
        report.byteCount = plan.byteCount
        report.paddingByteCount = plan.paddingByteCount
        report.unitByteCount = plan.unit
        report.programmedByteCount = pieces.reduce(0) { $0 + $1.bytes.count }
        report.sectorsErased = tally.sectorsErased
        report.sectorsBlank = tally.sectorsBlank
        report.banksErased = tally.banksErased
    }

    // MARK: Comparing

    /// The sectors whose bytes differ. A few bytes of each are compared through the debug port;
    /// only where those agree does the target compute a checksum.
    private func sectorsToChange(
        _ loader: Loader
    ) throws(TargetFault) -> [FlashPlan.SectorPlan] {
        guard options.skipsUnchanged else { return plan.sectors }
        try progress(
            FlashProgress(phase: .comparing, doneByteCount: 0, totalByteCount: plan.byteCount))
        var undecided: [Int] = []
        var isSame = Array(repeating: false, count: plan.sectors.count)
        for (index, work) in plan.sectors.enumerated() {
            // Without an image the sector is to be blank, and the erase itself finds out.
            guard !work.pieces.isEmpty else { continue }
            if try samplesAgree(work) { undecided.append(index) }
        }
        let pieces = undecided.flatMap { plan.sectors[$0].pieces }
        let wrong = Set(try mismatches(pieces, loader).map(\.address))
        for index in undecided {
            isSame[index] = !plan.sectors[index].pieces.contains { wrong.contains($0.address) }
        }
        return zip(plan.sectors, isSame).filter { !$0.1 }.map(\.0)
    }

    /// Compares a few bytes spread over the sector. The vectors at the start of a new build are
    /// often the old one's, the middle hardly ever.
    private func samplesAgree(_ work: FlashPlan.SectorPlan) throws(TargetFault) -> Bool {
        if work.sector.region.byteCount < Limits.sampledSectorBytesMin { return true }
        let count = Limits.sampleCount
        for step in 1...count {
            let offset = work.byteCount * (step % count) / count
            let sample = work.bytes(at: offset, maximumByteCount: Limits.sampleBytes)
            do throws(TargetFault) {
                let found = try core.access.read(sample.address, count: sample.bytes.count)
                if found != sample.bytes { return false }
            } catch  where error.cause == .access {
                return false
            }
        }
        return true
    }

    /// The pieces whose checksum on the target is not the image's.
    private func mismatches(
        _ pieces: [Segment], _ loader: Loader
    ) throws(TargetFault) -> [Segment] {
        var wrong: [Segment] = []
        let rowsMax =
            min(loader.slotDataByteCount, Limits.slotDataBytesSmall) / LoaderCommand.rowByteCount
        for start in stride(from: 0, to: pieces.count, by: rowsMax) {
            let group = pieces[start..<min(start + rowsMax, pieces.count)]
            try loader.post([Self.checksum(group.compactMap(\.region))])
            // The host's share of the work is done while the target does its own.
            let expected = group.map { GDBChecksum($0.bytes).value }
            let found = try loader.answers(rows: group.count)
            wrong += zip(group, zip(expected, found)).filter { $0.1.0 != $0.1.1 }.map(\.0)
        }
        return wrong
    }

    private func verify(_ pieces: [Segment], _ loader: Loader) throws(TargetFault) {
        let wrong = try mismatches(pieces, loader)
        try progress(
            FlashProgress(
                phase: .verifying, doneByteCount: plan.byteCount, totalByteCount: plan.byteCount))
        guard let first = wrong.first else { return }
        throw try mismatch(first)
    }

    func mismatch(_ piece: Segment) throws(TargetFault) -> TargetFault {
        try Mismatch(flash: device.flash, sectors: sectors, access: core.access)
            .explain(piece, core.notices)
    }

    /// The same sectors with what lies in them outside the image.
    mutating func preserving(
        _ changed: [FlashPlan.SectorPlan]
    ) throws(TargetFault) -> [FlashPlan.SectorPlan] {
        var sectors = changed
        for index in sectors.indices where !sectors[index].pieces.isEmpty {
            let region = sectors[index].sector.region
            let old = try readKept(region)
            let overlaid = plan.overlaid(sectors[index], on: old)
            report.preservedByteCount += overlaid.keptByteCount
            if overlaid.keptByteCount > 0 { sectors[index].pieces = [overlaid.piece] }
        }
        kept += sectors
        return sectors
    }

    // MARK: Commands

    /// The banks all of whose sectors have to change, where erasing the bank takes less time.
    private func banksErasedWhole(_ changed: [FlashPlan.SectorPlan]) -> [Int] {
        guard controller.loader.bankEraseArgument != nil else { return [] }
        let numbers = Set(changed.map(\.sector.number))
        return Set(sectors.map(\.bank)).sorted().filter { bank in
            let all = sectors.filter { $0.bank == bank }
            let time = all.reduce(0) {
                $0 + timing.erase(sectorByteCount: $1.region.byteCount).milliseconds
            }
            return time > timing.massEraseMilliseconds
                && all.allSatisfy { numbers.contains($0.number) }
        }
    }

    private func bankErase(_ bank: Int) -> LoaderCommand {
        let all = sectors.filter { $0.bank == bank }
        let byteCount = all.reduce(0) { $0 + $1.region.byteCount }
        let loader = controller.loader
        return LoaderCommand(
            operation: .erase, address: all[0].region.base, byteCount: byteCount,
            argument: loader.bankEraseArgument?(bank) ?? 0, registers: loader.bankRegisters(bank),
            sectorByteCount: byteCount, sectorCount: all.count,
            expectedMicroseconds: timing.massEraseMilliseconds * 1000,
            microsecondsMax: timing.massEraseMillisecondsMax * 1000
                + byteCount * Limits.checkMicrosecondsPerByte)
    }

    private func commands(
        for run: EraseRun, erasing: Bool, _ loader: Loader
    ) -> [LoaderCommand] {
        var commands = erasing ? [erase(run)] : []
        for piece in run.pieces {
            let step = loader.slotDataByteCount
            for offset in stride(from: 0, to: piece.bytes.count, by: step) {
                let bytes = Array(piece.bytes[offset..<min(offset + step, piece.bytes.count)])
                if bytes.isBlank(plan.erased) { continue }
                commands.append(program(bytes, at: piece.address + offset, bank: run.bank))
            }
        }
        return commands
    }

    /// What a slot should hold; in little RAM it holds less.
    var slotDataByteCount: Int {
        plan.byteCount <= Limits.smallImageBytes
            ? Limits.slotDataBytesSmall : Limits.slotDataBytes
    }

    private func program(_ bytes: [UInt8], at address: Address, bank: Int) -> LoaderCommand {
        let units = (bytes.count - 1) / controller.operationByteCount + 1
        return LoaderCommand(
            operation: .program, address: address, byteCount: bytes.count,
            registers: controller.loader.bankRegisters(bank), data: bytes,
            expectedMicroseconds: units * timing.programMicroseconds,
            microsecondsMax: units * timing.programMicrosecondsMax)
    }

    private func erase(_ run: EraseRun) -> LoaderCommand {
        let first = run.sectors[0].sector
        let expected = timing.erase(sectorByteCount: first.region.byteCount).milliseconds
        let count = run.sectors.count
        return LoaderCommand(
            operation: .erase, address: first.region.base,
            byteCount: count * first.region.byteCount,
            argument: controller.loader.eraseArgument(first),
            registers: controller.loader.bankRegisters(first.bank),
            sectorByteCount: first.region.byteCount, sectorCount: count,
            expectedMicroseconds: count * expected * 1000,
            microsecondsMax: count * controller.eraseMillisecondsMax(first) * 1000
                + count * first.region.byteCount * Limits.checkMicrosecondsPerByte)
    }

    private func invalidation(_ region: Region) -> LoaderCommand {
        LoaderCommand(
            operation: .invalidate, address: region.base, byteCount: region.byteCount,
            expectedMicroseconds: 1000,
            microsecondsMax: region.byteCount * Limits.checkMicrosecondsPerByte)
    }

    static func checksum(_ regions: [Region]) -> LoaderCommand {
        let byteCount = regions.reduce(0) { $0 + $1.byteCount }
        return LoaderCommand(
            operation: .checksum, address: 0,
            byteCount: byteCount, argument: UInt32(regions.count),
            data: LoaderCommand.rows(regions),
            // 17 cycles for four bytes at the 16 MHz after a reset, or 45 without tables.
            expectedMicroseconds: byteCount > Limits.tablelessChecksumBytesMax
                ? byteCount / 4 + 1000 : byteCount * 3 / 4,
            microsecondsMax: byteCount * Limits.checkMicrosecondsPerByte)
    }
}

/// Counts what the loader reports and passes it on as progress.
private final class Tally {
    private(set) var sectorsErased = 0
    private(set) var sectorsBlank = 0
    private(set) var banksErased = 0
    private var done = 0
    private let total: Int
    private let progress: FlashObserver

    init(total: Int, progress: @escaping FlashObserver) {
        self.total = total
        self.progress = progress
    }

    /// `answer` of an erase: how many of what it was to erase were blank.
    func note(_ command: LoaderCommand, answer: UInt32) throws(TargetFault) {
        switch command.operation {
        case .erase:
            let isBank = command.sectorByteCount == command.byteCount && command.sectorCount > 1
            let blank = isBank ? (answer == 0 ? 0 : command.sectorCount) : Int(answer)
            sectorsErased += command.sectorCount - blank
            sectorsBlank += blank
            if isBank, answer == 0 { banksErased += 1 }
            try progress(FlashProgress(phase: .erasing, doneByteCount: done, totalByteCount: total))
        case .program:
            done += command.byteCount
            try progress(
                FlashProgress(phase: .programming, doneByteCount: done, totalByteCount: total))
        default: break
        }
    }
}
