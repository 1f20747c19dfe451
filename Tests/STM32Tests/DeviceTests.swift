import TargetMemory
import Testing

@testable import STM32

/// Every entry of the table, by its own rules and by the manuals.
@Suite struct DeviceTests {
    @Test func everyEntryIsSound() {
        #expect(!Device.all.isEmpty)
        for device in Device.all { #expect(device.problems == [], "\(device.name)") }
    }

    @Test func identitiesAndNamesAreUnique() {
        let identities = Device.all.map { [$0.id, $0.corePart] }
        #expect(Set(identities).count == Device.all.count)
        #expect(Set(Device.all.map(\.name)).count == Device.all.count)
        for device in Device.all {
            #expect(Device.find(id: device.id, corePart: device.corePart) == device)
        }
    }

    @Test func everyControllerHasADevice() {
        // Every case but those whose devices are still to come.
        #expect(Device.all.contains { $0.flash.controller == .f4 })
    }

    @Test func everyEntryHasFactsFromTheManual() {
        #expect(Set(Device.all.map(\.id)) == Set(ManualFacts.all.map(\.id)))
    }

    @Test(arguments: ManualFacts.all)
    func theTableSaysWhatTheManualSays(facts: ManualFacts) throws {
        let device = try #require(Device.find(id: facts.id, corePart: 0xC27))
        let flash = device.flash
        #expect(flash.base == 0x0800_0000)
        #expect(flash.aliases == [0x0020_0000])
        #expect(flash.registers == 0x4002_3C00)
        #expect(flash.sizeRegister == facts.sizeRegister)
        #expect(device.uniqueIDRegister == facts.uniqueID)
        #expect(flash.byteCountMax == facts.sectorKiB.reduce(0, +) << 10)
        let sectors = flash.sectors(byteCount: flash.byteCountMax)
        #expect(sectors.map { $0.region.byteCount >> 10 } == facts.sectorKiB)
        #expect(sectors.map(\.number) == Array(facts.sectorKiB.indices))
        #expect(sectors.map(\.code) == Array(facts.sectorKiB.indices))
        #expect(
            device.ram.map { $0.region.base.rawValue...$0.region.last.rawValue } == facts.ram)
        let oneTime = try #require(device.oneTime?.region)
        #expect(oneTime.base.rawValue...oneTime.last.rawValue == facts.oneTime)
        #expect(device.debugUnit.idcode == 0xE004_2000)
    }

    /// Whatever size is sold: the sectors tile it from the base up, in every arrangement.
    @Test(arguments: ManualFacts.all)
    func sectorsTileEverySize(facts: ManualFacts) throws {
        let flash = try #require(Device.find(id: facts.id, corePart: 0xC27)).flash
        #expect(flash.byteCounts == facts.sizesKiB.map { $0 << 10 })
        for size in flash.byteCounts {
            for arrangement in flash.arrangements(byteCount: size) {
                let sectors = flash.sectors(byteCount: size, arrangement: arrangement)
                var next = flash.base
                for sector in sectors {
                    #expect(sector.region.base == next)
                    #expect(sector.region.byteCount.nonzeroBitCount == 1)
                    next = sector.region.base + sector.region.byteCount
                }
                #expect(next - flash.base == size, "\(size >> 10) KiB of \(facts.id)")
                #expect(Set(sectors.map(\.code)).count == sectors.count)
                #expect(Set(sectors.map(\.number)).count == sectors.count)
            }
        }
    }

    /// RM0410 tables 5 and 6: the second bank starts with sector 12, code 16, at any size.
    @Test(arguments: [(1 << 20, 8), (2 << 20, 12)])
    func theSecondBankHasItsOwnNumbers(byteCount: Int, perBank: Int) throws {
        let flash = try #require(Device.find(id: 0x451, corePart: 0xC27)).flash
        let arrangement = try #require(flash.bankRules.first?.arrangement)
        let sectors = flash.sectors(byteCount: byteCount, arrangement: arrangement)
        #expect(sectors.count == 2 * perBank)
        let second = sectors[perBank]
        #expect(second.region.base == flash.base + byteCount / 2)
        #expect(second.bank == 1)
        #expect(second.number == 12)
        #expect(second.code == 16)
        #expect(second.region.byteCount == 16 << 10)
    }

    /// DS10916 table 46: typical and maximal time of an erase at x32.
    @Test func eraseTimesGrowWithTheSector() {
        let timing = FlashTiming.f7
        #expect(timing.erase(sectorByteCount: 32 << 10).milliseconds == 250)
        #expect(timing.erase(sectorByteCount: 256 << 10).millisecondsMax == 4000)
        // A size that is not listed takes as long as the next bigger one.
        #expect(timing.erase(sectorByteCount: 200 << 10).milliseconds == 2000)
        #expect(timing.erase(sectorByteCount: 1 << 30).milliseconds == 8000)
    }

    @Test func theCheckFindsWhatIsWrong() {
        let sound = Device.f74x
        var broken: [(String, Device)] = []
        func add(_ word: String, _ change: (inout Device) -> Void) {
            var device = sound
            change(&device)
            broken.append((word, device))
        }
        add("source") { $0.source = "" }
        add("12 bits") { $0.id = 0x1000 }
        add("cover") { $0.flash.byteCounts = [3 << 20] }
        add("power of two") { $0.flash.sectors = .uniform(3 << 10) }
        add("overlaps") { $0.ram[1].region.byteCount *= 2 }
        add("not aligned") { $0.ram[0].region.base = 0x2 }
        add("work area") { $0.workArea = Region(base: 0x3000_0000, byteCount: 4096) }
        add("system memory") { $0.flash.sizeRegister = 0x1FFF_7A22 }
        add("erase times") { $0.flash.timing.erases = [] }
        add("share a number") {
            $0.flash.bankRules = [
                BankRule(.dual(.uniform(128 << 10), code: nil, number: 0)),
                BankRule(.single(.runs([.init(4, of: 32 << 10), .init(1, of: 128 << 10)]))),
            ]
        }
        for (word, device) in broken {
            #expect(device.problems.contains { $0.contains(word) }, "\(word): \(device.problems)")
        }
    }
}
