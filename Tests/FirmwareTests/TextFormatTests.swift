import TargetMemory
import Testing

@testable import Firmware

@Suite struct TextFormatTests {
    static let content: [UInt8] = ELFSample.vectors + [1, 2, 3, 4]

    @Test(arguments: [TextSample.hexFile, TextSample.sRecordFile])
    func recordsAreJoined(text: String) throws {
        let image = try FirmwareImage.parse(Array(text.utf8))
        #expect(image.segments == [Segment(address: 0x0800_0000, bytes: Self.content)])
        #expect(image.entry == 0x0800_0041)
    }

    @Test func theFormatIsFoundByContent() throws {
        #expect(try FirmwareImage.parse(Array(TextSample.hexFile.utf8)).format == .intelHex)
        #expect(try FirmwareImage.parse(Array(TextSample.sRecordFile.utf8)).format == .sRecord)
        #expect(
            try FirmwareImage.parse(Self.content, base: 0x0800_0000).segments
                == [Segment(address: 0x0800_0000, bytes: Self.content)])
    }

    @Test func lineEndsOfAllKindsAndLowerCase() throws {
        let text = TextSample.hexFile.lowercased().replacing("\n", with: "\r\n\r\n")
        #expect(
            try FirmwareImage.parse(Array(text.utf8))
                == FirmwareImage.parse(Array(TextSample.hexFile.utf8)))
    }

    @Test func segmentAddressesOfIntelHexAreSixteenths() throws {
        let text =
            TextSample.hex(2, 0, [0x12, 0x34]) + TextSample.hex(0, 0x10, [7])
            + TextSample.hex(3, 0, [0x12, 0x34, 0x00, 0x05]) + TextSample.hex(1, 0, [])
        let image = try FirmwareImage.parse(Array(text.utf8))
        #expect(image.segments == [Segment(address: 0x12350, bytes: [7])])
        #expect(image.entry == 0x12345)
    }

    @Test func shortAddressesOfSRecords() throws {
        let text =
            TextSample.sRecord(1, [0x12, 0x34], [1]) + TextSample.sRecord(2, [1, 0x23, 0x45], [2])
            + TextSample.sRecord(5, [0, 2], []) + TextSample.sRecord(9, [0, 0], [])
        let image = try FirmwareImage.parse(Array(text.utf8))
        #expect(
            image.segments == [
                Segment(address: 0x1234, bytes: [1]), Segment(address: 0x12345, bytes: [2]),
            ])
        #expect(image.entry == nil)
    }

    @Test func damageIsNamedByLine() {
        let hex = TextSample.hexFile.replacing("01020304", with: "01020305")
        #expect(fault(Array(hex.utf8))?.message.contains("Line 3") == true)
        let records = TextSample.sRecordFile.replacing("01020304", with: "01020305")
        #expect(fault(Array(records.utf8))?.message.contains("Line 3") == true)
        let unknown = TextSample.hex(9, 0, []) + TextSample.hex(1, 0, [])
        #expect(fault(Array(unknown.utf8))?.kind == .malformed)
    }

    /// A cut that leaves out only the line end of the last record takes nothing away.
    @Test(arguments: [TextSample.hexFile, TextSample.sRecordFile])
    func everyTruncationIsAnError(text: String) {
        let file = Array(text.utf8)
        for count in 0..<file.count - 1 {
            #expect(fault(Array(file.prefix(count))) != nil, "\(count) bytes of \(file.count)")
        }
        #expect(fault(Array(file.dropLast())) == nil)
    }

    @Test func bytesBeyondTheAddressSpaceAreRefused() {
        let text =
            TextSample.hex(4, 0, [0xFF, 0xFF]) + TextSample.hex(0, 0xFFFE, [1, 2, 3])
            + TextSample.hex(1, 0, [])
        #expect(fault(Array(text.utf8))?.kind == .malformed)
    }
}

@Suite struct ContentTests {
    @Test(arguments: [
        ("/* x */ MEMORY { FLASH } SECTIONS { .text }", "linker script"),
        ("\nMemory Configuration\n\nName Origin", "map file"), ("<!DOCTYPE html>", "web page"),
        ("#include <stdio.h>", "source code"), ("Dear reader", "text file"),
        ("!<arch>\nmain.o/", "library"), ("PK\u{3}\u{4}", "ZIP"),
        ("DfuSe\u{1}", "DfuSe"),
    ])
    func otherFilesAreRefusedByName(text: String, name: String) {
        let refusal = fault(Array(text.utf8))
        #expect(refusal?.kind == .notFirmware)
        #expect(refusal?.message.contains(name) == true, "\(refusal?.message ?? "taken")")
    }

    /// Text in UTF-8, or in an older encoding with a few accents; data above 0x7F is neither.
    @Test func highBytesAloneAreNoText() throws {
        for text in ["Привет, это не прошивка", "你好", "Grüße aus München"] {
            #expect(fault(Array(text.utf8))?.kind == .notFirmware, "\(text)")
        }
        let accented = Array("d".utf8) + [0xE9] + Array("j".utf8) + [0xE0] + Array(" vu, oui".utf8)
        #expect(fault(accented)?.kind == .notFirmware)
        for data in [[UInt8](repeating: 0xFF, count: 4096), (0x80...0xFE).map { UInt8($0) }] {
            #expect(fault(data)?.kind == .addressMissing)
            #expect(try FirmwareImage.parse(data, base: 0x0800_8000).segments.count == 1)
        }
    }

    @Test func emptyFilesAreRefused() {
        #expect(fault([])?.kind == .notFirmware)
    }

    @Test func aBinaryNeedsAnAddressAndRoom() {
        #expect(fault([0, 1, 2])?.kind == .addressMissing)
        #expect(throws: FirmwareError.self) {
            try FirmwareImage.parse([0, 1, 2], base: 0xFFFF_FFFE)
        }
    }
}
