import RemoteProtocol
import TargetMemory

extension Session {
    /// `m`, `x`, `M`, `X`, `qCRC`.
    mutating func memory(_ request: Request) throws(TargetFault) -> Reply {
        switch request {
        case .readMemory(let address, let count):
            let count = min(count, RemoteProtocol.Limits.hexReadByteCount)
            return .hex(try target.readMemory(address, count: count))
        case .readMemoryBinary(let address, let count):
            return try readBinary(address, count: count)
        case .writeMemory(let address, let bytes):
            do throws(TargetFault) {
                if !bytes.isEmpty { try target.writeMemory(bytes, to: address) }
            } catch {
                // "Cannot access memory" is all that gdb makes of it, whatever it is told.
                if error.cause != .access { remember(error.message) }
                throw error
            }
            return .ok
        case .crc(let address, let count):
            // gdb's CRC of nothing is its start value.
            guard count > 0 else { return .text("Cffffffff") }
            guard count <= Limits.checksumByteCountMax else {
                throw TargetFault(
                    .unsupported, at: address,
                    "a checksum over \(count) bytes would keep everybody waiting: "
                        + "\(Limits.checksumByteCountMax) are the most")
            }
            let crc = try target.crc32(Region(base: address, byteCount: count))
            return .text("C" + crc.hex.dropFirst(2))
        default:
            return .unsupported
        }
    }

    /// gdb 16 and LLDB 20 want a `b` first, and say nothing before they ask. An older LLDB asks
    /// for nothing at 0, takes `OK` for a yes, and then wants the bytes alone.
    private mutating func readBinary(
        _ address: Address, count: Int
    ) throws(TargetFault) -> Reply {
        if count == 0 {
            guard address == 0, !client.errorText else {
                return .binary(marker: UInt8(ascii: "b"), [])
            }
            client.bareBinaryReads = true
            return .ok
        }
        let count = min(count, RemoteProtocol.Limits.binaryReadByteCount)
        let bytes = try target.readMemory(address, count: count)
        return client.bareBinaryReads
            ? .bytes(bytes) : .binary(marker: UInt8(ascii: "b"), bytes)
    }
}
