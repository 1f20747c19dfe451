import TargetMemory
import Testing

@testable import STM32

/// The table against facts that come from elsewhere.
@Suite struct FactTests {
    @Test func everyEntryHasFacts() {
        #expect(Device.all.map(\.id).sorted() == Facts.all.map(\.id).sorted())
    }

    @Test(arguments: Facts.all)
    func theTableAgrees(facts: Facts) throws {
        let device = try #require(Device.find(id: facts.id, corePart: facts.core))
        let flash = device.flash
        #expect(flash.sizeRegister == facts.sizeRegister)
        #expect(flash.byteCounts.last == facts.kibibytes.max().map { $0 << 10 })
        for size in facts.kibibytes { #expect(flash.byteCounts.contains(size << 10)) }
        let sizes = flash.byteCounts.flatMap { size in
            flash.arrangements(byteCount: size).flatMap {
                flash.sectors(byteCount: size, arrangement: $0).map(\.region.byteCount)
            }
        }
        #expect(facts.sectors.isSubset(of: sizes))
    }

    /// Each run of RAM begins and ends where the facts say.
    @Test(arguments: Facts.all)
    func theRAMAgrees(facts: Facts) throws {
        let device = try #require(Device.find(id: facts.id, corePart: facts.core))
        let regions = (device.ram + device.ramAliases).map(\.region)
        for (start, kibibytes) in facts.ram {
            var end = start
            while let region = regions.first(where: { $0.contains(end) }) {
                end = region.last + 1
            }
            #expect(end - start == kibibytes << 10, "\(start)")
        }
    }

    /// F7 by the reference manuals themselves.
    @Test(arguments: ManualFacts.all)
    func theTableSaysWhatTheManualSays(facts: ManualFacts) throws {
        let device = try #require(Device.find(id: facts.id, corePart: 0xC27))
        let flash = device.flash
        #expect(flash.base == 0x0800_0000)
        #expect(flash.aliases == [0x0020_0000])
        #expect(flash.registers == 0x4002_3C00)
        #expect(flash.sizeRegister == facts.sizeRegister)
        #expect(device.uniqueIDRegister == facts.uniqueID)
        #expect(flash.byteCounts == facts.sizesKiB.map { $0 << 10 })
        let sectors = flash.sectors(byteCount: flash.byteCountMax)
        #expect(sectors.map { $0.region.byteCount >> 10 } == facts.sectorKiB)
        #expect(sectors.map(\.number) == Array(facts.sectorKiB.indices))
        #expect(sectors.map(\.code) == Array(facts.sectorKiB.indices))
        let ram = device.ram.filter { $0.name != "backup SRAM" }.map(\.region)
        #expect(ram.map { $0.base.rawValue...$0.last.rawValue } == facts.ram)
        let oneTime = try #require(device.oneTime?.region)
        #expect(oneTime.base.rawValue...oneTime.last.rawValue == facts.oneTime)
        #expect(device.debugUnit.idcode == 0xE004_2000)
    }

    /// The die's identity register is one of those that are looked at for its core.
    @Test(arguments: Facts.all)
    func theIdentityIsFound(facts: Facts) throws {
        let device = try #require(Device.find(id: facts.id, corePart: facts.core))
        let places = IdentityRegister.places(corePart: facts.core).map(\.address)
        #expect(places.contains(device.debugUnit.idcode))
    }

    /// Every id that st-util, OpenOCD, Black Magic or probe-rs knows.
    @Test func nothingIsMissing() {
        let known: Set<UInt16> = [
            0x443, 0x44C, 0x44D, 0x453, 0x493, 0x440, 0x442, 0x444, 0x445, 0x448, 0x410, 0x412,
            0x414, 0x418, 0x420, 0x428, 0x430, 0x411, 0x422, 0x432, 0x438, 0x439, 0x446, 0x413,
            0x419, 0x421, 0x423, 0x431, 0x433, 0x434, 0x441, 0x458, 0x463, 0x449, 0x451, 0x452,
            0x456, 0x460, 0x466, 0x467, 0x468, 0x469, 0x479, 0x474, 0x478, 0x484, 0x450, 0x480,
            0x483, 0x485, 0x417, 0x425, 0x447, 0x457, 0x416, 0x427, 0x429, 0x436, 0x437, 0x415,
            0x435, 0x461, 0x462, 0x464, 0x470, 0x471, 0x472, 0x459, 0x489, 0x42A, 0x454, 0x455,
            0x476, 0x481, 0x482, 0x494, 0x495, 0x496, 0x492, 0x4B0, 0x4B2, 0x01E, 0x028, 0x032,
            0x497,
        ]
        #expect(Set(Device.all.map(\.id)) == known)
    }
}
