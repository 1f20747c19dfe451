import TargetMemory

/// Where in the work area the loader's parts lie, from the bottom up: code, control block, stack,
/// ring of slots; at the top the checksum tables.
struct LoaderLayout {
    let code: Region
    let control: Address
    let stackTop: Address
    let ring: Address
    let slotByteCount: Int
    let slotCount: Int
    let tables: Region

    /// `nil` where the area has no room for at least two slots.
    init?(workArea: Region, codeByteCount: Int, slotDataByteCount: Int) {
        code = Region(base: workArea.base, byteCount: codeByteCount)
        control = (workArea.base + (codeByteCount + 15)).alignedDown(to: 16)
        stackTop = control + 48 + Limits.loaderStackBytes
        ring = stackTop
        slotByteCount = slotDataByteCount + LoaderCommand.byteCount
        let top = workArea.base + workArea.byteCount
        let ringByteCount = top - ring - Limits.tableBytes
        slotCount = max(ringByteCount, 0) / slotByteCount
        guard slotCount >= 2 else { return nil }
        tables = Region(base: top + -Limits.tableBytes, byteCount: Limits.tableBytes)
    }

    /// Code, control block and stack: what is in use all the time.
    var fixed: Region { Region(base: code.base, byteCount: ring - code.base) }

    func slotEnd(_ slot: Int) -> Address { ring + (slot + 1) * slotByteCount }

    /// The control block before the start: answer words, then the parameters.
    func controlBlock(
        interface: Address, firstSequence: UInt32, parallelism: Parallelism
    ) -> [UInt8] {
        [
            0, 0, 0, interface.rawValue, ring.rawValue, UInt32(slotByteCount), UInt32(slotCount),
            firstSequence, parallelism.code,
        ].flatMap(\.littleEndianBytes)
    }
}

/// The target's RAM as it was before the loader came, kept piece by piece.
struct MemoryKeeper {
    private var pieces: [(address: Address, bytes: [UInt8])] = []

    /// Reads what is there now.
    mutating func save(_ region: Region, from access: any MemoryAccess) throws(TargetFault) {
        pieces.append((region.base, try access.read(region.base, count: region.byteCount)))
    }

    /// Writes back what was saved inside the region.
    mutating func restore(
        within region: Region, to access: any MemoryAccess
    ) throws(TargetFault) {
        for piece in pieces where region.contains(piece.address) {
            try access.write(piece.bytes, to: piece.address)
        }
        pieces.removeAll { region.contains($0.address) }
    }

    mutating func restoreAll(to access: any CoreAccess) throws(TargetFault) {
        try access.writeBatch(pieces.map { ($0.address, $0.bytes) })
        pieces.removeAll()
    }
}
