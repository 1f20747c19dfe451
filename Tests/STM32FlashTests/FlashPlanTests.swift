import STM32
import TargetMemory
import Testing

@testable import STM32Flash

@Suite struct FlashPlanTests {
    private let device: Device
    private let sectors: [Sector]

    init() throws {
        device = try #require(Device.find(id: 0x449, corePart: 0xC27))
        sectors = device.flash.sectors(byteCount: 1 << 20)
    }

    private func plan(
        _ segments: [(UInt32, [UInt8])], erasing: [Region] = []
    ) throws(TargetFault) -> FlashPlan {
        try FlashPlan(
            segments.map { Segment(address: Address($0.0), bytes: $0.1) }, erasing: erasing,
            flash: device.flash, sectors: sectors)
    }

    private func fault(_ segments: [(UInt32, [UInt8])]) -> TargetFault? {
        do throws(TargetFault) {
            _ = try plan(segments)
            return nil
        } catch { return error }
    }

    @Test func oddEdgesArePadded() throws {
        let plan = try plan([(0x0800_0003, [1, 2, 3])])
        #expect(plan.sectors.count == 1)
        #expect(
            plan.sectors[0].pieces == [
                Segment(address: 0x0800_0000, bytes: [0xFF, 0xFF, 0xFF, 1, 2, 3, 0xFF, 0xFF])
            ])
    }

    @Test func neighboursInOneWordAreJoined() throws {
        let plan = try plan([(0x0800_0002, [3]), (0x0800_0000, [1]), (0x0800_0004, [5, 6, 7, 8])])
        #expect(
            plan.sectors[0].pieces == [
                Segment(address: 0x0800_0000, bytes: [1, 0xFF, 3, 0xFF, 5, 6, 7, 8])
            ])
    }

    @Test func aSegmentIsCutAtSectors() throws {
        let plan = try plan([(0x0800_7FFE, [1, 2, 3, 4])])
        #expect(plan.sectors.map(\.sector.number) == [0, 1])
        #expect(
            plan.sectors[0].pieces == [Segment(address: 0x0800_7FFC, bytes: [0xFF, 0xFF, 1, 2])])
        #expect(
            plan.sectors[1].pieces == [Segment(address: 0x0800_8000, bytes: [3, 4, 0xFF, 0xFF])])
    }

    @Test func theAliasIsTheFlash() throws {
        let plan = try plan([(0x0020_0000, [1, 2, 3, 4])])
        #expect(plan.sectors[0].pieces[0].address == 0x0800_0000)
    }

    @Test func erasedSectorsWithoutBytes() throws {
        let region = Region(base: 0x0800_8000, byteCount: 0x8000)
        let plan = try plan([(0x0800_0000, [1, 2, 3, 4])], erasing: [region])
        #expect(plan.sectors.map(\.sector.number) == [0, 1])
        #expect(plan.sectors[1].pieces.isEmpty)
    }

    @Test func whatDoesNotFitIsRefused() {
        #expect(fault([(0x080F_FFFE, [1, 2, 3])])?.cause == .flash)
        #expect(fault([(0x0810_0000, [1])])?.message.contains("do not fit") == true)
        #expect(fault([(0x2000_0000, [1])])?.address == 0x2000_0000)
    }

    @Test func overlapsMustAgree() throws {
        #expect(
            fault([(0x0800_0000, [1, 2]), (0x0800_0001, [3])])?.message.contains("overlap") == true)
        #expect(fault([(0x0800_0000, [1, 2]), (0x0800_0001, [2, 3])]) == nil)
    }

    @Test func checksumIsThatOfGDB() {
        // The values of gdb's own xcrc32 for these bytes.
        #expect(GDBChecksum([]).value == 0xFFFF_FFFF)
        #expect(GDBChecksum(Array("123456789".utf8)).value == 0x0376_E6E7)
    }

    @Test func mismatchesAreTold() {
        #expect(Mismatch.cause([0, 0], [1, 0], [0]).contains("zero"))
        #expect(Mismatch.cause([0xFF, 2], [1, 2], [0]).contains("still erased"))
        #expect(Mismatch.cause([0x13, 2], [0x11, 2], [0]).contains("not programmed"))
        #expect(Mismatch.cause([0x10, 2], [0x11, 2], [0]).contains("not erased"))
        #expect(Mismatch.cause([0x20, 2], [0x11, 2], [0]).contains("other data"))
    }

    @Test func parallelismFollowsTheSupply() {
        #expect(Parallelism(millivolts: 3300) == .word)
        #expect(Parallelism(millivolts: 2699) == .halfword)
        #expect(Parallelism(millivolts: 2099) == .byte)
    }
}
