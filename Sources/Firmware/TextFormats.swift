import TargetMemory

/// Intel HEX (Intel, "Hexadecimal Object File Format Specification", revision A, 1988).
enum IntelHex {
    static func image(_ file: [UInt8]) throws(FirmwareError) -> FirmwareImage {
        var pieces = PieceCollector()
        var entry: Address?
        var upper = 0
        var isComplete = false
        for (number, line) in numberedLines(file) where !isComplete {
            let record = try record(line, number)
            let data = record.dropFirst(4).dropLast()
            let value = data.reduce(0) { $0 << 8 | Int($1) }
            switch (record[3], data.count) {
            case (0, _):
                let offset = Int(record[1]) << 8 | Int(record[2])
                pieces.add(Array(data), at: upper + offset)
            case (1, 0): isComplete = true
            case (2, 2): upper = value << 4
            case (4, 2): upper = value << 16
            case (3, 4): entry = Address(UInt32((value >> 16) << 4 + value & 0xFFFF))
            case (5, 4): entry = Address(UInt32(value))
            default:
                throw FirmwareError(
                    .malformed,
                    "Line \(number) is an Intel HEX record of unknown type \(record[3]).")
            }
        }
        guard isComplete else {
            throw FirmwareError(
                .malformed, "The Intel HEX file ends without its end record: it was cut off.")
        }
        return try FirmwareImage(
            format: .intelHex, pieces: try pieces.segments(), entry: entry)
    }

    /// Count, address, type, data, checksum.
    private static func record(
        _ line: ArraySlice<UInt8>, _ number: Int
    ) throws(FirmwareError) -> [UInt8] {
        guard line.first == UInt8(ascii: ":"), let bytes = hexBytes(line.dropFirst()),
            bytes.count >= 5, bytes.count == Int(bytes[0]) + 5
        else { throw FirmwareError(.malformed, "Line \(number) is no Intel HEX record.") }
        guard bytes.reduce(0, &+) == 0 else {
            throw FirmwareError(.malformed, "Line \(number): the checksum is wrong.")
        }
        return bytes
    }
}

/// Motorola S-records (M68000 family programmer's reference manual, appendix C).
enum SRecord {
    static func image(_ file: [UInt8]) throws(FirmwareError) -> FirmwareImage {
        var pieces = PieceCollector()
        var entry: Address?
        var isComplete = false
        for (number, line) in numberedLines(file) where !isComplete {
            let (type, record) = try record(line, number)
            let addressByteCount: Int? =
                switch type {
                case 0, 1, 5, 9: 2
                case 2, 6, 8: 3
                case 3, 7: 4
                default: nil
                }
            guard let addressByteCount, record.count >= addressByteCount + 2 else {
                throw FirmwareError(
                    .malformed, "Line \(number) is an S-record of unknown type \(type).")
            }
            let address = record[1...addressByteCount].reduce(0) { $0 << 8 | Int($1) }
            switch type {
            case 1...3:
                pieces.add(Array(record.dropFirst(1 + addressByteCount).dropLast()), at: address)
            case 7...9:
                isComplete = true
                if address != 0 { entry = Address(UInt32(address)) }
            default: break
            }
        }
        guard isComplete else {
            throw FirmwareError(
                .malformed, "The S-record file ends without its end record: it was cut off.")
        }
        return try FirmwareImage(format: .sRecord, pieces: try pieces.segments(), entry: entry)
    }

    /// The type, then count, address, data and checksum.
    private static func record(
        _ line: ArraySlice<UInt8>, _ number: Int
    ) throws(FirmwareError) -> (UInt8, [UInt8]) {
        guard line.count >= 4, line.first == UInt8(ascii: "S"),
            let type = hexValue(line[line.startIndex + 1]), let bytes = hexBytes(line.dropFirst(2)),
            bytes.count == Int(bytes[0]) + 1
        else { throw FirmwareError(.malformed, "Line \(number) is no S-record.") }
        guard bytes.reduce(0, &+) == 0xFF else {
            throw FirmwareError(.malformed, "Line \(number): the checksum is wrong.")
        }
        return (type, bytes)
    }
}

/// Joins records as they come, which is mostly in order.
struct PieceCollector {
    private var pieces: [(address: Int, bytes: [UInt8])] = []

    mutating func add(_ bytes: [UInt8], at address: Int) {
        if let last = pieces.last, last.address + last.bytes.count == address {
            pieces[pieces.count - 1].bytes += bytes
        } else {
            pieces.append((address, bytes))
        }
    }

    func segments() throws(FirmwareError) -> [Segment] {
        if let piece = pieces.first(where: { $0.address + $0.bytes.count > 1 << 32 }) {
            throw FirmwareError(
                .malformed,
                "The file has bytes beyond 4 GiB, at 0x" + String(piece.address, radix: 16) + ".")
        }
        return pieces.map { Segment(address: Address(UInt32($0.address)), bytes: $0.bytes) }
    }
}
