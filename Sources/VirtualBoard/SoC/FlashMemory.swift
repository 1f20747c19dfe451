/// Page-aligned bytes that several memory blocks may show.
final class CellStorage {
    let bytes: UnsafeMutableRawPointer
    let byteCount: Int

    init(byteCount: Int, filledWith value: UInt8) {
        self.byteCount = byteCount
        bytes = .allocate(byteCount: byteCount, alignment: 4096)
        bytes.initializeMemory(as: UInt8.self, repeating: value, count: byteCount)
    }

    deinit { bytes.deallocate() }

    func fill(_ range: Range<Int>, with value: UInt8) {
        (bytes + range.lowerBound).initializeMemory(
            as: UInt8.self, repeating: value, count: range.count)
    }

    func store(_ word: UInt32, at offset: Int) {
        bytes.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt32.self)
    }
}

/// The non-volatile cells of an STM32F756xG and where the bus shows them (RM0385, table 3).
final class FlashMemory {
    static let mainBase: UInt32 = 0x0800_0000
    static let mainAlias: UInt32 = 0x0020_0000
    static let informationBase: UInt32 = 0x1FF0_0000
    static let informationAlias: UInt32 = 0x0010_0000
    static let optionBase: UInt32 = 0x1FFF_0000
    /// 1024 one-time bytes and 16 lock bytes (RM0385, table 12).
    static let oneTimeRange: Range<UInt32> = 0x1FF0_F000..<0x1FF0_F410
    private static let oneTimeLocks: UInt32 = 0x1FF0_F400
    /// RM0385, 41.1 and 41.2.
    private static let uniqueIdentity: UInt32 = 0x1FF0_F420
    private static let sizeRegister: UInt32 = 0x1FF0_F442

    /// Sectors of single-bank 1 MiB (RM0385, table 3), in bytes.
    static let sectors =
        [Int](repeating: 0x8000, count: 4) + [0x2_0000, 0x4_0000, 0x4_0000, 0x4_0000]

    private let mainCells = CellStorage(byteCount: 0x10_0000, filledWith: 0xFF)
    private let informationCells = CellStorage(byteCount: 0x1_0000, filledWith: 0xFF)
    private let optionCells = CellStorage(byteCount: 0x1000, filledWith: 0xFF)
    /// Set once by `add(to:cells:)`.
    private(set) var main: MemoryBlock?

    init() {
        let identity: [UInt32] = [0x0038_0025, 0x3137_510B, 0x3538_3533]
        for (index, word) in identity.enumerated() {
            let address = Self.uniqueIdentity + UInt32(4 * index)
            informationCells.store(word, at: Int(address - Self.informationBase))
        }
        setSizeRegister(1024)
    }

    /// Flash size in KiB as the chip tells it.
    func setSizeRegister(_ value: UInt16) {
        informationCells.bytes.storeBytes(
            of: value.littleEndian,
            toByteOffset: Int(Self.sizeRegister - Self.informationBase), as: UInt16.self)
    }

    /// Puts the cells on the bus. The ITCM side only reads (RM0385, 3.3.1).
    func add(to map: SystemMap, cells: any CellWriter) {
        let axim = MemoryBlock(
            name: "flash", base: Self.mainBase, byteCount: mainCells.byteCount,
            storage: mainCells.bytes, cells: cells, isWritable: true)
        main = axim
        map.add(axim)
        map.add(
            MemoryBlock(
                name: "flash (ITCM)", base: Self.mainAlias, byteCount: mainCells.byteCount,
                storage: mainCells.bytes, isWritable: false))
        map.add(
            MemoryBlock(
                name: "system memory", base: Self.informationBase,
                byteCount: informationCells.byteCount, storage: informationCells.bytes,
                cells: cells, isWritable: true))
        map.add(
            MemoryBlock(
                name: "system memory (ITCM)", base: Self.informationAlias,
                byteCount: informationCells.byteCount, storage: informationCells.bytes,
                isWritable: false))
        map.add(
            MemoryBlock(
                name: "option bytes", base: Self.optionBase, byteCount: optionCells.byteCount,
                storage: optionCells.bytes, isWritable: false))
    }

    /// First address and size of a sector; `nil`: there is none with this number.
    static func sector(_ number: Int) -> (base: UInt32, byteCount: Int)? {
        guard sectors.indices.contains(number) else { return nil }
        let offset = sectors[..<number].reduce(0, +)
        return (mainBase + UInt32(offset), sectors[number])
    }

    /// The sector that holds a main flash address.
    static func sectorNumber(of address: UInt32) -> Int {
        var end = Int(address - mainBase)
        return sectors.firstIndex {
            end -= $0
            return end < 0
        } ?? sectors.count - 1
    }

    func erase(sector number: Int) {
        guard let sector = Self.sector(number) else { return }
        let start = Int(sector.base - Self.mainBase)
        mainCells.fill(start..<start + sector.byteCount, with: 0xFF)
    }

    func eraseAll() { mainCells.fill(0..<mainCells.byteCount, with: 0xFF) }

    /// The cell behind an address that can be programmed; `nil`: none is.
    func cell(at address: UInt32, width: Int) -> UnsafeMutableRawPointer? {
        let last = address &+ UInt32(width) &- 1
        if address >= Self.mainBase, last >= address,
            last < Self.mainBase + UInt32(mainCells.byteCount)
        {
            return mainCells.bytes + Int(address - Self.mainBase)
        }
        guard Self.oneTimeRange.contains(address), Self.oneTimeRange.contains(last) else {
            return nil
        }
        return informationCells.bytes + Int(address - Self.informationBase)
    }

    func isMain(_ address: UInt32) -> Bool {
        address >= Self.mainBase && address - Self.mainBase < UInt32(mainCells.byteCount)
    }

    /// A lock byte of 0x00 closes its 64 one-time bytes (RM0385, 3.6).
    func isOneTimeLocked(_ address: UInt32) -> Bool {
        guard address >= Self.oneTimeRange.lowerBound, address < Self.oneTimeLocks else {
            return false
        }
        let block = (address - Self.oneTimeRange.lowerBound) / 64
        let lock = Int(Self.oneTimeLocks + block - Self.informationBase)
        return informationCells.bytes.load(fromByteOffset: lock, as: UInt8.self) == 0
    }

    func show(_ options: OptionBytes) {
        for (offset, word) in options.memoryImage { optionCells.store(word, at: offset) }
    }
}
