import Firmware
import TargetMemory
import Testing

/// Files as people give them, good and bad.
@Suite struct FirmwareTests {
    private static let flash = [Region(base: 0x0800_0000, byteCount: 1 << 20)]
    private static let ram = [Region(base: 0x2000_0000, byteCount: 320 << 10)]

    private func failure(_ file: [UInt8], base: Address? = nil) -> FirmwareError? {
        do throws(FirmwareError) {
            _ = try FirmwareImage.parse(file, base: base)
            return nil
        } catch { return error }
    }

    private func checkFailure(_ image: FirmwareImage) -> FirmwareError? {
        do throws(FirmwareError) {
            try image.check(flash: Self.flash, ram: Self.ram)
            return nil
        } catch { return error }
    }

    private func vectors(_ stack: UInt32, _ reset: UInt32) -> [UInt8] {
        [stack, reset].flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
    }

    @Test func intelHex() throws {
        let text = """
            :020000040800F2
            :0400000001020304F2
            :0400040005060708DE
            :04000005080000C12E
            :00000001FF
            """
        let image = try FirmwareImage.parse(Array(text.utf8))
        #expect(image.format == .intelHex)
        #expect(image.segments == [Segment(address: 0x0800_0000, bytes: [1, 2, 3, 4, 5, 6, 7, 8])])
        #expect(image.entry == 0x0800_00C1)
    }

    @Test func intelHexDamaged() {
        #expect(failure(Array(":0400000001020304F3\n:00000001FF\n".utf8))?.kind == .malformed)
        #expect(failure(Array(":0400000001020304F3\n".utf8))?.message.contains("Line 1") == true)
        #expect(failure(Array(":0400000001020304F2\n".utf8))?.message.contains("cut off") == true)
        #expect(failure(Array(":04000000010203\n:00000001FF\n".utf8))?.kind == .malformed)
    }

    @Test func sRecords() throws {
        let text = "S00600004844521B\r\nS3090800000001020304E4\r\nS70508000000F2\r\n"
        let image = try FirmwareImage.parse(Array(text.utf8))
        #expect(image.format == .sRecord)
        #expect(image.segments == [Segment(address: 0x0800_0000, bytes: [1, 2, 3, 4])])
        #expect(image.entry == 0x0800_0000)
        #expect(
            failure(Array(text.replacing("E4", with: "E5").utf8))?.message.contains("Line 2")
                == true)
    }

    @Test func binaryNeedsAnAddress() throws {
        let bytes = vectors(0x2000_1000, 0x0800_0009)
        #expect(failure(bytes)?.kind == .addressMissing)
        #expect(failure(bytes, base: 0xFFFF_FFFC)?.kind == .doesNotFit)
        let image = try FirmwareImage.parse(bytes, base: 0x0800_0000)
        #expect(image.format == .binary)
        #expect(checkFailure(image) == nil)
    }

    @Test func textIsNoFirmware() {
        let script = "MEMORY { FLASH (rx) : ORIGIN = 0x8000000 }\nSECTIONS { .text : {} }\n"
        let error = failure(Array(script.utf8), base: 0x0800_0000)
        #expect(error?.kind == .notFirmware)
        #expect(error?.message.contains("linker script") == true)
        #expect(failure([])?.kind == .notFirmware)
        #expect(failure(Array("<!DOCTYPE html>".utf8))?.message.contains("web page") == true)
        #expect(failure(Array("!<arch>\n".utf8) + [0])?.message.contains("library") == true)
    }

    @Test func vectorsMustFitTheChip() throws {
        func kind(_ stack: UInt32, _ reset: UInt32) throws -> FirmwareError.Kind? {
            let image = try FirmwareImage.parse(vectors(stack, reset), base: 0x0800_0000)
            return checkFailure(image)?.kind
        }
        #expect(try kind(0x2005_0000, 0x0800_0101) == nil)
        #expect(try kind(0x2008_0000, 0x0800_0101) == .notFirmware)
        #expect(try kind(0x2005_0000, 0x0800_0100) == .notFirmware)
        #expect(try kind(0x2005_0000, 0x0900_0101) == .notFirmware)
        #expect(try kind(0, 0) == .notFirmware)
        let far = try FirmwareImage.parse([1, 2, 3, 0xFF], base: 0x9000_0000)
        #expect(checkFailure(far)?.kind == .doesNotFit)
    }

    /// A minimal ELF: one PT_LOAD that also holds the headers, two sections with a gap.
    private func elf(machine: UInt8 = 40, type: UInt8 = 2) -> [UInt8] {
        func word(_ value: UInt32) -> [UInt8] {
            (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        func half(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }
        var file: [UInt8] = [0x7F] + Array("ELF".utf8) + [1, 1, 1] + Array(repeating: 0, count: 9)
        file += half(UInt16(type)) + half(UInt16(machine)) + word(1) + word(0x0800_0101)
        file +=
            word(52) + word(0x80) + word(0) + half(52) + half(32) + half(1) + half(40) + half(4)
            + half(3)
        file +=
            word(1) + word(0x60) + word(0x2000_0000) + word(0x0800_0000) + word(12) + word(16)
            + word(5) + word(4)
        file += Array(repeating: 0, count: 0x60 - file.count)
        file += [1, 2, 3, 4, 0, 0, 0, 0, 9, 10, 11, 12]
        file += Array(repeating: 0, count: 4) + Array("\0.a\0.b\0.n\0".utf8)
        file += Array(repeating: 0, count: 0x80 - file.count)
        func section(
            _ name: UInt32, _ type: UInt32, _ flags: UInt32, _ address: UInt32, _ offset: UInt32,
            _ size: UInt32
        ) -> [UInt8] {
            [name, type, flags, address, offset, size, 0, 0, 1, 0].flatMap(word)
        }
        file += section(0, 0, 0, 0, 0, 0)
        file += section(1, 1, 2, 0x2000_0000, 0x60, 4)
        file += section(4, 1, 2, 0x2000_0008, 0x68, 4)
        file += section(7, 3, 0, 0, 0x70, 10)
        return file
    }

    @Test func elfBySections() throws {
        let image = try FirmwareImage.parse(elf())
        #expect(image.format == .elf)
        #expect(image.entry == 0x0800_0101)
        #expect(
            image.segments == [
                Segment(address: 0x0800_0000, bytes: [1, 2, 3, 4]),
                Segment(address: 0x0800_0008, bytes: [9, 10, 11, 12]),
            ])
        #expect(image.sections.map(\.name) == [".a", ".b"])
        #expect(image.sections[1].runAddress == 0x2000_0008)
    }

    @Test func elfThatIsNot() {
        #expect(failure(elf(machine: 62))?.kind == .notFirmware)
        #expect(failure(elf(type: 1))?.message.contains("object file") == true)
        #expect(failure(Array(elf().prefix(40)))?.kind == .malformed)
    }

    /// Whatever is cut off or flipped: an answer or an error, never a trap.
    @Test func damageIsNeverATrap() {
        let whole = elf()
        for count in 0..<whole.count { _ = failure(Array(whole.prefix(count)), base: 0) }
        for index in whole.indices {
            for value: UInt8 in [0, 0x7F, 0xFF] {
                var file = whole
                file[index] = value
                _ = failure(file, base: 0)
            }
        }
    }
}
