import DebugSession
import STM32
import TargetMemory
import Testing

@testable import STM32Target

/// What gdb is told of each die's address space, in every size and bank mode.
@Suite struct MemoryLayoutTests {
    private func identities(_ device: Device) -> [Identity] {
        device.flash.byteCounts.flatMap { byteCount in
            device.flash.arrangements(byteCount: byteCount).map {
                Identity(
                    corePart: device.corePart, idcode: UInt32(device.id), device: device,
                    flashByteCount: byteCount, arrangement: $0)
            }
        }
    }

    /// gdb drops a map with overlapping entries as a whole.
    @Test(arguments: Device.all.map(\.name))
    func nothingOverlaps(name: String) throws {
        let device = try #require(Device.all.first { $0.name == name })
        for identity in identities(device) {
            let entries = MemoryLayout(identity).entries
            for (one, next) in zip(entries, entries.dropFirst()) {
                #expect(one.region.last < next.region.base)
            }
        }
    }

    /// Each sector is in one entry of flash, whose blocks are the sectors; nothing else is flash
    /// but the same sectors at their Secure address.
    @Test(arguments: Device.all.map(\.name))
    func blocksAreTheSectors(name: String) throws {
        let device = try #require(Device.all.first { $0.name == name })
        for identity in identities(device) {
            let layout = MemoryLayout(identity)
            var blocks: [Region] = []
            for entry in layout.entries {
                guard case .flash(let size) = entry.kind else { continue }
                #expect(entry.region.byteCount % size == 0)
                blocks += stride(from: 0, to: entry.region.byteCount, by: size).map {
                    Region(base: entry.region.base + $0, byteCount: size)
                }
            }
            var sectors = identity.sectors.map(\.region)
            if device.flash.secureRegisters != nil, let alias = device.flash.aliases.first {
                let shift = alias - device.flash.base
                sectors += sectors.map {
                    Region(base: $0.base + shift, byteCount: $0.byteCount)
                }
            }
            #expect(blocks == sectors)
            #expect(
                layout.flashRegions.reduce(0) { $0 + $1.byteCount }
                    == identity.flashByteCount * (1 + device.flash.aliases.count))
        }
    }

    /// No "Cannot access memory" where the chip has something.
    @Test(arguments: Device.all.map(\.name))
    func everythingIsThere(name: String) throws {
        let device = try #require(Device.all.first { $0.name == name })
        let single = [device.oneTime, device.eeprom, device.bootAlias].compactMap(\.self)
        let places =
            device.ram + device.ramAliases + device.systemMemory + device.optionBytes
            + device.external + single
            + [
                NamedRegion("peripherals", 0x4000_0000, 0x2000_0000),
                NamedRegion("PPB", 0xE000_0000, 0x2000_0000),
            ]
        for identity in identities(device) {
            let layout = MemoryLayout(identity)
            let all = places.map(\.region) + layout.flashRegions
            for place in all {
                for address in [place.base, place.last, place.base + place.byteCount / 2] {
                    #expect(
                        layout.entries.contains { $0.region.contains(address) },
                        "\(address) of \(place)")
                }
            }
            for ram in device.ram { #expect(layout.isRAM(ram.region.base)) }
            #expect(!layout.isRAM(device.flash.base))
        }
    }

    /// A chip that is not known still has a map.
    @Test func anUnknownChipHasTheArchitecturesMap() {
        let identity = Identity(corePart: 0xC24, idcode: 0x123, device: nil, flashByteCount: 0)
        let layout = MemoryLayout(identity)
        // Called flash, so that gdb asks for it to be erased and is told why it cannot be.
        let flash = layout.entries.first { $0.region.contains(0x0800_0000) }
        #expect(flash?.kind == .flash(blockByteCount: 0x1000))
        #expect(layout.entries.contains { $0.region.contains(0x1FFF_0000) && $0.kind == .rom })
        #expect(layout.isRAM(0x2000_0000))
        #expect(layout.flashRegions.isEmpty)
    }
}
