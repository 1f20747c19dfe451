import DebugSession
import RemoteProtocol
import STM32
import STM32Flash
import STM32Target
import TargetMemory
import Testing
import VirtualBoard

/// Row B17 on every board: 1 to 12 sections of odd sizes at odd places with gaps between them,
/// from an erased flash and over a full one, as gdb's `load` sends them and as the tool does.
@Suite struct OddImageTests {
    private static let seed = UInt64.random(in: 0...9999)

    /// Knuth's MMIX generator.
    private struct Chance: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    /// Sections that do not touch, the last of which may end with the range.
    private static func image(_ range: Region, seed: UInt64) -> [Segment] {
        var chance = Chance(state: seed)
        let count = Int.random(in: 1...12, using: &chance)
        var cuts: Set<Int> = []
        while cuts.count < 2 * count {
            cuts.insert(Int.random(in: 0...range.byteCount, using: &chance))
        }
        let sorted = cuts.sorted()
        return (0..<count).map { index in
            let (start, end) = (sorted[2 * index], sorted[2 * index + 1])
            return Segment(
                address: range.base + start,
                bytes: DeviceTests.bytes(end - start, seed: seed &+ UInt64(index)))
        }
    }

    /// What the range holds afterwards: the sections, and around them what erased cells read.
    /// Blocks of sectors that no section touches are as before.
    private static func expected(
        _ image: [Segment], over before: [UInt8], _ range: Region, _ sectors: [Sector],
        erased: UInt8
    ) -> [UInt8] {
        var memory = before
        for sector in sectors where range.contains(sector.region) {
            guard image.contains(where: { $0.region?.overlaps(sector.region) == true }) else {
                continue
            }
            let start = sector.region.base - range.base
            for index in start..<start + sector.region.byteCount { memory[index] = erased }
        }
        for segment in image {
            let start = segment.address - range.base
            memory.replaceSubrange(start..<start + segment.bytes.count, with: segment.bytes)
        }
        return memory
    }

    /// As gdb 13 to 18: the blocks are erased first, then come the bytes in pieces of a packet.
    private static func load(_ image: [Segment], _ session: inout Session, _ sectors: [Sector]) {
        func expectOK(_ request: Request) {
            #expect(session.handle(request).replies == [.ok], "seed \(seed)")
        }
        for sector in sectors
        where image.contains(where: { $0.region?.overlaps(sector.region) == true }) {
            expectOK(.flashErase(sector.region.base, count: sector.region.byteCount))
        }
        let pieceByteCount = 4091
        for segment in image {
            for start in stride(from: 0, to: segment.bytes.count, by: pieceByteCount) {
                let bytes = segment.bytes[start...].prefix(pieceByteCount)
                expectOK(.flashWrite(segment.address + start, Array(bytes)))
            }
        }
        expectOK(.flashDone)
    }

    @Test(arguments: DeviceTests.boards) func endsInItsPlace(_ name: String) throws {
        let bus = try BoardBus(name, probe: DeviceTests.probe)
        let (link, target) = try bus.target()
        defer { link.close() }
        let flash = try #require(target.identity.device).flash
        let sectors = target.identity.sectors
        // A few sectors, or some KiB, up to the very end of the flash.
        let last = try #require(sectors.last).region
        let wanted = max(min(6000, target.identity.flashByteCount / 2), last.byteCount)
        let start = try #require(
            sectors.last { last.last - $0.region.base + 1 >= wanted }?.region.base)
        let range = Region(base: start, byteCount: last.last - start + 1)
        // Sections keep to the last part of big sectors: every byte is read back.
        let part = Region(
            base: range.base + max(range.byteCount - 12_000, 0),
            byteCount: min(range.byteCount, 12_000))

        var session = Session(target: target, serverVersion: "test")
        let first = Self.image(part, seed: Self.seed)
        let blank = [UInt8](repeating: flash.erasedByte, count: range.byteCount)
        Self.load(first, &session, sectors)
        let afterLoad = Self.expected(
            first, over: blank, range, sectors, erased: flash.erasedByte)
        #expect(
            try target.core.access.read(part.base, count: part.byteCount)
                == Array(afterLoad.suffix(part.byteCount)), "seed \(Self.seed)")

        let tool = try #require(target.flashSession)
        for round in 1...2 as ClosedRange<UInt64> {
            let image = Self.image(part, seed: Self.seed &+ 1000 &* round)
            let before = try target.core.access.read(part.base, count: part.byteCount)
            let wanted = Self.expected(
                image, over: blank.dropLast(part.byteCount) + before, range, sectors,
                erased: flash.erasedByte)
            if round == 1 {
                #expect(try tool.program(image).isVerified)
            } else {
                Self.load(image, &session, sectors)
            }
            #expect(
                try target.core.access.read(part.base, count: part.byteCount)
                    == Array(wanted.suffix(part.byteCount)), "seed \(Self.seed), round \(round)")
        }
        #expect(bus.statistic("illegalTotal") == 0, "\(bus.statistics)")
    }
}
