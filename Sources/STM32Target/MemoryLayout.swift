import DebugSession
import Firmware
import STM32
import TargetMemory

/// What lies where in a chip's address space, as the debugger is told of it.
struct MemoryLayout {
    private(set) var entries: [MapEntry] = []
    private let identity: Identity
    /// Memories that loaders program.
    private let loaded: [Region]

    /// Core-independent windows of the Armv7-M memory map (Armv7-M ARM, B3.1).
    private static let peripherals = Region(base: 0x4000_0000, byteCount: 0x2000_0000)
    private static let external = Region(base: 0x6000_0000, byteCount: 0x8000_0000)
    private static let privatePeripherals = Region(base: 0xE000_0000, byteCount: 0x2000_0000)
    private static let unknownFlash = Region(base: 0x0800_0000, byteCount: 0x0080_0000)
    private static let code = Region(base: 0x0000_0000, byteCount: 0x2000_0000)
    private static let sram = Region(base: 0x2000_0000, byteCount: 0x2000_0000)

    init(_ identity: Identity, loaders: [FlashAlgorithm] = []) {
        self.identity = identity
        loaded = loaders.map(\.region)
        // Before all else: what else is known of that place is that something is there.
        for loader in loaders where identity.device != nil {
            for sector in loader.sectors {
                add(sector, .flash(blockByteCount: sector.byteCount))
            }
        }
        guard let device = identity.device else {
            // Nothing is known: code is taken for ROM, so that breakpoints there are hardware's;
            // where every STM32 has its flash it is called so, and programming it is refused in
            // words.
            add(Self.unknownFlash, .flash(blockByteCount: 0x1000))
            add(Self.code, .rom)
            for region in [Self.sram, Self.peripherals, Self.external, Self.privatePeripherals] {
                add(region, .ram)
            }
            entries.sort { $0.region.base < $1.region.base }
            return
        }
        for sector in identity.sectors {
            add(sector.region, .flash(blockByteCount: sector.region.byteCount))
        }
        // What is linked for the secure world is loaded at its address.
        if device.flash.secureRegisters != nil, let alias = device.flash.aliases.first {
            for sector in identity.sectors.map(\.region) {
                let place = Region(
                    base: alias + (sector.base - device.flash.base), byteCount: sector.byteCount)
                add(place, .flash(blockByteCount: sector.byteCount))
            }
        }
        for alias in aliasRegions { add(alias, .rom) }
        for place in device.ram + device.ramAliases { add(place.region, .ram) }
        let fixed =
            device.systemMemory + [device.oneTime, device.eeprom].compactMap(\.self)
            + device.optionBytes
        for place in fixed { add(place.region, .rom) }
        // gdb takes what it can write to without a block size for RAM.
        for region in device.external.map(\.region) + [Self.peripherals, Self.privatePeripherals] {
            add(region, .ram)
        }
        if let alias = device.bootAlias { add(alias.region, .rom) }
        entries = Self.joined(entries.sorted { $0.region.base < $1.region.base })
    }

    /// Adds what no earlier entry covers; gdb ignores a map with overlaps as a whole.
    private mutating func add(_ region: Region, _ kind: MapEntry.Kind) {
        var free = [region]
        for taken in entries.map(\.region) where taken.overlaps(region) {
            free = free.flatMap { $0.subtracting(taken) }
        }
        entries += free.map { MapEntry(region: $0, kind: kind) }
    }

    /// Neighbours of one kind as one entry, so that each run of equal sectors is one.
    private static func joined(_ entries: [MapEntry]) -> [MapEntry] {
        var runs: [MapEntry] = []
        for entry in entries {
            if let last = runs.last, last.kind == entry.kind,
                last.region.base.rawValue + UInt32(last.region.byteCount)
                    == entry.region.base.rawValue
            {
                runs[runs.count - 1].region.byteCount += entry.region.byteCount
            } else {
                runs.append(entry)
            }
        }
        return runs
    }

    private var aliasRegions: [Region] {
        guard let flash = identity.device?.flash else { return [] }
        return flash.aliases.flatMap { alias in
            identity.flashRegions.map {
                Region(base: alias + ($0.base - flash.base), byteCount: $0.byteCount)
            }
        }
    }

    /// The flash cells at their own address and at their aliases.
    var flashRegions: [Region] { identity.flashRegions + aliasRegions }

    /// The flash that a region touches, a memory with a loader of its own included.
    func flash(overlapping region: Region) -> Region? {
        (flashRegions + loaded).first { $0.overlaps(region) }
    }

    /// Whether a BKPT can simply be written there.
    func isRAM(_ address: Address) -> Bool {
        guard let device = identity.device else { return Self.sram.contains(address) }
        if loaded.contains(where: { $0.contains(address) }) { return false }
        return (device.ram + device.ramAliases).contains { $0.region.contains(address) }
    }

    /// RAM that a data cache may hold a newer copy of.
    func isCacheable(_ address: Address) -> Bool { isRAM(address) || isExternal(address) }

    /// RAM on the external bus, or a serial flash that only looks like memory.
    func isExternal(_ address: Address) -> Bool { Self.external.contains(address) }
}

extension Region {
    /// What is left of it without the other: nothing, one or two pieces.
    fileprivate func subtracting(_ other: Region) -> [Region] {
        guard overlaps(other) else { return [self] }
        var pieces: [Region] = []
        if base < other.base { pieces.append(Region(base: base, byteCount: other.base - base)) }
        if other.last < last {
            pieces.append(Region(base: other.last + 1, byteCount: last - other.last))
        }
        return pieces
    }
}
