import STM32
import TargetMemory
import Testing

@testable import STM32Flash

@Suite struct FlashPlanTests {
    static let flash = FakeTarget.device.flash
    static let sectors = flash.sectors(byteCount: 1 << 20)

    private func plan(
        _ image: [(UInt32, [UInt8])], erasing: [Region] = []
    ) throws(TargetFault) -> FlashPlan {
        try FlashPlan(
            image.map { Segment(address: Address($0.0), bytes: $0.1) }, erasing: erasing,
            flash: Self.flash, sectors: Self.sectors)
    }

    @Test func piecesArePaddedToWords() throws {
        let plan = try plan([(0x0800_0001, [1, 2]), (0x0800_0009, [3])])
        #expect(plan.sectors.map(\.sector.number) == [0])
        #expect(
            plan.sectors[0].pieces == [
                Segment(address: 0x0800_0000, bytes: [0xFF, 1, 2, 0xFF]),
                Segment(address: 0x0800_0008, bytes: [0xFF, 3, 0xFF, 0xFF]),
            ])
    }

    @Test func piecesInOneWordAreJoined() throws {
        let plan = try plan([(0x0800_0000, [1]), (0x0800_0003, [4, 5])])
        #expect(
            plan.sectors[0].pieces == [
                Segment(address: 0x0800_0000, bytes: [1, 0xFF, 0xFF, 4, 5, 0xFF, 0xFF, 0xFF])
            ])
    }

    @Test func anImageIsCutAtSectorBorders() throws {
        let plan = try plan([(0x0800_7FFE, [1, 2, 3, 4])])
        #expect(plan.sectors.map(\.sector.number) == [0, 1])
        #expect(
            plan.sectors.flatMap(\.pieces) == [
                Segment(address: 0x0800_7FFC, bytes: [0xFF, 0xFF, 1, 2]),
                Segment(address: 0x0800_8000, bytes: [3, 4, 0xFF, 0xFF]),
            ])
    }

    @Test func overlapsMustAgree() throws {
        let agreeing = try plan([(0x0800_0000, [1, 2, 3]), (0x0800_0002, [3, 4])])
        #expect(agreeing.sectors[0].pieces.map(\.bytes) == [[1, 2, 3, 4]])
        let refusal = fault { () throws(TargetFault) in
            _ = try plan([(0x0800_0000, [1, 2, 3]), (0x0800_0002, [9, 4])])
        }
        #expect(refusal?.address == 0x0800_0002)
        #expect(refusal?.message.contains("two different contents") == true)
    }

    @Test func aliasesAreTheFlashItself() throws {
        let plan = try plan([(0x0020_0004, [1, 2, 3, 4])])
        #expect(plan.sectors[0].pieces == [Segment(address: 0x0800_0004, bytes: [1, 2, 3, 4])])
    }

    @Test(arguments: [0x07FF_FFFF, 0x0810_0000, 0x080F_FFFF, 0x2000_0000, 0xFFFF_FFFF] as [UInt32])
    func bytesOutsideAreRefused(address: UInt32) {
        let refusal = fault { () throws(TargetFault) in _ = try plan([(address, [1, 2])]) }
        #expect(refusal?.cause == .flash)
        #expect(refusal?.address == Address(address))
    }

    @Test func sectorsToBeErasedAreInThePlanWithoutPieces() throws {
        let region = Region(base: 0x0800_7FFF, byteCount: 2)
        let plan = try plan([(0x0804_0000, [1, 2, 3, 4])], erasing: [region])
        #expect(plan.sectors.map(\.sector.number) == [0, 1, 5])
        #expect(plan.sectors.map(\.pieces.count) == [0, 0, 1])
        #expect(plan.byteCount == 4)
    }

    @Test func anUnknownFlashIsRefused() {
        let refusal = fault { () throws(TargetFault) in
            _ = try FlashPlan([], flash: Self.flash, sectors: [])
        }
        #expect(refusal?.cause == .unsupported)
    }

    /// Random pieces, some of them overlapping and some at borders, against a map from address to
    /// byte: nothing is lost, nothing invented, all of it aligned and within its sector.
    @Test(arguments: [UInt64.random(in: .min ... .max), 1, 2, 3])
    func randomImagesArriveWhole(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        for round in 0..<60 {
            var wanted: [Address: UInt8] = [:]
            var image: [Segment] = []
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                let start = place(&random)
                let room = Address(0x0810_0000) - start
                let count = min(Int.random(in: 1...300, using: &random), room)
                let bytes = (0..<count).map { offset in
                    wanted[start + offset] ?? UInt8.random(in: 0...254, using: &random)
                }
                for (offset, byte) in bytes.enumerated() { wanted[start + offset] = byte }
                image.append(Segment(address: start, bytes: bytes))
            }
            let plan = try FlashPlan(image, flash: Self.flash, sectors: Self.sectors)
            check(plan, wanted, "seed \(seed), round \(round)")
        }
    }

    /// Near one of the sectors' borders, mostly.
    private func place(_ random: inout Seeded) -> Address {
        let sector = Self.sectors.randomElement(using: &random) ?? Self.sectors[0]
        let distance = Int.random(in: -320...320, using: &random)
        let offset = sector.region.base - 0x0800_0000 + distance
        return Address(0x0800_0000) + min(max(offset, 0), (1 << 20) - 1)
    }

    private func check(_ plan: FlashPlan, _ wanted: [Address: UInt8], _ label: String) {
        var rest = wanted
        var last: Address?
        for work in plan.sectors {
            #expect(!work.pieces.isEmpty, "\(label)")
            for piece in work.pieces {
                #expect(piece.address.isAligned(to: 4), "\(label)")
                #expect(piece.bytes.count.isMultiple(of: 4), "\(label)")
                #expect(piece.region.map { work.sector.region.contains($0) } == true, "\(label)")
                if let last { #expect(piece.address > last, "\(label)") }
                last = piece.region?.last
                for (offset, byte) in piece.bytes.enumerated() {
                    let expected = rest.removeValue(forKey: piece.address + offset) ?? 0xFF
                    #expect(byte == expected, "\(label)")
                }
            }
        }
        #expect(rest.isEmpty, "\(label): \(rest.count) bytes are lost")
    }
}
