import CortexM
import STM32
import TargetMemory

extension FlashJob {
    /// Without the loader: every word goes through the debug port. Slow, but needs no RAM.
    mutating func runDirectly() throws(TargetFault) {
        report.byteCount = plan.byteCount
        for work in plan.sectors {
            if options.skipsUnchanged, !work.pieces.isEmpty, try holds(work.pieces) {
                report.sectorsUnchanged += 1
                continue
            }
            try note(.erasing)
            try controller.erase(work.sector)
            report.sectorsErased += 1
            for piece in work.pieces {
                let step = Limits.slotDataBytesSmall
                for offset in stride(from: 0, to: piece.bytes.count, by: step) {
                    let end = min(offset + step, piece.bytes.count)
                    try controller.program(
                        Array(piece.bytes[offset..<end]), at: piece.address + offset)
                    report.programmedByteCount += end - offset
                    try note(.programming)
                }
            }
            guard options.verifies else { continue }
            for piece in work.pieces where try !holds([piece]) {
                throw try Mismatch.explain(piece, core.access)
            }
        }
        report.isVerified = options.verifies
    }

    private func note(_ phase: FlashProgress.Phase) throws(TargetFault) {
        try progress(
            FlashProgress(
                phase: phase, doneByteCount: report.programmedByteCount,
                totalByteCount: plan.byteCount))
    }

    private func holds(_ pieces: [Segment]) throws(TargetFault) -> Bool {
        for piece in pieces {
            let step = Limits.readBackChunkBytes
            for offset in stride(from: 0, to: piece.bytes.count, by: step) {
                let end = min(offset + step, piece.bytes.count)
                let found = try core.access.read(piece.address + offset, count: end - offset)
                if !found.elementsEqual(piece.bytes[offset..<end]) { return false }
            }
        }
        return true
    }
}
