/// Firmware files made by hand, so that every field of theirs is known.
struct ELFSample {
    struct Part {
        var name: String
        var runAddress: UInt32
        var loadAddress: UInt32
        var bytes: [UInt8]
        /// SHT_PROGBITS, SHT_NOBITS
        var type: UInt32 = 1
        /// SHF_ALLOC
        var flags: UInt32 = 2
        /// PT_LOAD
        var programType: UInt32 = 1
    }

    var parts: [Part]
    var entry: UInt32 = 0x0800_0041
    var fileClass: UInt8 = 1
    var byteOrder: UInt8 = 1
    var type: UInt16 = 2
    var machine: UInt16 = 40
    var hasSections = true

    /// A vector table and code, data that is stored in flash and runs in RAM, and zeroed memory.
    static var usual: ELFSample {
        ELFSample(parts: [
            Part(
                name: ".text", runAddress: 0x0800_0000, loadAddress: 0x0800_0000,
                bytes: vectors + Array(0..<56)),
            Part(
                name: ".data", runAddress: 0x2000_0000, loadAddress: 0x0800_0040,
                bytes: [1, 2, 3, 4]),
            Part(
                name: ".bss", runAddress: 0x2000_0004, loadAddress: 0x2000_0004, bytes: [],
                type: 8),
        ])
    }

    /// Stack at 0x20010000, reset handler at 0x08000040, Thumb.
    static let vectors: [UInt8] = [0, 0, 1, 0x20, 0x41, 0, 0, 8]

    /// Header, program headers, contents, names, section headers.
    var file: [UInt8] {
        let programStart = 52
        var offset = programStart + 32 * parts.count
        var programs: [UInt8] = []
        var contents: [UInt8] = []
        var names: [UInt8] = [0]
        var sections = words(Array(repeating: 0, count: 10))
        for part in parts {
            let size = UInt32(part.bytes.count)
            programs += words([
                part.programType, UInt32(offset), part.runAddress, part.loadAddress, size,
                size, 5, 4,
            ])
            sections += words([
                UInt32(names.count), part.type, part.flags, part.runAddress, UInt32(offset),
                part.type == 8 ? 16 : size, 0, 0, 4, 0,
            ])
            names += Array(part.name.utf8) + [0]
            contents += part.bytes
            offset += part.bytes.count
        }
        sections += words([
            0, 3, 0, 0, UInt32(offset), UInt32(names.count), 0, 0, 1, 0,
        ])
        let sectionStart = UInt32(offset + names.count)
        let count = hasSections ? parts.count + 2 : 0
        var file: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, fileClass, byteOrder, 1]
        file += Array(repeating: 0, count: 9)
        file += halves([type, machine]) + words([1, entry, UInt32(programStart)])
        file += words([hasSections ? sectionStart : 0, 0])
        file += halves([52, 32, UInt16(parts.count), 40, UInt16(count), UInt16(max(count - 1, 0))])
        file += programs + contents
        return hasSections ? file + names + sections : file
    }

    private func halves(_ values: [UInt16]) -> [UInt8] {
        values.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    }

    private func words(_ values: [UInt32]) -> [UInt8] {
        values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    }
}

enum TextSample {
    /// A record of an Intel HEX file with its checksum.
    static func hex(_ type: UInt8, _ address: UInt16, _ data: [UInt8]) -> String {
        let bytes =
            [UInt8(data.count), UInt8(address >> 8), UInt8(truncatingIfNeeded: address), type]
            + data
        return ":" + digits(bytes + [0 &- bytes.reduce(0, &+)]) + "\n"
    }

    /// An S-record with its checksum.
    static func sRecord(_ type: Int, _ address: [UInt8], _ data: [UInt8]) -> String {
        let bytes = [UInt8(address.count + data.count + 1)] + address + data
        return "S\(type)" + digits(bytes + [~bytes.reduce(0, &+)]) + "\n"
    }

    static func digits(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let text = String(byte, radix: 16, uppercase: true)
            return text.count < 2 ? "0" + text : text
        }.joined()
    }

    static let hexFile: String =
        hex(4, 0, [0x08, 0x00]) + hex(0, 0, ELFSample.vectors) + hex(0, 8, [1, 2, 3, 4])
        + hex(5, 0, [0x08, 0, 0, 0x41]) + hex(1, 0, [])

    static let sRecordFile: String =
        sRecord(0, [0, 0], Array("name".utf8)) + sRecord(3, [8, 0, 0, 0], ELFSample.vectors)
        + sRecord(3, [8, 0, 0, 8], [1, 2, 3, 4]) + sRecord(7, [8, 0, 0, 0x41], [])
}
