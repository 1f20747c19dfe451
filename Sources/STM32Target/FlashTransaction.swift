public import DebugSession
import STM32Flash
public import TargetMemory

/// gdb's `load`: collects what is to be erased and written, and does it all at the end, so that
/// nothing is erased for an image that turns out not to fit.
public final class FlashTransaction: FlashProgramming {
    /// A memory with a loader of its own; the loader is put together when it is needed.
    typealias Memory = (region: Region, make: () throws(TargetFault) -> ExternalFlash?)

    private let session: FlashSession
    private var options: FlashOptions
    private let memories: [Memory]
    private let reset: () throws(TargetFault) -> Void
    private let whenDone: () -> Void
    private var erases: [Region] = []
    private var writes: [Segment] = []

    init(
        session: FlashSession, options: FlashOptions, memories: [Memory] = [],
        reset: @escaping () throws(TargetFault) -> Void = {},
        whenDone: @escaping () -> Void
    ) {
        self.session = session
        self.options = options
        self.memories = memories
        self.reset = reset
        self.whenDone = whenDone
    }

    /// What the loader's RAM holds was put there by the debugger: an image's sections in RAM are
    /// written before those in flash.
    var isRAMWritten = false

    public func erase(_ region: Region) throws(TargetFault) { erases.append(region) }

    public func write(_ bytes: [UInt8], to address: Address) throws(TargetFault) {
        guard !bytes.isEmpty else { return }
        if let last = writes.last, last.address + last.bytes.count == address {
            writes[writes.count - 1].bytes += bytes
        } else {
            writes.append(Segment(address: address, bytes: bytes))
        }
    }

    public func commit() throws(TargetFault) -> String {
        defer {
            abandon()
            whenDone()
        }
        options.keepsRAM = isRAMWritten
        let shares = try externalShares()
        let image = writes.filter { !isExternal($0.region) }
        let blank = erases.filter { !isExternal($0) }
        if !shares.isEmpty {
            // Nothing of the old program may be at work while a loader is.
            if options.resets { try reset() }
            for share in shares { try share.memory.prove() }
        }
        var report = try session.program(image, erasing: blank, options: options)
        for share in shares { report.add(try program(share)) }
        return report.summary
    }

    public func abandon() {
        erases = []
        writes = []
    }

    // MARK: Memories with loaders

    private struct Share {
        var memory: ExternalFlash
        var image: [Segment]
        var erases: [Region]
    }

    private func isExternal(_ region: Region?) -> Bool {
        guard let region else { return false }
        return memories.contains { $0.region.contains(region) }
    }

    /// What goes where. A loader that does not fit is found out here, before the first erase.
    private func externalShares() throws(TargetFault) -> [Share] {
        var shares: [Share] = []
        for memory in memories {
            let image = writes.filter { $0.region.map(memory.region.contains) ?? false }
            let erases = erases.filter { memory.region.contains($0) }
            guard !image.isEmpty || !erases.isEmpty, let flash = try memory.make() else {
                continue
            }
            shares.append(Share(memory: flash, image: image, erases: erases))
        }
        return shares
    }

    private func program(_ share: Share) throws(TargetFault) -> FlashReport {
        let written = share.image.compactMap(\.region)
        let blank = share.erases.filter { erase in !written.contains { $0.overlaps(erase) } }
        var report = FlashReport()
        if !blank.isEmpty { report.add(try share.memory.erase(blank)) }
        guard !share.image.isEmpty else { return report }
        report.add(
            try share.memory.program(
                share.image, verifies: options.verifies, preserves: options.preserves))
        return report
    }
}
