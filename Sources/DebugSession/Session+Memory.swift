import RemoteProtocol
import TargetMemory

extension Session {
    /// `g`, `G`, `p`, `P`.
    func register(_ request: Request) throws(TargetFault) -> Reply {
        switch request {
        case .readGeneralRegisters:
            var text = ""
            for number in 0..<min(target.generalRegisterCount, target.registers.count) {
                text += try registerText(number)
            }
            return .text(text)
        case .readRegister(let number):
            guard target.registers.indices.contains(number) else { return .malformed }
            return .text(try registerText(number))
        case .writeRegister(let number, let bytes):
            guard target.registers.indices.contains(number),
                bytes.count == byteCount(ofRegister: number)
            else { return .malformed }
            try target.writeRegister(number, bytes)
            return .ok
        case .writeGeneralRegisters(let bytes):
            return try writeGeneralRegisters(bytes)
        default:
            return .unsupported
        }
    }

    private func byteCount(ofRegister number: Int) -> Int {
        (target.registers[number].bitCount + 7) / 8
    }

    /// `xx` for every byte of a register that cannot be read now.
    private func registerText(_ number: Int) throws(TargetFault) -> String {
        guard let bytes = try target.readRegister(number) ?? snapshot[number] else {
            return String(repeating: "xx", count: byteCount(ofRegister: number))
        }
        return Hexadecimal.string(bytes)
    }

    private func writeGeneralRegisters(_ bytes: [UInt8]) throws(TargetFault) -> Reply {
        let numbers = 0..<min(target.generalRegisterCount, target.registers.count)
        guard bytes.count == numbers.reduce(0, { $0 + byteCount(ofRegister: $1) }) else {
            return .malformed
        }
        var rest = bytes[...]
        for number in numbers {
            try target.writeRegister(number, Array(rest.prefix(byteCount(ofRegister: number))))
            rest = rest.dropFirst(byteCount(ofRegister: number))
        }
        return .ok
    }

    /// `m`, `x`, `M`, `X`, `qCRC`, `qSearch:memory`.
    func memory(_ request: Request) throws(TargetFault) -> Reply {
        switch request {
        case .readMemory(let address, let count):
            let count = min(count, RemoteProtocol.Limits.hexReadByteCount)
            return .hex(try target.readMemory(address, count: count))
        case .readMemoryBinary(let address, let count):
            let count = min(count, RemoteProtocol.Limits.binaryReadByteCount)
            let bytes = count == 0 ? [] : try target.readMemory(address, count: count)
            return .binary(marker: UInt8(ascii: "b"), bytes)
        case .writeMemory(let address, let bytes):
            if !bytes.isEmpty { try target.writeMemory(bytes, to: address) }
            return .ok
        case .crc(let address, let count):
            // gdb's CRC of nothing is its start value.
            guard count > 0 else { return .text("Cffffffff") }
            let crc = try target.crc32(Region(base: address, byteCount: count))
            return .text("C" + crc.hex.dropFirst(2))
        case .search(let address, let count, let pattern):
            return try search(from: address, count: count, for: pattern)
        default:
            return .unsupported
        }
    }

    /// The first place where the whole pattern lies inside the area.
    private func search(
        from start: Address, count: Int, for pattern: [UInt8]
    ) throws(TargetFault) -> Reply {
        var offset = 0
        var window: [UInt8] = []
        while offset < count {
            let pieceByteCount = min(Limits.searchPieceByteCount, count - offset)
            window += try target.readMemory(start + offset, count: pieceByteCount)
            offset += pieceByteCount
            let windowOffset = offset - window.count
            let places = max(0, window.count - pattern.count + 1)
            for place in 0..<places where window[place...].starts(with: pattern) {
                return .text("1," + String((start + (windowOffset + place)).rawValue, radix: 16))
            }
            // What is left over may be the beginning of a find that the next piece completes.
            window = Array(window.suffix(pattern.count - 1))
        }
        return .text("0")
    }
}
