import TargetMemory
import Testing

@testable import Firmware

/// UF2 files made by hand, good and bad.
@Suite struct UF2Tests {
    struct Block {
        var address: UInt32 = 0x0800_0000
        var payload: [UInt8] = [UInt8](repeating: 0x11, count: 256)
        var number: UInt32 = 0
        var count: UInt32 = 1
        var flags: UInt32 = 0x2000
        var family: UInt32 = 0x53B8_0F00
        var claimed: UInt32?

        var bytes: [UInt8] {
            let head: [UInt32] = [
                0x0A32_4655, 0x9E5D_5157, flags, address, claimed ?? UInt32(payload.count),
                number, count, family,
            ]
            let body = payload + [UInt8](repeating: 0, count: 476 - payload.count)
            return head.flatMap(\.littleEndianBytes) + body
                + UInt32(0x0AB1_6F30).littleEndianBytes
        }
    }

    static let twoBlocks =
        Block(payload: [UInt8](repeating: 1, count: 256), number: 0, count: 2).bytes
        + Block(
            address: 0x0800_0100, payload: [UInt8](repeating: 2, count: 100), number: 1, count: 2
        ).bytes

    private func fault(_ file: [UInt8]) -> FirmwareError? {
        do throws(FirmwareError) {
            _ = try FirmwareImage.parse(file)
            return nil
        } catch { return error }
    }

    @Test func blocksAreJoined() throws {
        let image = try FirmwareImage.parse(Self.twoBlocks)
        #expect(image.format == .uf2)
        #expect(image.segments.count == 1)
        #expect(image.segments[0].address == 0x0800_0000)
        #expect(image.byteCount == 356)
        #expect(image.family == "STM32F7")
    }

    @Test func orderDoesNotMatter() throws {
        let turned = Array(Self.twoBlocks[512...] + Self.twoBlocks[..<512])
        #expect(
            try FirmwareImage.parse(turned).segments
                == FirmwareImage.parse(Self.twoBlocks).segments)
    }

    @Test func commentsAreNotForFlash() throws {
        let file = Block().bytes + Block(address: 0, flags: 1).bytes
        #expect(try FirmwareImage.parse(file).byteCount == 256)
    }

    @Test(arguments: [
        (Array(twoBlocks[..<512]), FirmwareError.Kind.malformed, "1 of 2 blocks"),
        (Array(twoBlocks[..<700]), .malformed, "cut off"),
        (Block(family: 0xE48B_FF56).bytes, .notFirmware, "another maker's chip"),
        (Block(claimed: 477).bytes, .malformed, "at most 476"),
        (
            Block(count: 2).bytes + Block(number: 1, count: 2, family: 0x6DB6_6082).bytes,
            .notFirmware, "several chips"
        ),
        (Block(flags: 1).bytes, .notFirmware, "nothing in it"),
        (Array(repeating: UInt8(ascii: "U"), count: 3) + [0], .addressMissing, "name an address"),
    ])
    func damageIsNamed(file: [UInt8], kind: FirmwareError.Kind, words: String) {
        let found = fault(file)
        #expect(found?.kind == kind)
        #expect(found?.message.contains(words) == true, "\(found?.message ?? "taken")")
    }

    @Test func familyMustFitTheChip() throws {
        var image = try FirmwareImage.parse(
            Block(payload: [0, 0, 1, 0x20, 0x41, 0, 0, 8]).bytes)
        let flash = [Region(base: 0x0800_0000, byteCount: 1 << 20)]
        let ram = [Region(base: 0x2000_0000, byteCount: 320 << 10)]
        try image.check(flash: flash, ram: ram, chip: "STM32F74x/F75x")
        image.family = "STM32H7"
        #expect(throws: FirmwareError.self) {
            try image.check(flash: flash, ram: ram, chip: "STM32F74x/F75x")
        }
    }
}
