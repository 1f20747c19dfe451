import DebugSession
import STM32
import TargetMemory

/// What lies where in a chip's address space, as the debugger is told of it.
struct MemoryLayout {
    private(set) var entries: [MapEntry]
    private let identity: Identity

    /// Core-independent windows of the Armv7-M memory map (Armv7-M ARM, B3.1).
    private static let peripherals = Region(base: 0x4000_0000, byteCount: 0x2000_0000)
    private static let external = Region(base: 0x6000_0000, byteCount: 0x8000_0000)
    private static let privatePeripherals = Region(base: 0xE000_0000, byteCount: 0x2000_0000)
    private static let code = Region(base: 0x0000_0000, byteCount: 0x2000_0000)
    private static let sram = Region(base: 0x2000_0000, byteCount: 0x2000_0000)

    init(_ identity: Identity) {
        self.identity = identity
        var entries: [MapEntry]
        if let device = identity.device {
            entries = device.ram.map { MapEntry(region: $0.region, kind: .ram) }
            entries += Self.flash(identity.sectors)
            entries += device.flash.aliases.map {
                let region = Region(base: $0, byteCount: identity.flashByteCount)
                return MapEntry(region: region, kind: .rom)
            }
            let fixed =
                device.systemMemory + [device.oneTime].compactMap(\.self) + device.optionBytes
            entries += fixed.map { MapEntry(region: $0.region, kind: .rom) }
        } else {
            // Nothing is known: code is taken for ROM, so that breakpoints there are hardware's.
            entries = [
                MapEntry(region: Self.code, kind: .rom), MapEntry(region: Self.sram, kind: .ram),
            ]
        }
        entries += [Self.peripherals, Self.external, Self.privatePeripherals].map {
            MapEntry(region: $0, kind: .ram)
        }
        self.entries = entries.sorted { $0.region.base < $1.region.base }
    }

    /// One entry for each run of sectors of one size.
    private static func flash(_ sectors: [Sector]) -> [MapEntry] {
        var runs: [MapEntry] = []
        for sector in sectors {
            let kind = MapEntry.Kind.flash(blockByteCount: sector.region.byteCount)
            if let last = runs.last, last.kind == kind {
                runs[runs.count - 1].region.byteCount += sector.region.byteCount
            } else {
                runs.append(MapEntry(region: sector.region, kind: kind))
            }
        }
        return runs
    }

    /// The flash cells at their own address and at their aliases.
    var flashRegions: [Region] {
        guard let flash = identity.device?.flash, identity.flashByteCount > 0 else { return [] }
        return ([flash.base] + flash.aliases).map {
            Region(base: $0, byteCount: identity.flashByteCount)
        }
    }

    func flash(overlapping region: Region) -> Region? {
        flashRegions.first { $0.overlaps(region) }
    }

    /// Whether a BKPT can simply be written there.
    func isRAM(_ address: Address) -> Bool {
        guard let device = identity.device else { return Self.sram.contains(address) }
        return device.ram.contains { $0.region.contains(address) }
    }

    /// RAM on the external bus, or a serial flash that only looks like memory.
    func isExternal(_ address: Address) -> Bool { Self.external.contains(address) }
}
