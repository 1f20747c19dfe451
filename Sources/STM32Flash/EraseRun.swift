import STM32
import TargetMemory

/// Neighbouring sectors of one size that are erased by one command: pages of 128 bytes would
/// otherwise cost a slot of the ring each.
struct EraseRun {
    var sectors: [FlashPlan.SectorPlan]

    var bank: Int { sectors[0].sector.bank }

    /// What is to be programmed, joined where sectors meet.
    var pieces: [Segment] {
        var joined: [Segment] = []
        for piece in sectors.flatMap(\.pieces) {
            if let last = joined.last, last.address + last.bytes.count == piece.address {
                joined[joined.count - 1].bytes += piece.bytes
            } else {
                joined.append(piece)
            }
        }
        return joined
    }

    static func runs(of sectors: [FlashPlan.SectorPlan]) -> [EraseRun] {
        var runs: [EraseRun] = []
        for work in sectors {
            if let last = runs.last?.sectors.last, let count = runs.last?.sectors.count,
                last.sector.bank == work.sector.bank, last.sector.code + 1 == work.sector.code,
                last.sector.region.byteCount == work.sector.region.byteCount,
                (count + 1) * work.sector.region.byteCount <= Limits.eraseRunBytesMax
            {
                runs[runs.count - 1].sectors.append(work)
            } else {
                runs.append(EraseRun(sectors: [work]))
            }
        }
        return runs
    }
}
