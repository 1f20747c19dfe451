import TargetMemory
import Testing

@testable import Firmware

@Suite struct ELFTests {
    @Test func bytesGoWhereTheyAreStoredNotWhereTheyRun() throws {
        let image = try FirmwareImage.parse(ELFSample.usual.file)
        #expect(image.format == .elf)
        #expect(image.entry == 0x0800_0041)
        // .text and .data touch in flash; .bss has no bytes.
        #expect(image.segments.map(\.address) == [0x0800_0000])
        #expect(
            image.segments.map(\.bytes) == [ELFSample.vectors + Array(0..<56) + [1, 2, 3, 4]])
        #expect(
            image.sections == [
                .init(
                    name: ".text", loadAddress: 0x0800_0000, runAddress: 0x0800_0000,
                    byteCount: 64),
                .init(
                    name: ".data", loadAddress: 0x0800_0040, runAddress: 0x2000_0000,
                    byteCount: 4),
            ])
    }

    @Test func withoutSectionHeadersTheSegmentsCount() throws {
        var sample = ELFSample.usual
        sample.hasSections = false
        let image = try FirmwareImage.parse(sample.file)
        #expect(image.segments == (try FirmwareImage.parse(ELFSample.usual.file)).segments)
        #expect(image.sections.isEmpty)
    }

    @Test func sectionsThatAreNotLoadedAreLeftOut() throws {
        var sample = ELFSample.usual
        sample.parts[1].flags = 0
        let image = try FirmwareImage.parse(sample.file)
        #expect(image.sections.map(\.name) == [".text"])
        #expect(image.byteCount == 64)
    }

    @Test func piecesComeSortedAndApart() throws {
        var sample = ELFSample.usual
        sample.parts[0].loadAddress = 0x0802_0000
        let image = try FirmwareImage.parse(sample.file)
        #expect(image.segments.map(\.address) == [0x0800_0040, 0x0802_0000])
    }

    @Test func otherMachinesAreRefused() {
        var amd64 = ELFSample.usual
        amd64.machine = 62
        #expect(fault(amd64.file)?.kind == .notFirmware)
        #expect(fault(amd64.file)?.message.contains("machine 62") == true)
        var wide = ELFSample.usual
        wide.fileClass = 2
        #expect(fault(wide.file)?.kind == .notFirmware)
        #expect(fault(wide.file)?.message.contains("class 2") == true)
        var bigEndian = ELFSample.usual
        bigEndian.byteOrder = 2
        #expect(fault(bigEndian.file)?.kind == .notFirmware)
    }

    @Test func objectFilesAndLibrariesAreRefusedByName() {
        var sample = ELFSample.usual
        sample.type = 1
        #expect(fault(sample.file)?.message.contains("object file") == true)
        sample.type = 3
        #expect(fault(sample.file)?.message.contains("shared library") == true)
    }

    @Test func withoutLoadableSegmentsThereIsNothingToProgram() {
        var sample = ELFSample.usual
        for index in sample.parts.indices { sample.parts[index].programType = 4 }
        #expect(fault(sample.file)?.kind == .notFirmware)
        #expect(fault(sample.file)?.message.contains("no loadable segment") == true)
        sample.parts = []
        #expect(fault(sample.file)?.kind == .notFirmware)
    }

    @Test func twoContentsForOneAddressAreRefused() {
        var sample = ELFSample.usual
        sample.parts[1].loadAddress = 0x0800_003C
        #expect(fault(sample.file)?.kind == .malformed)
        #expect(fault(sample.file)?.message.contains("0x0800003c") == true)
    }

    @Test func bytesBeyondTheAddressSpaceAreRefused() {
        var sample = ELFSample.usual
        sample.parts[1].loadAddress = 0xFFFF_FFFE
        #expect(fault(sample.file)?.kind == .malformed)
    }

    @Test(arguments: [true, false])
    func everyTruncationIsAnError(hasSections: Bool) {
        var sample = ELFSample.usual
        sample.hasSections = hasSections
        let file = sample.file
        #expect(fault(file) == nil)
        for count in 0..<file.count {
            let kind = fault(Array(file.prefix(count)))?.kind
            // Less than its mark is not seen to be an ELF file at all.
            #expect(kind == (count == 0 ? .notFirmware : count < 4 ? .addressMissing : .malformed))
        }
    }
}

/// What `parse` throws; `nil` when it takes the file.
func fault(_ file: [UInt8]) -> FirmwareError? {
    do throws(FirmwareError) {
        _ = try FirmwareImage.parse(file)
        return nil
    } catch {
        return error
    }
}
