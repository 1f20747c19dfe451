import TargetMemory
import Testing

@testable import STM32Flash

@Suite struct LoaderTests {
    /// The same structures in C and in Swift: their sizes as the C source has them.
    @Test func commandsAreLaidOutAsTheSourceHasThem() throws {
        let command = LoaderCommand(
            operation: .erase, address: 0x0800_8000, byteCount: 0x8000, argument: 1,
            data: [9, 9, 9, 9], expectedMicroseconds: 0, microsecondsMax: 0)
        let bytes = command.encoded(sequence: 0x0102_0304)
        #expect(bytes.count == 4 + LoaderCommand.byteCount)
        #expect(bytes.suffix(4) == [4, 3, 2, 1])
        #expect(Array(bytes[4..<12]) == [2, 0, 0, 0, 0, 0x80, 0, 8])
        let rows = LoaderCommand.rows([Region(base: 0x0800_0000, byteCount: 16)])
        #expect(rows == [0, 0, 0, 8, 16, 0, 0, 0, 0, 0, 0, 0])
        #expect(rows.count == LoaderCommand.rowByteCount)
    }

    private static let images = [
        LoaderImage.f1, LoaderImage.f4, LoaderImage.l0, LoaderImage.unit, LoaderImage.wb0,
    ]

    /// Code, control block, stack, slots and tables do not overlap, in any RAM and slot size; the
    /// smallest RAM is the STM32L011's.
    @Test(arguments: [2 << 10, 4 << 10, 6 << 10, 8 << 10, 20 << 10, 64 << 10, 128 << 10])
    func thePartsLieApart(byteCount: Int) throws {
        let area = Region(base: 0x2000_0000, byteCount: byteCount)
        for (image, wanted) in Self.images.flatMap({ image in
            [Limits.slotDataBytesSmall, Limits.slotDataBytes].map { (image, $0) }
        }) {
            let layout = try #require(
                LoaderLayout(
                    workArea: area, codeByteCount: 4 * image.count, slotDataByteCount: wanted))
            #expect(layout.code.last < layout.control)
            let target = FakeTarget()
            let controller = F4Controller(
                access: target, flash: FakeTarget.device.flash, parallelism: .word)
            let block = layout.controlBlock(
                flash: FakeTarget.device.flash, loader: controller.loader, watchdogs: Watchdogs(),
                firstSequence: 1)
            #expect(block.count == LoaderLayout.controlByteCount)
            #expect(
                layout.control + block.count <= layout.stackTop + -Limits.loaderStackBytes)
            #expect(layout.stackTop.isAligned(to: 8))
            #expect(layout.ring >= layout.stackTop)
            #expect(area.contains(layout.fixed))
            #expect(layout.slotCount >= 2)
            let end = layout.tables?.base ?? area.base + byteCount
            #expect(layout.slotEnd(layout.slotCount - 1) <= end)
            if let tables = layout.tables { #expect(area.contains(tables)) }
            #expect(layout.slotDataByteCount.isMultiple(of: Limits.slotDataBytesMin))
            #expect(layout.slotDataByteCount <= wanted)
            if byteCount >= 20 << 10 { #expect(layout.slotDataByteCount == wanted) }
        }
    }

    @Test func tooLittleRAMIsNoLayout() {
        let area = Region(base: 0x2000_0000, byteCount: 1 << 10)
        #expect(
            LoaderLayout(workArea: area, codeByteCount: 600, slotDataByteCount: 2048) == nil)
    }

    @Test func theKeeperPutsBackWhatItTook() throws {
        let target = FakeTarget()
        for index in 0..<64 { target.bytes[Address(0x2000_0000) + index] = UInt8(index) }
        let before = target.bytes
        var keeper = MemoryKeeper()
        let first = Region(base: 0x2000_0000, byteCount: 16)
        let second = Region(base: 0x2000_0020, byteCount: 16)
        try keeper.save(first, from: target)
        try keeper.save(second, from: target)
        for index in 0..<64 { target.bytes[Address(0x2000_0000) + index] = 0xEE }
        try keeper.restore(within: second, to: target)
        #expect(target.bytes[0x2000_0020] == 0x20)
        #expect(target.bytes[0x2000_0000] == 0xEE)
        try keeper.restoreAll(to: target)
        for region in [first, second] {
            for offset in 0..<16 {
                #expect(target.bytes[region.base + offset] == before[region.base + offset])
            }
        }
        #expect(target.bytes[0x2000_0010] == 0xEE)
    }

    @Test func summaryOfAReport() {
        var report = FlashReport()
        #expect(report.summary == "nothing to do in 0 ms")
        report.byteCount = 2048
        report.programmedByteCount = 2048
        report.sectorsErased = 1
        report.sectorsUnchanged = 2
        report.isVerified = true
        report.duration = .milliseconds(1000)
        #expect(
            report.summary
                == "programmed 2048 bytes, erased 1 sector, 2 sectors unchanged, verified "
                + "in 1000 ms (2 KiB/s)")
    }
}
