import TargetMemory
import Testing

@testable import STM32
@testable import STM32Flash

/// The driver of most families against interfaces told by their register layouts.
@Suite struct RegisterControllerTests {
    /// One device of each arrangement: its biggest chip, as its bank rules have it.
    static let devices = Device.all.filter {
        [.f1, .l4, .l5, .h5, .h7, .h7rs].contains($0.flash.controller)
    }.map(\.name)

    private func device(_ name: String) throws -> Device {
        try #require(Device.all.first { $0.name == name })
    }

    private func interface(_ device: Device) -> FakeInterface {
        let flash = device.flash
        let size = flash.byteCountMax
        let arrangement = flash.arrangements(byteCount: size).last
        return FakeInterface(flash, flash.sectors(byteCount: size, arrangement: arrangement))
    }

    private func controller(_ fake: FakeInterface) -> RegisterController {
        RegisterController(access: fake, flash: fake.flash, sectors: fake.sectors)
    }

    private func sets(_ fake: FakeInterface) -> [Address] {
        let second = fake.sectors.contains { $0.bank == 1 } ? fake.flash.secondBankRegisters : nil
        return [fake.flash.registers] + [second].compactMap(\.self)
    }

    @Test(arguments: devices) func opensAndCloses(name: String) throws {
        let device = try device(name)
        let fake = interface(device)
        let before = fake.words
        var driver = controller(fake)
        try driver.open()
        for set in sets(fake) { #expect(!fake.isLocked(set)) }
        try driver.open()
        for set in sets(fake) { #expect(fake.keys[set]?.count == 2) }
        try driver.close()
        for set in sets(fake) {
            #expect(fake.isLocked(set))
            let place = set + device.flash.layout.control
            #expect(fake.words[place] == before[place])
        }
    }

    /// The first and the last sector of each bank, and no other.
    @Test(arguments: devices) func erasesTheSectorThatIsMeant(name: String) throws {
        let device = try device(name)
        let fake = interface(device)
        fake.busyReads = 3
        var driver = controller(fake)
        try driver.open()
        let banks = Dictionary(grouping: fake.sectors, by: \.bank)
        let chosen = banks.values.flatMap { [$0[0], $0[$0.count - 1]] }
        for sector in chosen {
            fake.erased = []
            fake.cells[sector.region.base] = 0
            try driver.erase(sector)
            #expect(fake.erased == [sector.number], "\(device.name)")
            #expect(fake.cells[sector.region.base] == nil)
        }
        #expect(fake.writesWhileBusy == 0)
    }

    @Test(arguments: devices) func programsUnitsAndSkipsBlankOnes(name: String) throws {
        let device = try device(name)
        let fake = interface(device)
        fake.busyReads = 2
        var driver = controller(fake)
        try driver.open()
        let unit = device.flash.programByteCount
        let blank = [UInt8](repeating: device.flash.erasedByte, count: unit)
        let data = (0..<unit).map { UInt8($0 + 1) }
        for sector in [fake.sectors[0], fake.sectors[fake.sectors.count - 1]] {
            try driver.program(data + blank + data, at: sector.region.base)
            let found = try fake.read(sector.region.base, count: 3 * unit)
            #expect(found == data + blank + data)
            #expect(fake.cells[sector.region.base + unit] == nil)
        }
        #expect(fake.writesWhileBusy == 0)
    }

    /// Flags of somebody else are cleared; ours come with their names, once.
    @Test(arguments: devices) func namesErrors(name: String) throws {
        let device = try device(name)
        let fake = interface(device)
        let layout = device.flash.layout
        for set in sets(fake) { fake.words[set + layout.flags] = layout.errors }
        var driver = controller(fake)
        try driver.open()
        for flag in StatusFlag.list(device.flash.controller) where layout.errors & flag.bit != 0 {
            fake.nextErrors = flag.bit
            let failure = fault { () throws(TargetFault) in try driver.erase(fake.sectors[0]) }
            let name = flag.meaning.prefix { $0 != " " }
            #expect(failure?.cause == .flash)
            #expect(failure?.message.contains(name) == true, "\(device.name)")
            #expect(failure?.message.contains("Erasing sector 0") == true)
        }
        #expect(fault { () throws(TargetFault) in try driver.erase(fake.sectors[0]) } == nil)
    }

    @Test(arguments: devices) func massEraseReachesEveryBank(name: String) throws {
        let device = try device(name)
        let fake = interface(device)
        let layout = device.flash.layout
        var driver = controller(fake)
        try driver.open()
        try driver.eraseAll(fake.sectors)
        let hasTwo = fake.sectors.contains { $0.bank == 1 }
        let bits = fake.massErases.reduce(0, |)
        #expect(bits == layout.massErase | (hasTwo ? layout.massEraseSecondBank : 0))
        let isEach = hasTwo && fake.flash.secondBankRegisters != nil
        #expect(fake.massErases.count == (isEach || bits != layout.massErase ? 2 : 1))
    }

    /// Whatever transfer fails, it is that failure which comes out, and closing still locks.
    @Test func anyAccessMayFail() throws {
        let device = Device.g47x
        for count in 1... {
            let fake = interface(device)
            var driver = controller(fake)
            fake.accessesUntilFailure = count
            let failure = fault { () throws(TargetFault) in
                try driver.open()
                try driver.erase(fake.sectors[1])
                try driver.program(
                    [UInt8](repeating: 3, count: 16), at: fake.sectors[1].region.base)
            }
            guard let failure else { break }
            #expect(failure.cause == .link)
            fake.accessesUntilFailure = .max
            _ = fault { () throws(TargetFault) in try driver.close() }
            #expect(fake.writesWhileBusy == 0)
            #expect(count < 1000)
        }
    }
}
