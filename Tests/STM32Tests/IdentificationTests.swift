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
        #expect(identity.flashByteCount == 1 << 20)
        #expect(identity.doubts.count == 1)
        #expect(identity.doubts.first?.contains("0x1ff0f442") == true)
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
        #expect(chip.reads == [0xE004_2000, 0x5C00_1000])
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

    @Test func sizeCodes() {
        #expect(SizeEncoding.kibibytes.byteCount(of: 1024) == 1 << 20)
        #expect(SizeEncoding.lowByteKibibytes.byteCount(of: 0xAB80) == 128 << 10)
        #expect(SizeEncoding.lowByteKibibytes.byteCount(of: 0xAB00) == nil)
        #expect(SizeEncoding.codes([0: 384, 1: 256]).byteCount(of: 0) == 384 << 10)
        #expect(SizeEncoding.codes([0: 384, 1: 256]).byteCount(of: 2) == nil)
    }
}

/// The words of a chip that identification looks at; every other address refuses.
private final class FakeChip: MemoryAccess {
    var words: [Address: UInt32]
    var reads: [Address] = []
    var failure: TargetFault.Cause?

    init(_ facts: ManualFacts, sizeKiB: UInt16) {
        // The size is in the upper half of its word, beside the package code.
        words = [
            0xE004_2000: 0x1001_6000 | UInt32(facts.id),
            facts.sizeRegister.alignedDown(to: 4): UInt32(sizeKiB) << 16 | 0x0100,
            0x4002_3C14: 0xFFFF_AAED,
        ]
    }

    func readWord(_ address: Address) throws(TargetFault) -> UInt32 {
        reads.append(address)
        if let failure { throw TargetFault(failure, "gone") }
        guard let word = words[address] else { throw TargetFault(.access, "refused") }
        return word
    }

    func read(_ address: Address, count: Int) throws(TargetFault) -> [UInt8] {
        throw TargetFault(.access, "refused")
    }

    func write(_ bytes: [UInt8], to address: Address) throws(TargetFault) {
        throw TargetFault(.access, "identification writes nothing")
    }

    func writeWord(_ value: UInt32, to address: Address) throws(TargetFault) {
        throw TargetFault(.access, "identification writes nothing")
    }
}
