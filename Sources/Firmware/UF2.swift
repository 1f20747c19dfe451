import TargetMemory

/// UF2, Microsoft's "USB Flashing Format": blocks of 512 bytes, each with its own address
/// (github.com/microsoft/uf2, README).
///
/// A block, all words little-endian: two magic words at 0 and 4, flags at 8, address at 12, number
/// of payload bytes at 16, block number at 20, block count at 24, family (or file size) at 28,
/// 476 bytes of payload from 32, a last magic word at 508.
enum UF2 {
    static let magic: [UInt8] = Array("UF2\n".utf8)
    private static let secondMagic: UInt32 = 0x9E5D_5157
    private static let lastMagic: UInt32 = 0x0AB1_6F30
    private static let blockByteCount = 512
    private static let headerByteCount = 32
    private static let payloadByteCountMax = 476

    /// Flags of a block.
    private enum Flag {
        /// Comments and the like, not for any flash.
        static let notMainFlash: UInt32 = 0x0000_0001
        /// A file for a file system, not for an address.
        static let fileContainer: UInt32 = 0x0000_1000
        /// The word at 28 is a family.
        static let familyPresent: UInt32 = 0x0000_2000
    }

    static func image(_ file: [UInt8]) throws(FirmwareError) -> FirmwareImage {
        guard file.count.isMultiple(of: blockByteCount) else {
            throw FirmwareError(
                .malformed,
                "The UF2 file has \(file.count) bytes, which is no multiple of \(blockByteCount): "
                    + "it was cut off.")
        }
        var blocks = Blocks()
        for start in stride(from: 0, to: file.count, by: blockByteCount) {
            try blocks.add(
                Array(file[start..<start + blockByteCount]), number: start / blockByteCount)
        }
        return try blocks.image()
    }

    /// What the blocks read so far say.
    private struct Blocks {
        private var pieces = PieceCollector()
        private var family: UInt32?
        private var numbers: Set<UInt32> = []
        private var count: UInt32 = 0

        /// `number` counts the file's blocks from 0, for messages.
        mutating func add(_ block: [UInt8], number: Int) throws(FirmwareError) {
            guard block.starts(with: magic), block.word(at: 4) == secondMagic,
                block.word(at: 508) == lastMagic
            else { throw FirmwareError(.malformed, "Block \(number) is no UF2 block.") }
            let flags = block.word(at: 8)
            guard flags & (Flag.notMainFlash | Flag.fileContainer) == 0 else { return }
            let byteCount = Int(block.word(at: 16))
            guard byteCount <= payloadByteCountMax else {
                throw FirmwareError(
                    .malformed,
                    "UF2 block \(number) claims \(byteCount) bytes; at most \(payloadByteCountMax) "
                        + "fit.")
            }
            if flags & Flag.familyPresent != 0 { try note(family: block.word(at: 28)) }
            numbers.insert(block.word(at: 20))
            count = max(count, block.word(at: 24))
            let payload = block[headerByteCount..<headerByteCount + byteCount]
            pieces.add(Array(payload), at: Int(block.word(at: 12)))
        }

        private mutating func note(family found: UInt32) throws(FirmwareError) {
            if let family, family != found {
                throw FirmwareError(
                    .notFirmware,
                    "The UF2 file is for several chips (families \(family.hex) and \(found.hex)): "
                        + "take them apart first.")
            }
            family = found
        }

        func image() throws(FirmwareError) -> FirmwareImage {
            guard numbers.count == Int(count) else {
                throw FirmwareError(
                    .malformed,
                    "The UF2 file has \(numbers.count) of \(count) blocks: it was cut off.")
            }
            var image = try FirmwareImage(format: .uf2, pieces: try pieces.segments())
            if let family {
                guard let name = UF2Family.stm32[family] else {
                    throw FirmwareError(
                        .notFirmware,
                        "The UF2 file is for another maker's chip (family \(family.hex)).")
                }
                image.family = name
            }
            return image
        }
    }
}

/// The families of STM32 in UF2 files (github.com/microsoft/uf2, utils/uf2families.json).
enum UF2Family {
    /// What the names of its parts begin with, by family number.
    static let stm32: [UInt32: String] = [
        0x6478_24B6: "STM32F0", 0x5EE2_1072: "STM32F1", 0x5D1A_0A2E: "STM32F2",
        0x6B84_6188: "STM32F3", 0x5775_5A57: "STM32F4", 0x6D09_22FA: "STM32F4",
        0x8FB0_60FE: "STM32F4", 0x06D1_097B: "STM32F4", 0x2DC3_09C5: "STM32F4",
        0x53B8_0F00: "STM32F7",
        0x300F_5633: "STM32G0", 0x4C71_240A: "STM32G4", 0x6DB6_6082: "STM32H7",
        0x202E_3A91: "STM32L0", 0x1E1F_432D: "STM32L1", 0x00FF_6919: "STM32L4",
        0x0424_0BDF: "STM32L5", 0x70D1_6653: "STM32WB", 0x2146_0FF0: "STM32WL",
    ]
}
