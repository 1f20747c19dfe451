import TargetMemory

/// A 32-bit little-endian Arm ELF file (System V ABI, chapters 4 and 5; ELF for the Arm
/// Architecture, IHI 0044).
struct ELFFile {
    static let magic: [UInt8] = [0x7F] + Array("ELF".utf8)

    struct ProgramHeader {
        var type, offset, virtual, physical, fileByteCount, memoryByteCount: Int
    }

    struct SectionHeader {
        var name, type, flags, address, offset, byteCount, link: Int
    }

    let file: [UInt8]

    init(_ file: [UInt8], takesSharedObjects: Bool = false) throws(FirmwareError) {
        self.file = file
        guard file.count >= 52 else { throw Self.damaged("its header is cut off") }
        guard file[4] == 1, file[5] == 1, half(18) == 40 else {
            throw FirmwareError(
                .notFirmware,
                "This ELF file is for another machine (class \(file[4]), machine \(half(18))): "
                    + "a 32-bit little-endian Arm program is wanted.")
        }
        switch half(16) {
        case 2: break
        case 3 where takesSharedObjects: break
        case 1:
            throw FirmwareError(
                .notFirmware, "This ELF file is an object file: link it into a program first.")
        default:
            throw FirmwareError(
                .notFirmware, "This ELF file is a shared library, not a program for bare metal.")
        }
    }

    static func damaged(_ what: String) -> FirmwareError {
        FirmwareError(.malformed, "The ELF file is damaged: \(what).")
    }

    func half(_ offset: Int) -> Int { Int(file[offset]) | Int(file[offset + 1]) << 8 }

    func word(_ offset: Int) -> Int { half(offset) | half(offset + 2) << 16 }

    /// The bytes to be stored: those of sections where there are section headers, as gdb's `load`
    /// takes them, or else those of the segments.
    func image() throws(FirmwareError) -> FirmwareImage {
        let programs = try programHeaders().filter { $0.type == 1 && $0.fileByteCount > 0 }
        guard !programs.isEmpty else {
            throw FirmwareError(
                .notFirmware, "This ELF file has no loadable segment: nothing to be programmed.")
        }
        let sections = try sectionHeaders()
        var pieces: [Segment] = []
        var named: [FirmwareImage.Section] = []
        var byteCount = 0
        for section in sections where isLoaded(section) {
            guard
                let program = programs.first(where: {
                    section.offset >= $0.offset
                        && section.offset + section.byteCount <= $0.offset + $0.fileByteCount
                })
            else { continue }
            byteCount += section.byteCount
            guard byteCount <= file.count else { throw Self.damaged("its sections overlap") }
            let load = program.physical + section.offset - program.offset
            let piece = try segment(section.offset, section.byteCount, at: load)
            pieces.append(piece)
            named.append(
                FirmwareImage.Section(
                    name: name(section, sections), loadAddress: piece.address,
                    runAddress: Address(UInt32(section.address)), byteCount: section.byteCount))
        }
        if sections.isEmpty {
            for program in programs {
                byteCount += program.fileByteCount
                guard byteCount <= file.count else { throw Self.damaged("its segments overlap") }
                pieces.append(
                    try segment(program.offset, program.fileByteCount, at: program.physical))
            }
        }
        return try FirmwareImage(
            format: .elf, pieces: pieces, entry: Address(UInt32(word(24))), sections: named)
    }

    /// SHF_ALLOC, and not SHT_NOBITS.
    private func isLoaded(_ section: SectionHeader) -> Bool {
        section.flags & 2 != 0 && section.type != 8 && section.byteCount > 0
    }

    private func segment(
        _ offset: Int, _ byteCount: Int, at address: Int
    ) throws(FirmwareError) -> Segment {
        guard offset + byteCount <= file.count else { throw Self.damaged("it was cut off") }
        guard address + byteCount <= 1 << 32 else {
            throw Self.damaged("it has bytes beyond 4 GiB")
        }
        return Segment(
            address: Address(UInt32(address)), bytes: Array(file[offset..<offset + byteCount]))
    }

    private func table(
        at offset: Int, count: Int, entryByteCount: Int, minimum: Int, _ what: String
    ) throws(FirmwareError) -> [Int] {
        guard count > 0, offset > 0 else { return [] }
        guard entryByteCount >= minimum, offset + count * entryByteCount <= file.count else {
            throw Self.damaged("its \(what) headers are cut off")
        }
        return (0..<count).map { offset + $0 * entryByteCount }
    }

    func programHeaders() throws(FirmwareError) -> [ProgramHeader] {
        let places = try table(
            at: word(28), count: half(44), entryByteCount: half(42), minimum: 32, "program")
        return places.map {
            ProgramHeader(
                type: word($0), offset: word($0 + 4), virtual: word($0 + 8),
                physical: word($0 + 12), fileByteCount: word($0 + 16),
                memoryByteCount: word($0 + 20))
        }
    }

    func sectionHeaders() throws(FirmwareError) -> [SectionHeader] {
        let places = try table(
            at: word(32), count: half(48), entryByteCount: half(46), minimum: 40, "section")
        return places.map {
            SectionHeader(
                name: word($0), type: word($0 + 4), flags: word($0 + 8), address: word($0 + 12),
                offset: word($0 + 16), byteCount: word($0 + 20),
                link: word($0 + 24))
        }
    }

    func name(_ section: SectionHeader, _ all: [SectionHeader]) -> String {
        let index = half(50)
        guard all.indices.contains(index) else { return "" }
        return text(at: all[index].offset + section.name)
    }

    /// A string of a string table, to its zero; the beginning of one that is absurdly long, as a
    /// thousand names may share it.
    func text(at start: Int) -> String {
        guard start < file.count else { return "" }
        let most = file[start...].prefix(Self.nameByteCountMax)
        return String(decoding: most.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static let nameByteCountMax = 256
}
