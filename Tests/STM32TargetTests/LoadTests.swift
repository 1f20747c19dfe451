import DebugSession
import STM32Flash
import STM32Target
import TargetMemory
import Testing
import VirtualBoard

/// What `load` does to the chip, and how long it takes by the board's own clock.
@Suite struct LoadTests {
    private static let smallByteCount = 18_120
    private static let largeByteCount = 256 << 10

    /// Bytes that look like nothing, the same for the same seed.
    private func image(_ byteCount: Int, seed: UInt64) -> [UInt8] {
        var state = seed
        return (0..<byteCount).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
    }

    @discardableResult
    private func load(
        _ bytes: [UInt8], _ target: STM32Target, _ options: FlashOptions = FlashOptions()
    ) throws -> FlashReport {
        let session = try #require(target.flashSession)
        let report = try session.program(
            [Segment(address: 0x0800_0000, bytes: bytes)], options: options)
        for start in stride(from: 0, to: bytes.count, by: 4096) {
            let piece = Array(bytes[start..<min(start + 4096, bytes.count)])
            let found = try target.readMemory(
                Address(0x0800_0000 + UInt32(start)), count: piece.count)
            #expect(found == piece)
        }
        return report
    }

    @Test func attachTakesFewTransfers() throws {
        let bus = try BoardBus()
        let (link, _) = try bus.target()
        defer { link.close() }
        #expect(bus.transfers <= 60)
    }

    /// The limit is 250 ms for the sector and 16 us for each of 4530 words (DS10916 table 46).
    @Test(arguments: [(smallByteCount, 323.0, 1), (largeByteCount, 3049.0, 5)])
    func staysNearTheLimitOfTheFlash(_ byteCount: Int, _ limit: Double, _ sectors: Int) throws {
        let bus = try BoardBus()
        let (link, target) = try bus.target()
        defer { link.close() }
        try load(image(byteCount, seed: 1), target)
        let erases = bus.statistic("sectorErases")
        let start = bus.milliseconds
        let session = try #require(target.flashSession)
        let other = image(byteCount, seed: 2)
        let report = try session.program([Segment(address: 0x0800_0000, bytes: other)])
        #expect(report.usedLoader)
        #expect(report.isVerified)
        #expect(report.sectorsErased == sectors)
        #expect(bus.statistic("sectorErases") == erases + sectors)
        #expect(bus.milliseconds - start < 1.25 * limit)
        #expect(bus.statistic("illegalTotal") == 0)
    }

    @Test func theSameAgainErasesNothing() throws {
        let bus = try BoardBus()
        let (link, target) = try bus.target()
        defer { link.close() }
        let bytes = image(Self.largeByteCount, seed: 3)
        try load(bytes, target)
        let start = bus.milliseconds
        let erases = bus.statistic("sectorErases")
        let report = try #require(target.flashSession).program(
            [Segment(address: 0x0800_0000, bytes: bytes)])
        #expect(bus.milliseconds - start < 150)
        #expect(report.sectorsUnchanged == 5)
        #expect(report.programmedByteCount == 0)
        #expect(bus.statistic("sectorErases") == erases)
    }

    @Test func onlyTheSectorThatDiffersIsErased() throws {
        let bus = try BoardBus()
        let (link, target) = try bus.target()
        defer { link.close() }
        var bytes = image(96 << 10, seed: 4)
        try load(bytes, target)
        bytes[40 << 10] ^= 1
        let report = try load(bytes, target)
        #expect(report.sectorsErased == 1)
        #expect(report.sectorsUnchanged == 2)
        #expect(report.programmedByteCount == 32 << 10)
    }

    @Test func worksWithoutALoader() throws {
        let bus = try BoardBus()
        let (link, target) = try bus.target()
        defer { link.close() }
        try load(image(3000, seed: 5), target)
        let report = try load(image(3000, seed: 6), target, FlashOptions(usesLoader: false))
        #expect(!report.usedLoader)
        #expect(report.isVerified)
        #expect(bus.statistic("illegalTotal") == 0)
    }

    @Test func ramAndRegistersAreAsBeforeWithoutReset() throws {
        let bus = try BoardBus()
        let (link, target) = try bus.target()
        defer { link.close() }
        let content = image(64 << 10, seed: 7)
        try target.writeMemory(content, to: 0x2000_0000)
        for number in 0..<13 { try target.writeRegister(number, [UInt8(number), 1, 2, 3]) }
        let registers = try (0..<23).map { try target.readRegister($0) }
        try load(image(Self.smallByteCount, seed: 8), target, FlashOptions(resets: false))
        #expect(try target.readMemory(0x2000_0000, count: content.count) == content)
        #expect(try (0..<23).map { try target.readRegister($0) } == registers)
    }

    @Test func checksumOnTheTargetIsThatOfTheBytes() throws {
        let bus = try BoardBus()
        let (link, target) = try bus.target()
        defer { link.close() }
        let bytes = image(Self.largeByteCount, seed: 9)
        try load(bytes, target)
        for byteCount in [100, 40_001, Self.largeByteCount - 3] {
            let region = Region(base: 0x0800_0001, byteCount: byteCount)
            let expected = GDBChecksum(bytes[1...byteCount]).value
            #expect(try target.crc32(region) == expected)
        }
    }

    @Test(arguments: ["volt(2400, 1200)", "rdp(1)", "wrp(1)"])
    func refusalsEraseNothing(_ fault: String) throws {
        let bus = try BoardBus(faults: [fault])
        let (link, target) = try bus.target()
        defer { link.close() }
        let session = try #require(target.flashSession)
        #expect(throws: TargetFault.self) {
            try session.program([Segment(address: 0x0800_0000, bytes: [1, 2, 3, 4])])
        }
        #expect(bus.statistic("sectorErases") == 0)
    }

    @Test func aWeakCellIsFoundAndNamed() throws {
        let bus = try BoardBus(faults: ["weak(0x08001234)"])
        let (link, target) = try bus.target()
        defer { link.close() }
        let session = try #require(target.flashSession)
        let bytes = [UInt8](repeating: 0x11, count: 8192)
        let fault = #expect(throws: TargetFault.self) {
            try session.program([Segment(address: 0x0800_0000, bytes: bytes)])
        }
        #expect(fault?.address == 0x0800_1234)
        #expect(fault?.message.contains("Verify failed") == true)
    }

    @Test func anErrorFlagIsReadAndTheFlashLockedAgain() throws {
        let bus = try BoardBus(faults: ["flasherr(pgperr, 100)"])
        let (link, target) = try bus.target()
        defer { link.close() }
        let session = try #require(target.flashSession)
        let segment = Segment(address: 0x0800_0000, bytes: image(4096, seed: 10))
        let fault = #expect(throws: TargetFault.self) { try session.program([segment]) }
        #expect(fault?.message.contains("PGPERR") == true)
        #expect(try link.readWord(0x4002_3C10) == 0x8000_0000)
        #expect(try session.program([segment]).isVerified)
    }

    /// Each lost transfer ends in a fault with words or in a good load, and the next load works.
    @Test func anyTransferMayFail() throws {
        let segment = Segment(address: 0x0800_0000, bytes: image(Self.smallByteCount, seed: 11))
        let clean = try BoardBus()
        let (cleanLink, cleanTarget) = try clean.target()
        let start = clean.transfers
        _ = try #require(cleanTarget.flashSession).program([segment])
        let count = clean.transfers - start
        cleanLink.close()
        #expect(count > 100)
        for number in stride(from: 3, to: count, by: 17) {
            let bus = try BoardBus()
            let (link, target) = try bus.target()
            let session = try #require(target.flashSession)
            bus.failTransfer(number, with: .timeout(endpoint: 0x81))
            do throws(TargetFault) {
                let report = try session.program([segment])
                #expect(report.isVerified)
            } catch {
                #expect(!error.message.isEmpty)
            }
            link.close()
            let (second, again) = try bus.target()
            #expect(try #require(again.flashSession).program([segment]).isVerified, "\(number)")
            second.close()
        }
    }

    /// A step as gdb counts it: step, registers, the instruction and a line of the stack.
    @Test func aStepTakesAtMostTwelveTransfers() throws {
        let bus = try BoardBus()
        let (link, target) = try bus.target()
        defer { link.close() }
        // movs r0, #1 ... then a branch to itself
        var code = [UInt8](repeating: 0, count: 8)
        code[0...3] = [0x00, 0x10, 0x00, 0x20]
        code[4...7] = [0x09, 0x00, 0x00, 0x08]
        for _ in 0..<500 { code += [0x01, 0x30] }
        code += [0xFE, 0xE7]
        try load(code, target)
        let steps = 100
        let start = bus.transfers
        for _ in 0..<steps {
            #expect(try target.step(at: nil) == .trap)
            let pc = try #require(try target.readRegister(15))
            let place = pc.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            _ = try target.readMemory(Address(place), count: 4)
            _ = try target.readMemory(0x2000_0FC0, count: 64)
        }
        #expect(bus.transfers - start <= 12 * steps)
    }
}
