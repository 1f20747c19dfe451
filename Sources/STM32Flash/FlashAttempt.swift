import STM32
import TargetMemory

/// A plan, and what has to outlive an attempt at it that broke down.
struct FlashAttempt {
    let image: [Segment]
    private(set) var plan: FlashPlan
    private(set) var options: FlashOptions
    /// Flash was empty before; `nil` where that does not matter.
    var wasEmpty: Bool?
    private let code: [Segment]
    private let erasing: [Region]
    /// The chip as the plan takes it to be.
    private var sight: Identity
    private var original: FlashPlan
    private var lost: [Region] = []
    private var preservedByteCount = 0

    /// `code`: what of the image goes to main flash.
    init(
        _ image: [Segment], code: [Segment], erasing: [Region], options: FlashOptions,
        flash: Flash, sight: Identity
    ) throws(TargetFault) {
        self.image = image
        self.code = code
        self.erasing = erasing
        self.options = options
        self.sight = sight
        plan = try FlashPlan(code, erasing: erasing, flash: flash, sectors: sight.sectors)
        original = plan
    }

    /// Plans again where a reset has moved the banks.
    mutating func look(_ identity: Identity, _ flash: Flash) throws(TargetFault) {
        guard identity != sight else { return }
        sight = identity
        plan = try FlashPlan(code, erasing: erasing, flash: flash, sectors: identity.sectors)
        original = plan
    }

    /// What a job has found in flash that it may have erased since: another attempt would not find
    /// it any more.
    mutating func note(_ job: FlashJob) {
        if lost.isEmpty { lost = job.report.lostRegions }
        guard !job.kept.isEmpty else { return }
        plan = plan.replacing(job.kept)
        preservedByteCount = job.report.preservedByteCount
        // Sectors that it did not get to are still to be read.
        let sectors = Set(job.kept.map(\.sector))
        let isComplete = plan.sectors.allSatisfy {
            $0.pieces.isEmpty || sectors.contains($0.sector)
        }
        if isComplete { options.preserves = false }
    }

    func report(of job: FlashJob) -> FlashReport {
        var report = job.report
        report.lostRegions = lost
        report.preservedByteCount = max(report.preservedByteCount, preservedByteCount)
        report.byteCount = original.byteCount
        report.paddingByteCount = original.paddingByteCount
        return report
    }
}
