import CortexM
import STM32
import TargetMemory

extension FlashJob {
    /// Without the loader: every unit goes through the debug port. Slow, but needs no RAM.
    mutating func runDirectly() throws(TargetFault) {
        report.byteCount = plan.byteCount
        report.paddingByteCount = plan.paddingByteCount
        report.unitByteCount = plan.unit
        for work in plan.sectors {
            if options.skipsUnchanged, !work.pieces.isEmpty, try holds(work.pieces) {
                report.sectorsUnchanged += 1
                continue
            }
            let work = options.preserves ? try preserving([work])[0] : work
            try note(.erasing)
            if try isBlank(work.sector.region) {
                report.sectorsBlank += 1
            } else {
                try controller.erase(work.sector)
                report.sectorsErased += 1
            }
            for piece in work.pieces {
                let step = Limits.slotDataBytesSmall
                for offset in stride(from: 0, to: piece.bytes.count, by: step) {
                    let end = min(offset + step, piece.bytes.count)
                    try requireOpen()
                    try controller.program(
                        Array(piece.bytes[offset..<end]), at: piece.address + offset)
                    report.programmedByteCount += end - offset
                    try note(.programming)
                }
            }
            guard options.verifies else { continue }
            for piece in work.pieces where try !holds([piece]) { throw try mismatch(piece) }
        }
        report.isVerified = options.verifies
    }

    /// Some interfaces leave out in silence what is written while they are locked.
    private func requireOpen() throws(TargetFault) {
        guard try controller.isOpen() else {
            throw TargetFault(
                .state, at: controller.flash.registers,
                "The flash was locked while it was being programmed: the chip was reset.")
        }
    }

    /// Cells that lost power half programmed may refuse to be read: they are not blank, and do not
    /// hold anything.
    private func unlessUnreadable(
        _ look: () throws(TargetFault) -> Bool
    ) throws(TargetFault) -> Bool {
        do throws(TargetFault) {
            let isSo = try look()
            return try !controller.takeDoubleError() && isSo
        } catch  where error.cause == .access {
            return false
        }
    }

    private func isBlank(_ region: Region) throws(TargetFault) -> Bool {
        try unlessUnreadable { () throws(TargetFault) in try readsBlank(region) }
    }

    private func readsBlank(_ region: Region) throws(TargetFault) -> Bool {
        let step = Limits.readBackChunkBytes
        for offset in stride(from: 0, to: region.byteCount, by: step) {
            let count = min(step, region.byteCount - offset)
            // A sector that is in use tells so by its first bytes.
            let look = offset == 0 ? min(count, Limits.sampleBytes) : count
            let found = try core.access.read(region.base + offset, count: look)
            if !found.isBlank(plan.erased) { return false }
            guard look < count else { continue }
            let rest = try core.access.read(region.base + offset + look, count: count - look)
            if !rest.isBlank(plan.erased) { return false }
        }
        return true
    }

    private func note(_ phase: FlashProgress.Phase) throws(TargetFault) {
        try progress(
            FlashProgress(
                phase: phase, doneByteCount: report.programmedByteCount,
                totalByteCount: plan.byteCount))
    }

    private func holds(_ pieces: [Segment]) throws(TargetFault) -> Bool {
        try unlessUnreadable { () throws(TargetFault) in try readsAs(pieces) }
    }

    private func readsAs(_ pieces: [Segment]) throws(TargetFault) -> Bool {
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
