import TargetMemory

extension FlashJob {
    /// Where something lies that is in no image and goes with the sectors that are to be erased.
    ///
    /// The target adds up what lies around the image, in pieces: cells that were never programmed
    /// have a checksum that is known. Exact to a piece, which is a page of a flash or less.
    func lostRegions(
        _ changed: [FlashPlan.SectorPlan], _ loader: Loader
    ) throws(TargetFault) -> [Region] {
        let parts = changed.filter { !$0.pieces.isEmpty }.flatMap(Self.surroundings)
        let rowsMax =
            min(loader.slotDataByteCount, Limits.slotDataBytesSmall) / LoaderCommand.rowByteCount
        var blankSums: [Int: UInt32] = [:]
        var lost: [Region] = []
        for start in stride(from: 0, to: parts.count, by: rowsMax) {
            let group = Array(parts[start..<min(start + rowsMax, parts.count)])
            try loader.post([Self.checksum(group)])
            for part in group where blankSums[part.byteCount] == nil {
                blankSums[part.byteCount] =
                    GDBChecksum([UInt8](repeating: plan.erased, count: part.byteCount)).value
            }
            let found = try loader.answers(rows: group.count)
            for (part, sum) in zip(group, found) where blankSums[part.byteCount] != sum {
                if let last = lost.last, last.base + last.byteCount == part.base {
                    lost[lost.count - 1].byteCount += part.byteCount
                } else {
                    lost.append(part)
                }
            }
        }
        return lost
    }

    /// What of a sector is around the image's bytes, cut into pieces.
    private static func surroundings(_ work: FlashPlan.SectorPlan) -> [Region] {
        var gaps: [Region] = []
        var next = work.sector.region.base
        for piece in work.pieces {
            if piece.address > next {
                gaps.append(Region(base: next, byteCount: piece.address - next))
            }
            next = piece.address + piece.bytes.count
        }
        let rest = work.sector.region.last - next + 1
        if rest > 0 { gaps.append(Region(base: next, byteCount: rest)) }
        return gaps.flatMap { gap in
            let unit = Limits.lostPieceBytesMin
            let step = max(gap.byteCount / Limits.lostPiecesMax / unit, 1) * unit
            return stride(from: 0, to: gap.byteCount, by: step).map {
                Region(base: gap.base + $0, byteCount: min(step, gap.byteCount - $0))
            }
        }
    }
}
