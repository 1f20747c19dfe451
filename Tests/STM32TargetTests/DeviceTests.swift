import STM32
import STM32Flash
import STM32Target
import TargetMemory
import Testing
import VirtualBoard

/// Every board: attach, erase, program, verify; nothing that the manuals forbid, everything put
/// back.
@Suite struct DeviceTests {
    static let boards = BoardCatalogue.boards.keys.filter { !$0.hasSuffix("-tz") }.sorted()
    /// Its firmware reaches cores behind every access port.
    static let probe = "stlink-v2-1"
    /// Those with TrustZone enabled.
    static let secureBoards = BoardCatalogue.boards.keys.filter { $0.hasSuffix("-tz") }.sorted()

    /// Bytes that look like nothing, the same for the same seed.
    static func bytes(_ byteCount: Int, seed: UInt64) -> [UInt8] {
        var state = seed
        return (0..<byteCount).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
    }

    /// An image of an odd length at the start, and a few bytes on an odd address further up.
    private func image(_ identity: Identity, seed: UInt64) -> [Segment] {
        let base = identity.sectors[0].region.base
        let byteCount = min(9001, identity.flashByteCount / 2 - 301)
        // The H750 has but one sector.
        let sector = identity.sectors[identity.sectors.count * 3 / 4].region
        let far = identity.sectors.count > 1 ? sector.base : base + sector.byteCount / 2
        return [
            Segment(address: base, bytes: Self.bytes(byteCount, seed: seed)),
            Segment(address: far + 13, bytes: Self.bytes(31, seed: seed + 1)),
        ]
    }

    private func expect(
        _ image: [Segment], in target: STM32Target, _ place: String
    ) throws {
        for segment in image {
            for offset in stride(from: 0, to: segment.bytes.count, by: 4096) {
                let wanted = Array(segment.bytes[offset...].prefix(4096))
                let found = try target.core.access.read(
                    segment.address + offset, count: wanted.count)
                #expect(found == wanted, "\(place), \(segment.address + offset)")
            }
        }
    }

    @Test(arguments: boards)
    func loads(_ name: String) throws {
        let bus = try BoardBus(name, probe: Self.probe)
        var warnings: [String] = []
        let (link, target) = try bus.target(
            notices: NoticeSink { if $0 == .warning { warnings.append($1) } })
        defer { link.close() }
        let device = try #require(target.identity.device, "\(target.identity.idcode)")
        let session = try #require(target.flashSession)
        let unit = max(device.flash.programByteCount, 4)
        let erased = device.flash.erasedByte

        // From an erased flash.
        let first = image(target.identity, seed: 1)
        let fresh = try session.program(first)
        #expect(fresh.usedLoader && fresh.isVerified, "\(warnings)")
        #expect(fresh.sectorsErased == 0)
        try expect(first, in: target, "first")
        // What the last unit was filled up with is as erased.
        let end = first[0].address + first[0].bytes.count
        let pad = (unit - first[0].bytes.count % unit) % unit
        #expect(
            try target.core.access.read(end, count: pad) == Array(repeating: erased, count: pad))

        // Over other contents.
        let second = image(target.identity, seed: 5)
        let over = try session.program(second)
        #expect(over.usedLoader && over.isVerified)
        #expect(over.sectorsErased > 0 && over.sectorsUnchanged == 0)
        try expect(second, in: target, "second")

        // The same again costs no erase.
        let again = try session.program(second)
        #expect(again.isVerified && again.programmedByteCount == 0)
        #expect(again.sectorsErased == 0)
        #expect(bus.statistic("illegalTotal") == 0)
    }

    /// By the debug port alone, as where RAM cannot be used.
    @Test(arguments: boards)
    func loadsWithoutALoader(_ name: String) throws {
        let bus = try BoardBus(name, probe: Self.probe)
        let (link, target) = try bus.target()
        defer { link.close() }
        let session = try #require(target.flashSession)
        let base = try #require(target.identity.sectors.first).region.base
        for seed in [7, 8] as [UInt64] {
            let image = [Segment(address: base + 5, bytes: Self.bytes(333, seed: seed))]
            let report = try session.program(image, options: FlashOptions(usesLoader: false))
            #expect(report.isVerified && !report.usedLoader)
            #expect(report.sectorsErased == (seed == 7 ? 0 : report.sectorsErased))
            try expect(image, in: target, "\(seed)")
        }
        #expect(bus.statistic("illegalTotal") == 0)
    }

    /// What lies around the image in its sectors stays, and all of it goes with a mass erase.
    @Test(arguments: boards)
    func keepsAndErases(_ name: String) throws {
        let bus = try BoardBus(name, probe: Self.probe)
        let (link, target) = try bus.target()
        defer { link.close() }
        let session = try #require(target.flashSession)
        let sector = try #require(target.identity.sectors.first).region
        let unit = try #require(target.identity.device).flash.programByteCount
        let old = Self.bytes(min(sector.byteCount, 2048), seed: 11)
        _ = try session.program([Segment(address: sector.base, bytes: old)])
        let new = Segment(address: sector.base + unit, bytes: Self.bytes(unit, seed: 12))
        let report = try session.program([new], options: FlashOptions(preserves: true))
        #expect(report.preservedByteCount > 0)
        var wanted = old
        wanted.replaceSubrange(unit..<2 * unit, with: new.bytes)
        try expect([Segment(address: sector.base, bytes: wanted)], in: target, "kept")

        _ = try session.eraseAll()
        let erased = try #require(target.identity.device).flash.erasedByte
        let blank = [UInt8](repeating: erased, count: old.count)
        try expect([Segment(address: sector.base, bytes: blank)], in: target, "erased")
        #expect(bus.statistic("illegalTotal") == 0)
    }

    /// Flash registers and core are as found once everybody has left.
    @Test(arguments: boards)
    func leavesEverythingAsFound(_ name: String) throws {
        let bus = try BoardBus(name, probe: Self.probe)
        let (link, target) = try bus.target()
        defer { link.close() }
        let flash = try #require(target.identity.device).flash
        let places = [flash.registers, flash.secondBankRegisters].compactMap(\.self)
        // Where interfaces have their access control register, reads say how it was set up.
        let before = try places.map { try link.readWord($0 + flash.layout.control) }
        let session = try #require(target.flashSession)
        let segment = Segment(
            address: target.identity.sectors[0].region.base, bytes: Self.bytes(100, seed: 21))
        _ = try session.program([segment])
        let after = try places.map { try link.readWord($0 + flash.layout.control) }
        #expect(before == after)
        try target.detach(leaveHalted: false)
        #expect(bus.statistic("illegalTotal") == 0)
    }
}
