import TargetMemory
import Testing

@testable import STM32Flash

@Suite struct MismatchTests {
    private func mismatch(_ target: FakeTarget) -> Mismatch {
        Mismatch(flash: FakeTarget.device.flash, sectors: target.sectors, access: target)
    }

    @Test(
        arguments: [
            ([0, 0, 0], [1, 2, 3], "reads as zero"), ([1, 0xFF, 0xFF], [1, 2, 3], "still erased"),
            ([1, 6, 3], [1, 2, 3], "not programmed"), ([1, 2, 1], [1, 2, 3], "0 already"),
            ([1, 4, 3], [1, 2, 3], "other data"), ([0, 0xFE, 3], [1, 2, 3], "other data"),
        ] as [([UInt8], [UInt8], String)])
    func differencesAreClassified(found: [UInt8], wanted: [UInt8], words: String) {
        let differing = found.indices.filter { found[$0] != wanted[$0] }
        #expect(Mismatch.cause(found, wanted, differing).contains(words))
    }

    @Test func theFirstDifferenceIsNamed() throws {
        let target = FakeTarget()
        target.cells.replaceSubrange(0x100..<0x104, with: [1, 2, 7, 4])
        let piece = Segment(address: 0x0800_0100, bytes: [1, 2, 3, 4])
        var events: [NoticeSink.Event] = []
        let sink = NoticeSink({ _, _ in }, events: { events.append($0) })
        let report = try mismatch(target).explain(piece, sink)
        #expect(events == [.contents("0x07 instead of 0x03")])
        #expect(report.address == 0x0800_0102)
        #expect(report.message.contains("0x07 instead of 0x03"))
        #expect(report.message.contains("1 of 4 bytes"))
    }

    /// The target found a difference, reading does not: that is not the flash's fault.
    @Test func noDifferenceIsALinkFault() throws {
        let target = FakeTarget()
        let piece = Segment(address: 0x0800_0100, bytes: [0xFF, 0xFF])
        #expect(try mismatch(target).explain(piece, .none).cause == .link)
    }

    /// CRC-32/MPEG-2, which gdb's is: the catalogue's check value, and bytes bit by bit.
    @Test func checksums() {
        #expect(GDBChecksum(Array("123456789".utf8)).value == 0x0376_E6E7)
        #expect(GDBChecksum([]).value == 0xFFFF_FFFF)
        #expect(GDBChecksum([0, 0, 0, 0]).value == 0xC704_DD7B)
        var random = Seeded(seed: 7)
        let bytes = (0..<1000).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        var value = UInt32.max
        for byte in bytes {
            value ^= UInt32(byte) << 24
            for _ in 0..<8 { value = value << 1 ^ (value >> 31) * 0x04C1_1DB7 }
        }
        #expect(GDBChecksum(bytes).value == value)
        var inPieces = GDBChecksum(bytes[..<333])
        inPieces.update(with: bytes[333...])
        #expect(inPieces.value == value)
    }
}
