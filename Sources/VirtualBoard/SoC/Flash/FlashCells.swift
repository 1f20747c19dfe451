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

/// The non-volatile cells of a chip and where the bus shows them.
final class FlashCells {
    private struct Area {
        let name: String
        let base: UInt32
        let storage: CellStorage
        let aliases: [UInt32]
        let erasedByte: UInt8

        func contains(_ address: UInt32, _ width: Int = 1) -> Bool {
            address >= base && Int(address - base) + width <= storage.byteCount
        }
    }

    private let description: FlashDescription
    private var areas: [Area] = []
    /// First and last address of main flash.
    let main: Range<UInt32>

    init(_ description: FlashDescription) {
        self.description = description
        let end = description.banks.map { $0.base + UInt32($0.byteCount) }.max()
        main = description.base..<(end ?? description.base)
        add(
            "flash", main.lowerBound, main.count, description.erasedByte, description.aliases)
        for area in description.areas {
            add(area.name, area.base, area.byteCount, 0xFF, area.aliases)
        }
        if let eeprom = description.eeprom { add("EEPROM", eeprom.lowerBound, eeprom.count, 0) }
        for (address, word) in description.constants { store(word, at: address) }
        addBootLoader()
    }

    private func add(
        _ name: String, _ base: UInt32, _ count: Int, _ erased: UInt8, _ aliases: [UInt32] = []
    ) {
        let storage = CellStorage(byteCount: count, filledWith: erased)
        areas.append(
            Area(
                name: name, base: base, storage: storage, aliases: aliases, erasedByte: erased))
    }

    /// ST's boot loader waits for a host on one of its interfaces; this one waits for ever.
    private func addBootLoader() {
        guard let start = description.systemMemory else { return }
        store(0x2000_0400, at: start)
        store(start + 9, at: start + 4)
        // WFI, and a branch back to it (DDI 0403E, A7.7.12 and A7.7.263).
        store(0xE7FD_BF30, at: start + 8)
    }

    /// Puts the cells on the bus. Aliases only read.
    func add(to map: SystemMap, writer: any CellWriter) {
        for area in areas {
            map.add(
                MemoryBlock(
                    name: area.name, base: area.base, byteCount: area.storage.byteCount,
                    storage: area.storage.bytes, cells: writer, isWritable: true))
            for alias in area.aliases {
                map.add(
                    MemoryBlock(
                        name: area.name + " alias", base: alias,
                        byteCount: area.storage.byteCount, storage: area.storage.bytes,
                        isWritable: false))
            }
        }
    }

    private func area(at address: UInt32, _ width: Int = 1) -> Area? {
        areas.first { $0.contains(address, width) }
    }

    func pointer(at address: UInt32, width: Int) -> UnsafeMutableRawPointer? {
        area(at: address, width).map { $0.storage.bytes + Int(address - $0.base) }
    }

    func erasedByte(at address: UInt32) -> UInt8 { area(at: address)?.erasedByte ?? 0xFF }

    func store(_ word: UInt32, at address: UInt32) {
        guard let area = area(at: address, 4) else { return }
        area.storage.store(word, at: Int(address - area.base))
    }

    func word(at address: UInt32) -> UInt32 {
        pointer(at: address, width: 4).map {
            UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self))
        } ?? 0
    }

    func erase(_ base: UInt32, count: Int) {
        guard let area = area(at: base, count) else { return }
        let start = Int(base - area.base)
        area.storage.fill(start..<start + count, with: area.erasedByte)
    }

    /// Cells that read as zero, whatever is in them.
    func clear(_ range: Range<UInt32>) {
        guard let area = area(at: range.lowerBound, range.count) else { return }
        let start = Int(range.lowerBound - area.base)
        area.storage.fill(start..<start + range.count, with: 0)
    }

    /// Exchanges the halves of main flash: the other bank is first now.
    func swapHalves() {
        guard let first = pointer(at: main.lowerBound, width: main.count) else { return }
        let half = main.count / 2
        let kept = CellStorage(byteCount: half, filledWith: 0)
        kept.bytes.copyMemory(from: first, byteCount: half)
        first.copyMemory(from: first + half, byteCount: half)
        (first + half).copyMemory(from: kept.bytes, byteCount: half)
    }

    func isMain(_ address: UInt32) -> Bool { main.contains(address) }

    /// Main cells by any of their addresses.
    func isMainOrAlias(_ address: UInt32) -> Bool {
        isMain(address)
            || description.aliases.contains {
                address >= $0 && Int(address - $0) < main.count
            }
    }

    func isOneTime(_ address: UInt32) -> Bool {
        description.oneTime?.contains(address) ?? false
    }

    func isEEPROM(_ address: UInt32) -> Bool { description.eeprom?.contains(address) ?? false }

    /// A lock byte of 0x00 closes its block of one-time bytes.
    func isOneTimeLocked(_ address: UInt32) -> Bool {
        guard let range = description.oneTime, let locks = description.oneTimeLocks,
            range.contains(address), address < locks.base
        else { return false }
        let block = (address - range.lowerBound) / locks.blockByteCount
        return pointer(at: locks.base + block, width: 1)?.load(as: UInt8.self) == 0
    }
}
