import STM32
import TargetMemory
import Testing

/// The device table proved: consistent in itself, and against facts typed in a second time.
@Suite struct DeviceTests {
    @Test(arguments: Device.all) func isSound(_ device: Device) {
        #expect(device.problems == [])
    }

    @Test func identitiesAndNamesAreUnique() {
        let identities = Device.all.map { UInt32($0.corePart) << 16 | UInt32($0.id) }
        #expect(Set(identities).count == Device.all.count)
        #expect(Set(Device.all.map(\.name)).count == Device.all.count)
    }

    @Test func everyControllerHasADevice() {
        for controller in FlashController.allCases {
            #expect(Device.all.contains { $0.flash.controller == controller })
        }
    }

    /// id, size register, flash KiB, sectors, RAM KiB, unique id: from the reference manuals,
    /// independently of the table.
    static let facts: [(id: UInt16, Address, flash: Int, sectors: Int, ram: Int, Address)] = [
        (0x449, 0x1FF0_F442, 1024, 8, 336, 0x1FF0_F420),
        (0x451, 0x1FF0_F442, 2048, 12, 528, 0x1FF0_F420),
        (0x452, 0x1FF0_7A22, 512, 8, 272, 0x1FF0_7A10),
    ]

    @Test func agreesWithTheManuals() throws {
        #expect(Self.facts.count == Device.all.count)
        for fact in Self.facts {
            let device = try #require(Device.find(id: fact.id, corePart: 0xC27))
            #expect(device.flash.sizeRegister == fact.1)
            #expect(device.flash.byteCountMax == fact.flash << 10)
            #expect(
                device.flash.sectors(byteCount: device.flash.byteCountMax).count == fact.sectors)
            #expect(device.ram.reduce(0) { $0 + $1.region.byteCount } == fact.ram << 10)
            #expect(device.uniqueIDRegister == fact.5)
        }
    }

    @Test func aSmallerVariantHasFewerSectors() throws {
        let flash = try #require(Device.find(id: 0x449, corePart: 0xC27)).flash
        let half = flash.sectors(byteCount: 512 << 10)
        #expect(half.map { $0.region.byteCount >> 10 } == [32, 32, 32, 32, 128, 256])
        #expect(half.last?.region.last == 0x0807_FFFF)
    }

    @Test func twoBanksCountOn() throws {
        let flash = try #require(Device.find(id: 0x451, corePart: 0xC27)).flash
        let sectors = flash.sectors(byteCount: 2 << 20, isDualBank: true)
        #expect(sectors.count == 24)
        #expect(sectors[12].number == 12)
        #expect(sectors[12].code == 16)
        #expect(sectors[12].region.base == 0x0810_0000)
    }

    @Test func sizesThatCannotBe() {
        #expect(SizeEncoding.kibibytes.byteCount(of: 0xFFFF) == nil)
        #expect(SizeEncoding.kibibytes.byteCount(of: 0) == nil)
        #expect(SizeEncoding.kibibytes.byteCount(of: 1024) == 1 << 20)
        // An STM32L151xB reads 0x6B80 there: the high byte is not part of the size.
        #expect(SizeEncoding.lowByteKibibytes.byteCount(of: 0x6B80) == 128 << 10)
        #expect(SizeEncoding.codes([0: 384, 1: 256]).byteCount(of: 1) == 256 << 10)
        #expect(SizeEncoding.codes([0: 384, 1: 256]).byteCount(of: 2) == nil)
    }
}
