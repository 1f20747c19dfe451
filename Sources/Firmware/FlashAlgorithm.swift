public import TargetMemory

/// A flash loader from a file: code for the target's RAM that erases and programs a memory we have
/// no driver for, such as a serial flash on QUADSPI.
///
/// Two kinds are known: CMSIS flash algorithms (`.FLM`; CMSIS-Pack, "Flash programming", FlashOS.h)
/// and ST's external loaders (`.stldr`; UM2237, "Developing customized loaders", Dev_Inf.h). Both
/// are ELF files.
public struct FlashAlgorithm: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        /// Position independent; its functions answer 0 for success.
        case cmsis = "CMSIS flash algorithm"
        /// Linked for one place in RAM; its functions answer 1 for success.
        case st = "ST external loader"

        /// What a function answers that has succeeded.
        public var success: UInt32 { self == .cmsis ? 0 : 1 }
    }

    /// Offsets into the code.
    public struct Functions: Hashable, Sendable {
        /// CMSIS: address of the memory, clock in Hz, purpose. ST: nothing.
        public var initialise: Int
        /// Takes back what `initialise` did. CMSIS: purpose.
        public var finish: Int?
        /// CMSIS: the sector's address. ST: its first and last address.
        public var eraseSector: Int
        /// Address, byte count, where the bytes are.
        public var program: Int
    }

    public var kind: Kind
    /// What the file says it is for.
    public var name: String
    /// The memory it serves.
    public var region: Region
    public var sectors: [Region]
    /// At most so many bytes go into one call.
    public var pageByteCount: Int
    public var erasedValue: UInt8
    /// Limits for one page and one sector, where the file has them.
    public var programMilliseconds: Int?
    public var eraseMilliseconds: Int?
    /// Code and data for RAM, zeroed parts included.
    public var code: [UInt8]
    /// Where the code must lie; `nil`: anywhere.
    public var fixedAddress: Address?
    /// What R9 holds, as an offset into the code.
    public var staticBase: Int
    public var functions: Functions
}

extension FlashAlgorithm {
    /// Reads a `.FLM` or `.stldr` file; its content tells which.
    public static func parse(_ file: [UInt8]) throws(FirmwareError) -> FlashAlgorithm {
        guard file.starts(with: ELFFile.magic) else {
            throw FirmwareError(
                .notFirmware, "A flash loader is an ELF file (.FLM or .stldr); this is none.")
        }
        // Armlink writes algorithms as executables; some are shared objects, being relocatable.
        let elf = try ELFFile(file, takesSharedObjects: true)
        let symbols = try elf.symbols(among: symbolNames)
        if let info = symbols["StorageInfo"], symbols["Write"] != nil {
            return try stLoader(elf, symbols, info: info)
        }
        if let descriptor = symbols["FlashDevice"], symbols["ProgramPage"] != nil {
            return try cmsisAlgorithm(elf, symbols, descriptor: descriptor)
        }
        throw FirmwareError(
            .notFirmware,
            "This ELF file is no flash loader: it has neither FlashDevice and ProgramPage (CMSIS) "
                + "nor StorageInfo and Write (ST).")
    }

    /// All that a loader may have.
    private static let symbolNames: Set<String> = Set(
        ["StorageInfo", "FlashDevice"]
            + [Names.cmsis, .st].flatMap {
                [$0.initialise, $0.finish, $0.eraseSector, $0.program]
            })

    /// Where in the code a function begins; its symbol has the Thumb bit set.
    private static func offset(
        of name: String, in code: Segment, _ symbols: [String: UInt32]
    ) throws(FirmwareError) -> Int? {
        guard let value = symbols[name] else { return nil }
        let offset = Address(value & ~1) - code.address
        guard code.bytes.indices.contains(offset) else {
            throw FirmwareError(
                .malformed, "The flash loader's function \(name) is outside of its code.")
        }
        return offset
    }

    private static func functions(
        in code: Segment, _ symbols: [String: UInt32], _ names: Names
    ) throws(FirmwareError) -> Functions {
        guard let initialise = try offset(of: names.initialise, in: code, symbols),
            let eraseSector = try offset(of: names.eraseSector, in: code, symbols),
            let program = try offset(of: names.program, in: code, symbols)
        else {
            throw FirmwareError(
                .malformed,
                "The flash loader lacks a function: \(names.initialise), \(names.eraseSector) and "
                    + "\(names.program) are needed.")
        }
        return Functions(
            initialise: initialise, finish: try offset(of: names.finish, in: code, symbols),
            eraseSector: eraseSector, program: program)
    }

    /// What the functions are called.
    private struct Names {
        var initialise = "Init"
        var finish = "UnInit"
        var eraseSector, program: String

        static let cmsis = Names(eraseSector: "EraseSector", program: "ProgramPage")
        static let st = Names(eraseSector: "SectorErase", program: "Write")
    }

    // MARK: CMSIS

    /// Offsets in struct FlashDevice (FlashOS.h, interface version 1.01).
    private enum Descriptor {
        static let name = 2..<130
        static let base = 132
        static let byteCount = 136
        static let pageByteCount = 140
        static let erasedValue = 148
        static let programMilliseconds = 152
        static let eraseMilliseconds = 156
        static let sectors = 160
        /// FlashOS.h, SECTOR_NUM.
        static let sectorCountMax = 512
    }

    private static func cmsisAlgorithm(
        _ elf: ELFFile, _ symbols: [String: UInt32], descriptor: UInt32
    ) throws(FirmwareError) -> FlashAlgorithm {
        let bytes = try elf.bytes(
            from: descriptor, atLeast: Descriptor.sectors + 16, what: "FlashDevice")
        let base = Int(bytes.word(at: Descriptor.base))
        let region = try region(base, Int(bytes.word(at: Descriptor.byteCount)))
        // Pairs of sector size and first offset; two words of ones end them.
        var runs: [(byteCount: Int, offset: Int)] = []
        var place = Descriptor.sectors
        while place + 8 <= bytes.count, bytes.word(at: place) != .max,
            runs.count < Descriptor.sectorCountMax
        {
            runs.append((Int(bytes.word(at: place)), Int(bytes.word(at: place + 4))))
            place += 8
        }
        var sectors: [Region] = []
        for (index, run) in runs.enumerated() {
            let end = index + 1 < runs.count ? runs[index + 1].offset : region.byteCount
            try cut(&sectors, run.byteCount, from: run.offset, to: end, in: region)
        }
        // The descriptor may lie far behind the code; only what runs belongs in RAM.
        let code = try elf.memory { !$0.contains(Int(descriptor)) }
        let staticBase = elf.sectionAddress("PrgData").map { Address($0) - code.address }
        return try FlashAlgorithm(
            kind: .cmsis, name: text(bytes[Descriptor.name]), region: region, sectors: sectors,
            pageByteCount: Int(bytes.word(at: Descriptor.pageByteCount)),
            erasedValue: bytes[Descriptor.erasedValue],
            programMilliseconds: Int(bytes.word(at: Descriptor.programMilliseconds)),
            eraseMilliseconds: Int(bytes.word(at: Descriptor.eraseMilliseconds)),
            code: code.bytes, fixedAddress: nil, staticBase: staticBase ?? 0,
            functions: functions(in: code, symbols, .cmsis)
        ).checked()
    }

    // MARK: ST

    /// Offsets in struct StorageInfo (Dev_Inf.h).
    private enum Info {
        static let name = 0..<100
        static let base = 104
        static let byteCount = 108
        static let pageByteCount = 112
        static let erasedValue = 116
        static let sectors = 120
        /// Dev_Inf.h, SECTOR_NUM.
        static let sectorRunCountMax = 10
    }

    private static func stLoader(
        _ elf: ELFFile, _ symbols: [String: UInt32], info: UInt32
    ) throws(FirmwareError) -> FlashAlgorithm {
        let bytes = try elf.bytes(from: info, atLeast: Info.sectors + 8, what: "StorageInfo")
        let region = try region(
            Int(bytes.word(at: Info.base)), Int(bytes.word(at: Info.byteCount)))
        // Pairs of count and size; a zero count ends them.
        var sectors: [Region] = []
        var offset = 0
        for index in 0..<Info.sectorRunCountMax {
            let place = Info.sectors + 8 * index
            guard place + 8 <= bytes.count, bytes.word(at: place) != 0 else { break }
            let size = Int(bytes.word(at: place + 4))
            let count = Int(bytes.word(at: place))
            guard count <= sectorCountMax else { throw damagedSectors }
            let end = offset + count * size
            try cut(&sectors, size, from: offset, to: min(end, region.byteCount), in: region)
            offset = end
        }
        let code = try elf.memory { _ in true }
        return try FlashAlgorithm(
            kind: .st, name: text(bytes[Info.name]), region: region, sectors: sectors,
            pageByteCount: Int(bytes.word(at: Info.pageByteCount)),
            erasedValue: bytes[Info.erasedValue], code: code.bytes, fixedAddress: code.address,
            staticBase: 0, functions: functions(in: code, symbols, .st)
        ).checked()
    }

    // MARK: Both

    private static func region(_ base: Int, _ byteCount: Int) throws(FirmwareError) -> Region {
        guard byteCount > 0, base + byteCount <= 1 << 32 else {
            throw FirmwareError(
                .malformed,
                "The flash loader is for a memory of \(byteCount) bytes at "
                    + "\(UInt32(base).hex), which cannot be.")
        }
        return Region(base: Address(UInt32(base)), byteCount: byteCount)
    }

    private static var damagedSectors: FirmwareError {
        FirmwareError(.malformed, "The flash loader's list of sectors is damaged.")
    }

    /// More sectors than any flash has: half a gigabyte of 4 KiB.
    private static let sectorCountMax = 1 << 17

    private static func cut(
        _ sectors: inout [Region], _ size: Int, from start: Int, to end: Int, in region: Region
    ) throws(FirmwareError) {
        guard size > 0, start >= 0, start <= end, end <= region.byteCount,
            (end - start) / size + sectors.count <= sectorCountMax
        else { throw damagedSectors }
        var offset = start
        while offset + size <= end {
            sectors.append(Region(base: region.base + offset, byteCount: size))
            offset += size
        }
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    private func checked() throws(FirmwareError) -> FlashAlgorithm {
        guard !sectors.isEmpty, (1...65536).contains(pageByteCount) else {
            throw FirmwareError(
                .malformed,
                "The flash loader names \(sectors.count) sectors and pages of \(pageByteCount) "
                    + "bytes, which cannot be.")
        }
        return self
    }
}
