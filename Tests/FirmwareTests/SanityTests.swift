import TargetMemory
import Testing

@testable import Firmware

@Suite struct SanityTests {
    static let flash = [
        Region(base: 0x0800_0000, byteCount: 1 << 20), Region(base: 0x20_0000, byteCount: 1 << 20),
    ]
    static let ram = [Region(base: 0x2000_0000, byteCount: 64 << 10)]

    private func refusal(_ bytes: [UInt8], at base: Address) throws -> FirmwareError? {
        let image = try FirmwareImage.parse(bytes, base: base)
        do throws(FirmwareError) {
            try image.check(flash: Self.flash, ram: Self.ram)
            return nil
        } catch {
            return error
        }
    }

    @Test func aProgramIsTaken() throws {
        #expect(try refusal(ELFSample.vectors + [0], at: 0x0800_0000) == nil)
        // By the alias it is a program as well.
        #expect(try refusal(ELFSample.vectors, at: 0x20_0000) == nil)
    }

    @Test func dataBehindTheStartNeedsNoVectors() throws {
        #expect(try refusal([0, 0xFF], at: 0x0800_8000) == nil)
    }

    @Test(
        arguments: [
            // The stack: none, past the RAM, odd, in flash.
            [0, 0, 0, 0, 0x41, 0, 0, 8], [4, 0, 1, 0x20, 0x41, 0, 0, 8],
            [1, 0, 0, 0x20, 0x41, 0, 0, 8], [0, 0, 0, 8, 0x41, 0, 0, 8],
            // The reset vector: even, erased, where nothing is; a table cut short.
            [0, 0, 1, 0x20, 0x40, 0, 0, 8], [0, 0, 1, 0x20, 0xFF, 0xFF, 0xFF, 0xFF],
            [0, 0, 1, 0x20, 0x41, 0, 0, 9], [0, 0, 1, 0x20, 0x41, 0, 0],
        ] as [[UInt8]])
    func badVectorsAreRefused(table: [UInt8]) throws {
        #expect(try refusal(table, at: 0x0800_0000)?.kind == .notFirmware)
    }

    @Test func bytesOutsideOfFlashAndRAMAreRefused() throws {
        #expect(try refusal([0, 0xFF], at: 0x080F_FFFE) == nil)
        let beyond = try refusal([0, 0xFF], at: 0x080F_FFFF)
        #expect(beyond?.kind == .doesNotFit)
        #expect(beyond?.message.contains("0x080fffff") == true)
        #expect(try refusal([0, 0xFF], at: 0x9000_0000)?.kind == .doesNotFit)
    }

    @Test func segmentsAreChosenByRegion() throws {
        let text =
            TextSample.hex(4, 0, [8, 0]) + TextSample.hex(0, 0, ELFSample.vectors)
            + TextSample.hex(4, 0, [0x20, 0]) + TextSample.hex(0, 0, [9]) + TextSample.hex(1, 0, [])
        let image = try FirmwareImage.parse(Array(text.utf8))
        #expect(image.segments(in: Self.flash).map(\.address) == [0x0800_0000])
        #expect(image.segments(in: Self.ram).map(\.bytes) == [[9]])
    }
}
