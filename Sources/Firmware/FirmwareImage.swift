public import TargetMemory

/// What a firmware file has to put into memory.
public struct FirmwareImage: Hashable, Sendable {
    public enum Format: String, Hashable, Sendable {
        case elf = "ELF"
        case intelHex = "Intel HEX"
        case sRecord = "Motorola S-record"
        case uf2 = "UF2"
        case binary = "binary"
    }

    /// A named part of the image, as ELF files have them.
    public struct Section: Hashable, Sendable {
        public var name: String
        /// Where its bytes are stored (LMA).
        public var loadAddress: Address
        /// Where the program expects it when it runs (VMA).
        public var runAddress: Address
        public var byteCount: Int
    }

    public var format: Format
    /// In ascending order, not touching or overlapping each other.
    public var segments: [Segment]
    /// The program's first instruction, where the file tells.
    public var entry: Address?
    /// Empty for formats without names.
    public var sections: [Section]
    /// What the names of the chips it is for begin with, such as `STM32F4`, where the file tells.
    public var family: String?

    public var byteCount: Int { segments.reduce(0) { $0 + $1.bytes.count } }

    init(
        format: Format, pieces: [Segment], entry: Address? = nil, sections: [Section] = []
    ) throws(FirmwareError) {
        self.format = format
        self.entry = entry
        self.sections = sections
        segments = try Self.joined(pieces)
    }

    /// Finds out the format from the content, never from the name, and reads the file.
    ///
    /// `base` is where a plain binary goes; other formats know that themselves. `force` takes what
    /// does not look like firmware for a plain binary.
    public static func parse(
        _ file: [UInt8], base: Address? = nil, force: Bool = false
    ) throws(FirmwareError) -> FirmwareImage {
        switch try Content.sniff(file, force: force) {
        case .elf: return try ELFFile(file).image()
        case .intelHex: return try IntelHex.image(file)
        case .sRecord: return try SRecord.image(file)
        case .uf2: return try UF2.image(file)
        case .binary:
            guard let base else {
                throw FirmwareError(
                    .addressMissing, "A plain binary does not say where it goes: name an address.")
            }
            guard Int(base.rawValue) + file.count <= 1 << 32 else {
                throw FirmwareError(
                    .doesNotFit, "\(file.count) bytes at \(base) go past the end of memory.")
            }
            return try FirmwareImage(
                format: .binary, pieces: [Segment(address: base, bytes: file)])
        }
    }

    /// Sorted and joined where they touch; two contents for one address are refused.
    private static func joined(_ pieces: [Segment]) throws(FirmwareError) -> [Segment] {
        var joined: [Segment] = []
        for piece in pieces.sorted(by: { $0.address < $1.address }) where !piece.bytes.isEmpty {
            guard let last = joined.last else {
                joined.append(piece)
                continue
            }
            let distance = piece.address - last.address
            if distance < last.bytes.count {
                throw FirmwareError(
                    .malformed, "The file has two contents for address \(piece.address).")
            }
            if distance == last.bytes.count {
                joined[joined.count - 1].bytes += piece.bytes
            } else {
                joined.append(piece)
            }
        }
        guard !joined.isEmpty else {
            throw FirmwareError(.notFirmware, "The file has nothing in it to be programmed.")
        }
        return joined
    }
}
