import STM32
import STM32Flash
import STM32Target
import TargetMemory
import Testing
import USBTransport
import VirtualBoard

/// Power or probe lost at every tenth transfer of a load, on each flash interface: the next load
/// succeeds without a hand at the cable, nothing claims success over wrong contents, and sectors
/// that were none of the load's business keep their bytes.
@Suite struct PowerLossTests {
    enum Loss: CaseIterable { case power, powerForAWhile, probe }

    static let boards = [
        "stm32f072", "stm32f103xg", "stm32f407", "stm32f756", "stm32l053", "stm32l152",
        "stm32l476", "stm32g0b1", "stm32c031", "stm32u083", "stm32g474", "stm32wb55",
        "stm32l552", "stm32u575", "stm32u385", "stm32h563", "stm32h743", "stm32h7s3",
        "stm32wb07",
    ]
    private static let step = 10

    private struct Images {
        let old, new, neighbour: Segment

        /// The neighbour's sector is the last; the others start at the first.
        init(_ identity: Identity) {
            let first = identity.sectors[0].region
            let last = identity.sectors[identity.sectors.count - 1].region
            let byteCount = min(5000, identity.flashByteCount / 4)
            old = Segment(address: first.base, bytes: DeviceTests.bytes(byteCount, seed: 21))
            new = Segment(address: first.base, bytes: DeviceTests.bytes(byteCount, seed: 22))
            neighbour = Segment(address: last.base, bytes: DeviceTests.bytes(100, seed: 23))
        }
    }

    private func load(_ segments: [Segment], _ target: STM32Target) throws {
        let session = try #require(target.flashSession)
        #expect(try session.program(segments).isVerified)
    }

    private func holds(_ segment: Segment, _ target: STM32Target) throws -> Bool {
        try target.core.access.read(segment.address, count: segment.bytes.count) == segment.bytes
    }

    /// Transfers of an undisturbed load of the new over the old image.
    private func count(_ name: String) throws -> Int {
        let bus = try BoardBus(name, probe: DeviceTests.probe)
        let (link, target) = try bus.target()
        defer { link.close() }
        let images = Images(target.identity)
        try load([images.old, images.neighbour], target)
        let start = bus.transfers
        try load([images.new], target)
        return bus.transfers - start
    }

    @Test(arguments: boards)
    func theNextLoadSucceeds(_ name: String) throws {
        let transfers = try count(name)
        #expect(transfers > 3 * Self.step)
        let bus = try BoardBus(name, probe: DeviceTests.probe)
        // What is lost takes turns, and begins with another one on the next board.
        var turn = Self.boards.firstIndex(of: name) ?? 0
        for number in stride(from: Self.step, through: transfers, by: Self.step) {
            turn += 1
            let loss = Loss.allCases[turn % Loss.allCases.count]
            let place = "\(name), \(loss) at \(number) of \(transfers)"
            try prepare(bus, place)
            try disturb(bus, loss, at: number, place)
            // The next one: nobody has touched anything.
            let (link, target) = try bus.target()
            let images = Images(target.identity)
            try load([images.new], target)
            #expect(try holds(images.new, target), "\(place)")
            #expect(try holds(images.neighbour, target), "\(place)")
            try target.detach(leaveHalted: false)
            link.close()
        }
        #expect(bus.statistic("illegalTotal") == 0, "\(bus.statistics)")
    }

    /// A mass erase, and one sector's, after a load that lost its probe or its power half way: the
    /// interface is open, with PG set or half a unit written.
    @Test(arguments: boards, [Loss.power, .probe])
    func erasesSucceed(_ name: String, _ loss: Loss) throws {
        let half = try count(name) / 2
        let bus = try BoardBus(name, probe: DeviceTests.probe)
        let place = "\(name), \(loss) at \(half)"
        try prepare(bus, place)
        try disturb(bus, loss, at: half, place)
        let (link, target) = try bus.target()
        defer { link.close() }
        let session = try #require(target.flashSession)
        let sectors = target.identity.sectors
        let erased = try #require(target.identity.device).flash.erasedByte
        let blank = [UInt8](repeating: erased, count: 64)
        let one = try session.erase([sectors[0].region])
        #expect(one.sectorsErased + one.sectorsBlank == 1, "\(place)")
        #expect(try target.core.access.read(sectors[0].region.base, count: 64) == blank)
        if sectors.count > 1 {
            #expect(try holds(Images(target.identity).neighbour, target), "\(place)")
        }
        #expect(Self.isWhole(try session.eraseAll(), sectors.count), "\(place)")
        for sector in sectors {
            let found = try target.core.access.read(sector.region.base, count: 64)
            #expect(found == blank, "\(place), sector \(sector.number)")
        }
        #expect(bus.statistic("illegalTotal") == 0, "\(bus.statistics)")
    }

    /// Where pages are erased one by one, those that are blank already are left alone.
    private static func isWhole(_ report: FlashReport, _ count: Int) -> Bool {
        report.sectorsErased + report.sectorsBlank == count
    }

    private func prepare(_ bus: BoardBus, _ place: String) throws {
        let (link, target) = try bus.target()
        let images = Images(target.identity)
        try load([images.old, images.neighbour], target)
        #expect(try holds(images.old, target), "\(place)")
        try target.detach(leaveHalted: false)
        link.close()
    }

    private func disturb(
        _ bus: BoardBus, _ loss: Loss, at number: Int, _ place: String
    ) throws {
        let (link, target) = try bus.target()
        let images = Images(target.identity)
        switch loss {
        case .power: bus.cutPower(at: number, milliseconds: 0)
        case .powerForAWhile: bus.cutPower(at: number, milliseconds: 20)
        case .probe: bus.failTransfer(number, with: .noDevice, isForGood: true)
        }
        let session = try #require(target.flashSession)
        do {
            let report = try session.program([images.new])
            // Whatever went wrong on the way: who claims success has to be right.
            bus.repair()
            #expect(try report.isVerified && holds(images.new, target), "\(place)")
        } catch let error as TargetFault {
            #expect(!error.message.isEmpty, "\(place)")
        } catch {
            Issue.record("\(place): \(error)")
        }
        link.close()
        bus.repair()
        if loss == .probe {
            bus.board.unplug()
            bus.board.plugIn()
        }
        bus.board.live(nanoseconds: 50_000_000)
    }
}
