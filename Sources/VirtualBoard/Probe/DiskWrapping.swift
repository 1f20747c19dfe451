/// Command and status wrappers of the V1 (USB Mass Storage Class, Bulk-Only Transport 1.0, 5.1
/// and 5.2): the command travels as a disk's would, and a status follows.
struct CommandWrapper {
    private static let signature: [UInt8] = Array("USBC".utf8)
    private static let byteCount = 31
    private static let headerByteCount = 15
    private static let commandLimit = 16

    let tag: UInt32
    /// Bytes that the host means to send or to take.
    let dataByteCount: Int
    let isIn: Bool
    let packet: CommandPacket

    /// `nil`: not meaningful (6.2.2); the device stalls.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount, bytes.starts(with: Self.signature),
            (1...Self.commandLimit).contains(Int(bytes[14]))
        else { return nil }
        tag = bytes.value(at: 4, width: 4)
        dataByteCount = Int(bytes.value(at: 8, width: 4))
        isIn = bytes[12] & 0x80 != 0
        packet = CommandPacket(
            Array(bytes[Self.headerByteCount..<Self.headerByteCount + Int(bytes[14])]))
    }

    /// Data, if any, and the status wrapper behind it. A command that failed has status 1, and a
    /// host that waits for data sees a stall first (6.7.2).
    func replies(to reply: ProbeReply) -> [ProbeReply] {
        switch reply {
        case .nothing: return [status(failed: false, residue: 0)]
        case .stall:
            let end = status(failed: true, residue: dataByteCount)
            return dataByteCount > 0 && isIn ? [.stall, end] : [end]
        case .bytes(let bytes):
            let data = Array(bytes.prefix(dataByteCount))
            let end = status(failed: false, residue: dataByteCount - data.count)
            return data.isEmpty ? [end] : [.bytes(data), end]
        }
    }

    private func status(failed: Bool, residue: Int) -> ProbeReply {
        var bytes = Array("USBS".utf8)
        bytes.append(word: tag)
        bytes.append(word: UInt32(residue))
        return .bytes(bytes + [failed ? 1 : 0])
    }
}
