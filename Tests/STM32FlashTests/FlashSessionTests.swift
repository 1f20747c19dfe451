import CortexM
import STM32
import TargetMemory
import Testing

@testable import STM32Flash

/// A whole session on a chip that runs no code: every word goes through the debug port.
@Suite struct FlashSessionTests {
    static let image = [
        Segment(address: 0x0800_0000, bytes: (0..<1000).map { UInt8(truncatingIfNeeded: $0) }),
        Segment(address: 0x0800_8001, bytes: [1, 2, 3]),
    ]

    private func session(
        _ target: FakeTarget, millivolts: Int? = 3300, notices: NoticeSink = .none
    ) throws -> FlashSession {
        let core = try Core(access: target)
        try core.attach()
        let identity = FakeTarget.identity(byteCount: target.cells.count)
        return FlashSession(core: core, identity: identity, notices: notices) { millivolts }
    }

    private var direct: FlashOptions { FlashOptions(usesLoader: false) }

    @Test(arguments: [3300, 2400, 1800, nil] as [Int?])
    func anImageArrives(millivolts: Int?) throws {
        let target = FakeTarget()
        target.cells[500] = 0
        target.cells[0x7FFF] = 0
        target.cells[0x9000] = 0
        target.cells[0x10000] = 7
        let report = try session(target, millivolts: millivolts)
            .program(Self.image, options: direct)
        #expect(Array(target.cells[..<1000]) == Self.image[0].bytes)
        #expect(Array(target.cells[0x8000..<0x8004]) == [0xFF, 1, 2, 3])
        // The rest of an erased sector is blank, other sectors are as they were.
        #expect(target.cells[0x7FFF] == 0xFF)
        #expect(target.cells[0x10000] == 7)
        #expect(target.erasedSectors == [0, 1])
        #expect(report.isVerified)
        #expect(!report.usedLoader)
        #expect(report.programmedByteCount == 1004)
        #expect(target.isLocked)
        #expect(target.isHalted)
        #expect(target.resetCount == 2)
    }

    @Test func whatIsThereAlreadyIsLeftAlone() throws {
        let target = FakeTarget()
        let session = try session(target)
        _ = try session.program(Self.image, options: direct)
        target.erasedSectors = []
        target.programCount = 0
        let report = try session.program(Self.image, options: direct)
        #expect(!target.hasChangedCells)
        #expect(report.sectorsUnchanged == 2)
        #expect(report.isVerified)
    }

    /// The loader does not run here; the work is done all the same, and somebody is told.
    @Test func withoutARunningLoaderItGoesOnWithoutOne() throws {
        let target = FakeTarget()
        target.bytes[0x2000_0000] = 0x5A
        var warnings: [String] = []
        let sink = NoticeSink { level, text in if level == .warning { warnings.append(text) } }
        let report = try session(target, notices: sink).program(
            Self.image, options: FlashOptions(keepsRAM: true))
        #expect(Array(target.cells[..<1000]) == Self.image[0].bytes)
        #expect(!report.usedLoader)
        #expect(warnings.contains { $0.contains("without a loader") })
        #expect(target.bytes[0x2000_0000] == 0x5A)
    }

    @Test func aSupplyThatIsTooLowIsRefusedBeforeAnythingElse() throws {
        let target = FakeTarget()
        let session = try session(target, millivolts: 1650)
        let refusal = fault { () throws(TargetFault) in _ = try session.program(Self.image) }
        #expect(refusal?.cause == .flash)
        #expect(refusal?.message.contains("1650 mV") == true)
        #expect(target.resetCount == 0)
        #expect(target.keys == [])
        #expect(!target.hasChangedCells)
        #expect(fault { () throws(TargetFault) in _ = try session.eraseAll() }?.cause == .flash)
        #expect(!target.hasChangedCells)
    }

    /// nWRP of sector 1 (FLASH_OPTCR bit 17): neither that sector nor the other is touched.
    @Test(arguments: [(UInt32(0xFFFD_AAFD), "sector 1"), (0xFFFF_55FD, "RDP level 1")])
    func protectionIsRefusedBeforeAnyErase(option: UInt32, words: String) throws {
        let target = FakeTarget()
        target.option = option
        let session = try session(target)
        let refusals = [
            fault { () throws(TargetFault) in
                _ = try session.program(Self.image, options: direct)
            },
            fault { () throws(TargetFault) in _ = try session.eraseAll() },
        ]
        for refusal in refusals {
            #expect(refusal?.cause == .flash)
            #expect(refusal?.message.contains(words) == true)
        }
        #expect(target.keys == [])
        #expect(!target.hasChangedCells)
    }

    @Test func protectedSectorsThatAreNotConcernedDoNotMatter() throws {
        let target = FakeTarget()
        target.option = 0xFF7F_AAFD
        target.cells[4] = 0
        target.cells[0x9000] = 0
        _ = try session(target).program(Self.image, options: direct)
        #expect(target.erasedSectors == [0, 1])
    }

    @Test func bytesThatDoNotFitAreRefusedBeforeAnyErase() throws {
        let target = FakeTarget(sizeKiB: 512)
        let session = try session(target)
        let image = Self.image + [Segment(address: 0x0808_0000, bytes: [1])]
        let refusal = fault { () throws(TargetFault) in
            _ = try session.program(image, options: direct)
        }
        #expect(refusal?.message.contains("512 KiB") == true)
        #expect(target.resetCount == 0)
        #expect(!target.hasChangedCells)
    }

    @Test func anUnknownChipIsNotTouched() throws {
        let target = FakeTarget()
        let core = try Core(access: target)
        try core.attach()
        let identity = Identity(
            corePart: 0xC27, idcode: 0x123, device: nil, flashByteCount: 0)
        let session = FlashSession(core: core, identity: identity) { 3300 }
        let refusal = fault { () throws(TargetFault) in _ = try session.program(Self.image) }
        #expect(refusal?.cause == .unsupported)
        #expect(refusal?.message.contains("0x123") == true)
    }

    /// A failure in the middle leaves the flash locked and the core halted.
    @Test func aFailureIsNamedAndEverythingLeftTidy() throws {
        let target = FakeTarget()
        target.damage = { address, byte in address == 0x0800_0010 ? 0x11 : byte }
        let session = try session(target)
        let failure = fault { () throws(TargetFault) in
            _ = try session.program(Self.image, options: direct)
        }
        #expect(failure?.address == 0x0800_0010)
        #expect(failure?.message.contains("0x11 instead of 0x10") == true)
        #expect(failure?.message.contains("1 of 1000 bytes differ") == true)
        #expect(target.isLocked)
        #expect(target.isHalted)
    }

    /// What the observer throws ends the operation and is what comes out.
    @Test func anObserverCanEndIt() throws {
        let target = FakeTarget()
        let session = try session(target)
        var count = 0
        let failure = fault { () throws(TargetFault) in
            _ = try session.program(Self.image, options: direct) { _ throws(TargetFault) in
                count += 1
                if count == 2 { throw TargetFault(.state, "enough") }
            }
        }
        #expect(failure?.message == "enough")
        #expect(target.isLocked)
    }

    @Test func wholeSectorsAreErased() throws {
        let target = FakeTarget()
        target.cells = Array(repeating: 0, count: 1 << 20)
        let session = try session(target)
        let report = try session.erase(
            [Region(base: 0x0800_7FFF, byteCount: 2)], options: direct)
        #expect(target.erasedSectors == [0, 1])
        #expect(report.sectorsErased == 2)
        let refusal = fault { () throws(TargetFault) in
            _ = try session.erase([Region(base: 0x080F_FFFF, byteCount: 2)])
        }
        #expect(refusal?.cause == .flash)
    }

    @Test func resetsAreLeftOutOnDemand() throws {
        let target = FakeTarget()
        _ = try session(target).program(
            Self.image, options: FlashOptions(resets: false, usesLoader: false))
        #expect(target.resetCount == 0)
        #expect(target.isHalted)
    }
}
