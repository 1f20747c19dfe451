import STM32
import TargetMemory

extension FlashJob {
    /// Of the sectors in the plan those that hold cells which cannot be read: power failed while
    /// they were programmed or erased. The core must be halted.
    func damagedSectors() throws(TargetFault) -> [Sector] {
        var damaged: [Sector] = []
        for work in plan.sectors {
            let isSound = try readsWell(work.sector.region)
            if try controller.takeDoubleError() || !isSound { damaged.append(work.sector) }
        }
        return damaged
    }

    /// What reads as data may still be damaged: the interface tells so afterwards.
    private func readsWell(_ region: Region) throws(TargetFault) -> Bool {
        let step = Limits.readBackChunkBytes
        do throws(TargetFault) {
            for offset in stride(from: 0, to: region.byteCount, by: step) {
                let count = min(step, region.byteCount - offset)
                _ = try core.access.read(region.base + offset, count: count)
            }
            return true
        } catch  where error.cause == .access {
            return false
        }
    }

    /// Bytes to be kept, which must be readable.
    func readKept(_ region: Region) throws(TargetFault) -> [UInt8] {
        var failure: TargetFault?
        var bytes: [UInt8] = []
        do throws(TargetFault) {
            bytes = try core.access.read(region.base, count: region.byteCount)
        } catch  where error.cause == .access {
            failure = error
        }
        guard try controller.takeDoubleError() || failure != nil else { return bytes }
        throw TargetFault(
            .flash, at: region.base,
            "The sector at \(region.base) holds cells that cannot be read: power failed while they "
                + "were programmed or erased. What is in it cannot be kept; without --preserve it "
                + "is erased and programmed.")
    }
}
