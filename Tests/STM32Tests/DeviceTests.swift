import TargetMemory
import Testing

@testable import STM32

/// Every entry of the table, by its own rules.
@Suite struct DeviceTests {
    @Test func everyEntryIsSound() {
        #expect(!Device.all.isEmpty)
        for device in Device.all { #expect(device.problems == [], "\(device.name)") }
    }

    @Test func identitiesAndNamesAreUnique() {
        let identities = Device.all.flatMap { device in
            ([device.id] + device.mistakenIDs).flatMap { id in
                [device.corePart, device.secondCorePart].compactMap { core in
                    core.map { [id, $0] }
                }
            }
        }
        #expect(Set(identities).count == identities.count)
        #expect(Set(Device.all.map(\.name)).count == Device.all.count)
        for identity in identities {
            #expect(Device.find(id: identity[0], corePart: identity[1]) != nil)
        }
    }

    @Test(arguments: FlashController.allCases)
    func everyControllerHasADevice(controller: FlashController) {
        #expect(Device.all.contains { $0.flash.controller == controller })
    }

    /// Whatever a size register reads: no sectors beyond it.
    @Test(arguments: Device.all.map(\.id))
    func noSizeHasMoreSectorsThanBytes(id: UInt16) throws {
        let flash = try #require(Device.all.first { $0.id == id }).flash
        let kibibytes = [1, 2, 3, 7, 8, 64, 96, 256, 384, 510, 511, 512, 513, 768, 1000, 4096]
        for size in kibibytes.map({ $0 << 10 }) {
            for arrangement in flash.bankRules.map(\.arrangement) + [flash.plainArrangement] {
                let sectors = flash.sectors(byteCount: size, arrangement: arrangement)
                #expect(sectors.reduce(0) { $0 + $1.region.byteCount } <= size)
            }
            _ = flash.canHold(byteCount: size)
        }
    }

    /// Whatever size is sold: in every arrangement the sectors tile it, from the base up.
    @Test(arguments: Device.all.map(\.id))
    func sectorsTileEverySize(id: UInt16) throws {
        let device = try #require(Device.all.first { $0.id == id })
        let flash = device.flash
        for size in flash.byteCounts {
            for arrangement in flash.arrangements(byteCount: size) {
                let sectors = flash.sectors(byteCount: size, arrangement: arrangement)
                #expect(sectors.first?.region.base == flash.base)
                #expect(sectors.reduce(0) { $0 + $1.region.byteCount } == size)
                for (one, next) in zip(sectors, sectors.dropFirst()) {
                    let end = one.region.base + one.region.byteCount
                    // A gap is possible in front of the second bank only.
                    #expect(
                        one.bank == next.bank
                            ? next.region.base == end
                            : next.region.base >= end)
                }
                for sector in sectors {
                    #expect(sector.region.byteCount % flash.programByteCount == 0)
                    #expect(
                        flash.timing.erases.contains {
                            $0.sectorByteCount >= sector.region.byteCount
                        })
                }
            }
        }
    }

    /// The bits that a driver shifts into a register fit beside each other.
    @Test(arguments: Device.all.map(\.id))
    func registerFieldsDoNotCollide(id: UInt16) throws {
        let device = try #require(Device.all.first { $0.id == id })
        let layout = device.flash.layout
        let bits = [
            layout.program, layout.fastProgram, layout.pageErase, layout.massErase,
            layout.massEraseSecondBank, layout.start, layout.bankSelect, layout.lock,
        ].filter { $0 != 0 }
        #expect(Set(bits).count == bits.count, "\(device.name)")
        #expect(layout.busy & layout.errors == 0)
        guard layout.pageShift > 0 else { return }
        let codes = device.flash.byteCounts.flatMap { size in
            device.flash.arrangements(byteCount: size).flatMap {
                device.flash.sectors(byteCount: size, arrangement: $0).map(\.code)
            }
        }
        let pages = UInt32(codes.max() ?? 0) << UInt32(layout.pageShift)
        let highest = UInt32(1) << (31 - UInt32(pages.leadingZeroBitCount))
        let field = highest | highest &- (1 << UInt32(layout.pageShift))
        for bit in bits { #expect(bit & field == 0, "\(device.name): bit \(bit) in \(field)") }
    }

    @Test func optionFieldsDoNotOverlap() {
        for device in Device.all {
            for register in device.optionRegisters {
                var taken: UInt32 = 0
                for field in register.fields {
                    #expect(field.mask != 0)
                    #expect(
                        taken & field.mask == 0, "\(device.name) \(register.name).\(field.name)")
                    taken |= field.mask
                }
                #expect(Set(register.fields.map(\.name)).count == register.fields.count)
            }
            let names = device.optionRegisters.map(\.name)
            #expect(Set(names).count == names.count, "\(device.name) \(names)")
        }
    }

    /// RDP is decoded and can be found among the option fields.
    @Test func readProtectionIsKnownEverywhere() {
        for device in Device.all where device.flash.controller != .wb0 {
            let names = Set(device.optionRegisters.flatMap { $0.fields.map(\.name) })
            #expect(!names.isDisjoint(with: ["RDP", "PRODUCT_STATE", "NVSTATE"]), "\(device.name)")
            #expect(device.protection.readout?.states.values.contains { $0.kind == .open } == true)
            #expect(!device.protection.write.isEmpty)
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
        add("from the smallest up") { $0.flash.byteCounts = [1 << 20, 512 << 10] }
        add("power of two") { $0.flash.sectors = .uniform(3 << 10) }
        add("overlaps") { $0.ram[1].region.byteCount *= 2 }
        add("not aligned") { $0.ram[0].region.base = 0x2 }
        add("work area") { $0.workArea = Region(base: 0x3000_0000, byteCount: 4096) }
        add("system memory") { $0.flash.sizeRegister = 0x1FFF_7A22 }
        add("option bytes") { $0.optionBytes = [NamedRegion("", 0x0800_0000, 16)] }
        add("erase times") { $0.flash.timing.erases = [] }
        add("share a number") {
            $0.flash.bankRules = [BankRule(.dual(.uniform(128 << 10), code: nil, number: 0))]
        }
        add("share an erase code") {
            $0.flash.bankRules = [BankRule(.dual(.uniform(128 << 10), code: 0))]
        }
        for (word, device) in broken {
            #expect(device.problems.contains { $0.contains(word) }, "\(word): \(device.problems)")
        }
    }
}
