public import TargetMemory

/// What is known of the data cache that lies between the core and the RAM that a debugger reads.
struct DataCacheState {
    /// CCR.DC and CCR.IC; `nil`: to be read. A single step is trusted not to switch them.
    var control: CCR?
    /// Lines that hold nothing newer than RAM, until the core executes.
    var clean: Set<Address> = []

    mutating func noteStep() { clean = [] }
    mutating func noteRun() { self = DataCacheState() }
}

extension CPUID {
    /// Cores with caches (their technical reference manuals, "CCSIDR"): M7, M55, M85.
    fileprivate var canHaveCaches: Bool {
        [.cortexM7, Part(rawValue: 0xD22), Part(rawValue: 0xD23)].contains(part)
    }
}

/// An access port goes past the data cache unless its transfers are marked cacheable, which not
/// every probe can do: what the core has changed is written back first, by address (Armv7-M ARM,
/// B2.2.7).
extension Core {
    /// To be called before a debugger reads RAM: what the core has written is in memory then.
    public func prepareRead(of region: Region) throws(TargetFault) {
        try maintain(region, by: CacheMaintenance.cleanToCoherency)
    }

    /// To be called before a debugger writes RAM: the core's copy is given up, so that it is not
    /// written over the debugger's bytes later.
    public func prepareWrite(of region: Region) throws(TargetFault) {
        dataCache.clean = []
        try maintain(region, by: CacheMaintenance.cleanAndInvalidate)
        // The lines may be filled anew before the next write.
        dataCache.clean = []
    }

    /// To be called after a debugger has written RAM that may hold code.
    public func finishWrite() throws(TargetFault) {
        guard cpuid.canHaveCaches, try cacheControl().isInstructionCacheOn else { return }
        try access.writeWord(0, to: CacheMaintenance.invalidateInstructions)
    }

    private func maintain(_ region: Region, by operation: Address) throws(TargetFault) {
        guard cpuid.canHaveCaches, try cacheControl().isDataCacheOn else { return }
        let size = CacheMaintenance.lineByteCount
        let first = region.base.alignedDown(to: size)
        let count = (region.last - first) / size + 1
        var lines: [Address] = []
        for index in 0..<count where !dataCache.clean.contains(first + size * index) {
            lines.append(first + size * index)
        }
        guard !lines.isEmpty else { return }
        try access.writeBatch(lines.map { (operation, $0.rawValue.littleEndianBytes) })
        if isHalted { dataCache.clean.formUnion(lines) }
    }

    private func cacheControl() throws(TargetFault) -> CCR {
        if let known = dataCache.control { return known }
        let control = try access.fetch(CCR.self)
        // A program that runs may switch them at any time.
        if isHalted { dataCache.control = control }
        return control
    }
}
