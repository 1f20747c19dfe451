import RemoteProtocol
import TargetMemory

extension Session {
    /// `vFlashErase`, `vFlashWrite`, `vFlashDone`.
    mutating func program(_ request: Request) throws(TargetFault) -> Reply {
        guard let flash = target.flash else { return .unsupported }
        do throws(TargetFault) {
            switch request {
            case .flashErase(let address, let count):
                let region = Region(base: address, byteCount: count)
                try checkIsFlash(region)
                try stage(Limits.stagedEraseByteCount)
                try flash.erase(region)
            case .flashWrite(let address, let bytes):
                guard !bytes.isEmpty else { return .ok }
                try checkIsFlash(Region(base: address, byteCount: bytes.count))
                try stage(bytes.count)
                try flash.write(bytes, to: address)
            case .flashDone:
                if target.isRunning { _ = try haltAndWait() }
                stagedByteCount = 0
                let report = try flash.commit()
                lastStop = nil
                lastFlashReport = report
                notices.append(.init(level: .info, text: report))
            default:
                return .unsupported
            }
            return .ok
        } catch {
            flash.abandon()
            stagedByteCount = 0
            lastFlashReport = error.message
            lastFailure = error.message
            // gdb shows no text for these packets, not even one that takes error messages.
            remember(error.message)
            // A refused access is an everyday thing for the log, except here.
            if error.cause == .access {
                notices.append(.init(level: .warning, text: error.message))
            }
            throw error
        }
    }

    /// What is staged is kept in memory until `vFlashDone`.
    private mutating func stage(_ byteCount: Int) throws(TargetFault) {
        let flashByteCount = target.memoryMap.reduce(0) { sum, entry in
            guard case .flash = entry.kind else { return sum }
            return sum + entry.region.byteCount
        }
        stagedByteCount += byteCount
        guard stagedByteCount <= flashByteCount * Limits.stagedFlashMultiple else {
            throw TargetFault(
                .flash,
                "\(stagedByteCount) bytes are waiting for \(flashByteCount) bytes of flash: `load` "
                    + "begins anew; nothing was erased")
        }
    }

    /// Whether the map has flash everywhere in the region.
    private func checkIsFlash(_ region: Region) throws(TargetFault) {
        var address = region.base
        while true {
            let entry = target.memoryMap.first { entry in
                guard case .flash = entry.kind else { return false }
                return entry.region.contains(address)
            }
            guard let entry else {
                throw TargetFault(
                    .flash, at: address,
                    "there is no flash at \(address) on this \(target.name): the program is for "
                        + "another chip, or its linker script is; nothing was erased")
            }
            if entry.region.last >= region.last { return }
            address = entry.region.last + 1
        }
    }
}
