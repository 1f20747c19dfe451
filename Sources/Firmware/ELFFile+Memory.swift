import TargetMemory

/// What a loader file offers besides its image: symbols, and memory as it is when it runs.
extension ELFFile {
    /// More than any loader needs; a file that claims more is damaged.
    private static let memoryByteCountMax = 1 << 20

    /// Values of the global symbols of these names that are defined. A file has one table of them
    /// (SHT_SYMTAB; System V ABI, chapter 4).
    func symbols(among wanted: Set<String>) throws(FirmwareError) -> [String: UInt32] {
        var found: [String: UInt32] = [:]
        let sections = try sectionHeaders()
        let table = sections.first { $0.type == 2 && sections.indices.contains($0.link) }
        if let table {
            let names = sections[table.link]
            guard table.offset + table.byteCount <= file.count else {
                throw Self.damaged("its symbols are cut off")
            }
            for place in stride(from: table.offset, to: table.offset + table.byteCount, by: 16)
            where place + 16 <= file.count && half(place + 14) != 0 {
                // STB_GLOBAL or STB_WEAK
                guard (1...2).contains(file[place + 12] >> 4) else { continue }
                let name = text(at: names.offset + word(place))
                if wanted.contains(name) { found[name] = UInt32(word(place + 4)) }
            }
        }
        return found
    }

    /// The address of a section, by its name.
    func sectionAddress(_ wanted: String) -> UInt32? {
        guard let sections = try? sectionHeaders() else { return nil }
        return sections.first { name($0, sections) == wanted }.map { UInt32($0.address) }
    }

    /// The file's bytes from a run-time address to the end of its segment.
    func bytes(
        from address: UInt32, atLeast count: Int, what: String
    ) throws(FirmwareError) -> [UInt8] {
        for program in try programHeaders() where program.type == 1 {
            let offset = Int(address) - program.virtual
            guard offset >= 0, offset < program.fileByteCount else { continue }
            let start = program.offset + offset
            let end = min(program.offset + program.fileByteCount, file.count)
            guard end - start >= count else { break }
            return Array(file[start..<end])
        }
        throw Self.damaged("its \(what) is cut off")
    }

    /// The segments that `isWanted` takes, or all where it takes none, as one piece of memory with
    /// zeroes where the file has none.
    func memory(
        where isWanted: (Range<Int>) -> Bool
    ) throws(FirmwareError) -> Segment {
        let all = try programHeaders().filter { $0.type == 1 && $0.memoryByteCount > 0 }
        let wanted = all.filter { isWanted($0.virtual..<$0.virtual + $0.memoryByteCount) }
        let programs = wanted.isEmpty ? all : wanted
        guard let low = programs.map(\.virtual).min(),
            let high = programs.map({ $0.virtual + $0.memoryByteCount }).max(),
            high - low <= Self.memoryByteCountMax, high <= 1 << 32
        else { throw Self.damaged("it has no code, or far too much") }
        var bytes = [UInt8](repeating: 0, count: high - low)
        for program in programs {
            guard program.offset + program.fileByteCount <= file.count,
                program.fileByteCount <= program.memoryByteCount
            else { throw Self.damaged("it was cut off") }
            let start = program.virtual - low
            bytes.replaceSubrange(
                start..<start + program.fileByteCount,
                with: file[program.offset..<program.offset + program.fileByteCount])
        }
        return Segment(address: Address(UInt32(low)), bytes: bytes)
    }
}
