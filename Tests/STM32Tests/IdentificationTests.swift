import TargetMemory
import Testing

@testable import STM32

@Suite struct IdentificationTests {
    @Test(arguments: ManualFacts.all)
    func idAndSizeAreRead(facts: ManualFacts) throws {
        let size = try #require(facts.sizesKiB.first)
        let chip = FakeChip(facts, sizeKiB: UInt16(size))
        let identity = try Identity.read(from: chip, corePart: 0xC27)
        #expect(identity.id == facts.id)
        #expect(identity.revision == 0x1001)
        #expect(identity.device?.id == facts.id)
        #expect(identity.flashByteCount == size << 10)
        #expect(identity.doubts.isEmpty)
        #expect(identity.sectors.last?.region.last == Address(0x0800_0000) + ((size << 10) - 1))
    }

    @Test(arguments: [0, 0xFFFF, 4096] as [UInt16])
    func aSizeThatCannotBeIsNotBelieved(sizeKiB: UInt16) throws {
        let identity = try Identity.read(
            from: FakeChip(ManualFacts.all[0], sizeKiB: sizeKiB), corePart: 0xC27)
        // The least that is sold; and all ones are nobody's word, so that nothing is erased.
        #expect(identity.flashByteCount == 64 << 10)
        #expect(identity.doubts.count == 1)
        #expect(identity.doubts.first?.contains("0x1ff0f442") == true)
        #expect((identity.sizeRefusal != nil) == (sizeKiB == 0xFFFF))
    }

    /// Row A12 and B27 for every die: all ones and nothing at all are no size, of no encoding.
    @Test(arguments: Device.all.map(\.id), [0, 0xFFFF] as [UInt16])
    func nonsenseIsNoSize(id: UInt16, raw: UInt16) throws {
        let device = try #require(Device.all.first { $0.id == id })
        let flash = device.flash
        let chip = FakeChip(device, byteCount: flash.byteCountMax)
        let place = flash.sizeRegister
        chip.words[place.alignedDown(to: 4)] =
            place.isAligned(to: 4) ? UInt32(raw) : UInt32(raw) << 16
        let identity = try Identity.read(from: chip, corePart: device.corePart)
        switch flash.sizeEncoding {
        case .wordsLessOne: break
        case .fixed: #expect(identity.doubts.isEmpty)
        case .codes(let sizes) where sizes[raw] != nil:
            #expect(identity.flashByteCount == sizes[raw].map { $0 << 10 })
        default:
            #expect(identity.flashByteCount == flash.byteCountMin)
            #expect(identity.doubts.first?.contains("KiB assumed") == true)
            let isSafe = raw == 0 && flash.bankRules.isEmpty
            #expect((identity.sizeRefusal == nil) == isSafe, "\(device.name)")
            #expect(identity.sizeRefusal?.contains("--flash-size") != false)
        }
        // What the user says counts more, and the banks follow from it.
        let told = try Identity.read(
            from: chip, corePart: device.corePart, flashByteCount: flash.byteCountMax)
        #expect(told.flashByteCount == flash.byteCountMax && told.sizeRefusal == nil)
        #expect(told.sectors.reduce(0) { $0 + $1.region.byteCount } == flash.byteCountMax)
    }

    /// Row A12: 27520 KiB by the whole register, 128 by its low byte (RM0038 31.1.1); category 4
    /// has codes for its two sizes.
    @Test(
        arguments: [
            (0x429, 0x6B80, 128), (0x436, 0, 384), (0x436, 1, 256), (0x436, 256, 256),
            (0x416, 0x0080, 128), (0x437, 512, 512), (0x427, 0x0100, 256),
        ] as [(UInt16, UInt32, Int)])
    func sizesOfTheL1(id: UInt16, raw: UInt32, kibibytes: Int) throws {
        let device = try #require(Device.all.first { $0.id == id })
        let chip = FakeChip(device, byteCount: device.flash.byteCountMax)
        chip.words[device.flash.sizeRegister] = raw
        let identity = try Identity.read(from: chip, corePart: device.corePart)
        #expect(identity.flashByteCount == kibibytes << 10)
        #expect(identity.doubts.isEmpty)
    }

    /// The chip is there all the same, with the die's least size, and its flash is not touched.
    @Test func aSizeThatCannotBeReadIsNotFatal() throws {
        let chip = FakeChip(Device.f76x, byteCount: 1 << 20)
        chip.words = [0xE004_2000: 0x1001_0451]
        let identity = try Identity.read(from: chip, corePart: 0xC27)
        #expect(identity.flashByteCount == 1 << 20)
        #expect(identity.doubts.count == 2)
        #expect(identity.sizeRefusal?.contains("cannot be read") == true)
    }

    @Test func anUnknownIdIsNamedAndHasNoFlash() throws {
        let chip = FakeChip(ManualFacts.all[0], sizeKiB: 1024)
        chip.words[0xE004_2000] = 0x1000_6ABC
        let identity = try Identity.read(from: chip, corePart: 0xC27)
        #expect(identity.device == nil)
        #expect(identity.name.contains("0xabc"))
        #expect(identity.sectors.isEmpty)
        #expect(identity.flashByteCount == 0)
    }

    /// The same id on another core is another die.
    @Test func theCoreDecidesToo() throws {
        let chip = FakeChip(ManualFacts.all[0], sizeKiB: 1024)
        #expect(try Identity.read(from: chip, corePart: 0xC24).device == nil)
    }

    /// An STM32H7 is an M7 as well and has its id elsewhere; the first place refuses the read.
    @Test func theNextPlaceIsTriedWhereTheFirstRefuses() throws {
        let chip = FakeChip(ManualFacts.all[0], sizeKiB: 1024)
        chip.words[0xE004_2000] = nil
        chip.words[0x5C00_1000] = 0x2003_6450
        #expect(try Identity.read(from: chip, corePart: 0xC27).id == 0x450)
        #expect(chip.reads.prefix(2) == [0xE004_2000, 0x5C00_1000])
    }

    @Test func nothingReadableIsAnUnknownChip() throws {
        let chip = FakeChip(ManualFacts.all[0], sizeKiB: 1024)
        chip.words = [:]
        let identity = try Identity.read(from: chip, corePart: 0xC20)
        #expect(identity.name == "unknown chip")
        #expect(chip.reads == [0x4001_5800])
    }

    @Test func aLostProbeIsNotTakenForAnUnknownChip() {
        let chip = FakeChip(ManualFacts.all[0], sizeKiB: 1024)
        chip.failure = .probeLost
        #expect(throws: TargetFault.self) { try Identity.read(from: chip, corePart: 0xC27) }
    }

    /// FLASH_OPTCR.nDBANK of the STM32F76x (RM0410 3.7.7).
    @Test(arguments: [(UInt32(0), true), (1 << 29, false)])
    func theBankModeIsRead(option: UInt32, isDualBank: Bool) throws {
        let chip = FakeChip(ManualFacts.all[1], sizeKiB: 2048)
        chip.words[0x4002_3C14] = option
        let identity = try Identity.read(from: chip, corePart: 0xC27)
        #expect(identity.isDualBank == isDualBank)
        #expect(identity.sectors.count == (isDualBank ? 24 : 12))
    }

    /// Every die, found by its core from its own identity and size registers, at every size.
    @Test(arguments: Device.all.map(\.id))
    func everyDieIsFound(id: UInt16) throws {
        let device = try #require(Device.all.first { $0.id == id })
        let flash = device.flash
        for size in flash.byteCounts {
            let chip = FakeChip(device, byteCount: size)
            let identity = try Identity.read(from: chip, corePart: device.corePart)
            #expect(identity.device == device)
            #expect(identity.flashByteCount == size, "\(device.name)")
            #expect(identity.doubts.isEmpty)
            #expect(identity.sectors.reduce(0) { $0 + $1.region.byteCount } == size)
        }
    }

    /// ES0182: revision A of the F405 shows the F2's id on a Cortex-M4.
    @Test func aMistakenIdIsPutRight() throws {
        let chip = FakeChip(Device.f405, byteCount: 1 << 20)
        chip.words[0xE004_2000] = 0x2000_6411
        let identity = try Identity.read(from: chip, corePart: 0xC24)
        #expect(identity.device?.id == 0x413)
        #expect(try Identity.read(from: chip, corePart: 0xC23).device?.id == 0x411)
    }

    /// A GD32F303 has the id of an STM32F103xE, but a Cortex-M4.
    @Test func aLookalikeIsNamedAsSuch() throws {
        let chip = FakeChip(Device.f10xHigh, byteCount: 512 << 10)
        let identity = try Identity.read(from: chip, corePart: 0xC24)
        #expect(identity.device == nil)
        #expect(identity.doubts.first?.contains("STM32F10x high density") == true)
    }

    /// The M4 of an H745 and the M0+ of a WL55 are on the same die.
    @Test func theSecondCoreIsOnTheSameDie() {
        #expect(Device.find(id: 0x450, corePart: 0xC24) == Device.find(id: 0x450, corePart: 0xC27))
        #expect(Device.find(id: 0x497, corePart: 0xC60) == Device.find(id: 0x497, corePart: 0xC24))
    }

    @Test func revisionsHaveLetters() throws {
        let chip = FakeChip(Device.g07x, byteCount: 128 << 10)
        chip.words[0x4001_5800] = 0x2000_0460
        #expect(try Identity.read(from: chip, corePart: 0xC60).revisionName == "rev B")
        chip.words[0x4001_5800] = 0x7000_0460
        #expect(try Identity.read(from: chip, corePart: 0xC60).revisionName == "rev 0x7000")
    }

    /// RM0444 3.3.8: with nSWAP_BANK clear the second bank comes first, and BKER means the cells.
    @Test func swappedBanksKeepTheirNumbers() throws {
        let chip = FakeChip(Device.g0Bx, byteCount: 512 << 10)
        chip.words[0x4002_2020] = 1 << 21
        let identity = try Identity.read(from: chip, corePart: 0xC60)
        #expect(identity.areBanksSwapped)
        let sectors = identity.sectors
        #expect(sectors.map(\.region.base) == sectors.map(\.region.base).sorted())
        #expect(sectors.count == 256)
        #expect([sectors[0].bank, sectors[0].code, sectors[0].number] == [1, 0, 128])
        #expect(sectors[0].region.base == 0x0800_0000)
        #expect([sectors[128].bank, sectors[128].code, sectors[128].number] == [0, 0, 0])
        #expect(sectors[128].region.base == 0x0804_0000)
        chip.words[0x4002_2020] = 3 << 20
        #expect(try Identity.read(from: chip, corePart: 0xC60).sectors[0].bank == 0)
    }

    /// RM0090 9.2.1: UFB_MODE cannot be seen while SYSCFG has no clock, which is switched on to
    /// look where no program runs, and off again.
    @Test func theClockOfTheSwapIsLeftAsFound() throws {
        let chip = FakeChip(Device.f42x, byteCount: 2 << 20)
        chip.words[0x4001_3800] = 1 << 8
        chip.words[0x4002_3844] = 0x11
        chip.mayWrite = true
        var identity = try Identity.read(from: chip, corePart: 0xC24)
        #expect(chip.written.isEmpty)
        try identity.readBanks(chip, isHalted: true)
        #expect(chip.written == [0x4002_3844, 0x4002_3844])
        #expect(chip.words[0x4002_3844] == 0x11)
        #expect(identity.areBanksSwapped)
        #expect([identity.sectors[0].code, identity.sectors[0].number] == [16, 12])
        #expect(identity.sectors[12].code == 0)
    }

    /// RM0440 3.3.1: at 128 KiB in two banks, the second lies behind a gap.
    @Test func banksMayLieApart() throws {
        let chip = FakeChip(Device.g47x, byteCount: 128 << 10)
        chip.words[0x4002_2020] = 1 << 22
        let identity = try Identity.read(from: chip, corePart: 0xC24)
        #expect(
            identity.flashRegions == [
                Region(base: 0x0800_0000, byteCount: 64 << 10),
                Region(base: 0x0804_0000, byteCount: 64 << 10),
            ])
        #expect(identity.sectors.allSatisfy { $0.region.byteCount == 2 << 10 })
        #expect(identity.sectors[32].code == 0)
        #expect(identity.sectors[32].bank == 1)
    }

    /// RM0438 6.4.1: the L552xC has page sizes and banks by two option bits.
    @Test(arguments: [(UInt32(0), 1, 4), (1 << 21, 2, 4), (1 << 22, 1, 2), (3 << 21, 2, 2)])
    func theL5HasFourModes(option: UInt32, banks: Int, pageKiB: Int) throws {
        let chip = FakeChip(Device.l55x, byteCount: 256 << 10)
        chip.words[0x4002_2040] = option
        let identity = try Identity.read(from: chip, corePart: 0xD21)
        #expect(Set(identity.sectors.map(\.bank)).count == banks)
        #expect(identity.sectors.allSatisfy { $0.region.byteCount == pageKiB << 10 })
    }

    @Test func sizeCodes() {
        #expect(SizeEncoding.kibibytes.byteCount(of: 1024) == 1 << 20)
        #expect(SizeEncoding.lowByteKibibytes.byteCount(of: 0xAB80) == 128 << 10)
        #expect(SizeEncoding.lowByteKibibytes.byteCount(of: 0xAB00) == nil)
        #expect(SizeEncoding.codes([0: 384, 1: 256]).byteCount(of: 0) == 384 << 10)
        #expect(SizeEncoding.codes([0: 384, 1: 256]).byteCount(of: 128) == 128 << 10)
        #expect(SizeEncoding.codes([0: 384, 1: 256]).byteCount(of: 0xFFFF) == nil)
        // STM32WB0: RAM_SIZE stands above.
        let words = SizeEncoding.wordsLessOne(mask: 0x1_FFFF)
        #expect(words.byteCount(of: 0x0006_FFFF) == 256 << 10)
        #expect(words.byteCount(of: 0x0007_FFFF) == 512 << 10)
        #expect(SizeEncoding.fixed.byteCount(of: 64) == nil)
    }
}
