import TargetMemory

/// SEGGER's control block in the target's RAM, as far as it is read (SEGGER UM08001, "RTT"; layout
/// `SEGGER_RTT_CB`): 16 bytes of identification, two counts, then 24 bytes for each buffer.
struct RTTControlBlock: Hashable {
    /// A ring buffer: the name's address, the data's, its size, where is written, where is read,
    /// flags; six words.
    struct Buffer: Hashable {
        /// Where its description is.
        var place: Address
        var name: Address
        var data: Address
        var byteCount: Int
        var writeOffset: Int
        var readOffset: Int
        var flags: UInt32

        static let byteCount = 24
        static let writeOffsetPlace = 12
        static let readOffsetPlace = 16

        init(_ bytes: [UInt8], at place: Address) {
            self.place = place
            name = Address(bytes.word(at: 0))
            data = Address(bytes.word(at: 4))
            byteCount = Int(bytes.word(at: 8))
            writeOffset = Int(bytes.word(at: 12))
            readOffset = Int(bytes.word(at: 16))
            flags = bytes.word(at: 20)
        }

        /// A buffer that is not set up has no size; one that is torn has offsets outside of it.
        var isUsable: Bool {
            byteCount > 0 && byteCount <= Limits.rttBufferByteCountMax
                && writeOffset < byteCount && readOffset < byteCount
        }
    }

    static let identificationByteCount = 16
    static let headerByteCount = 24

    var place: Address
    /// What the target sends through.
    var up: [Buffer]
    /// What it receives through.
    var down: [Buffer]

    /// `nil` where the bytes are no control block: other identification, or absurd counts.
    static func counts(
        _ header: [UInt8], identification: [UInt8]
    ) -> (up: Int, down: Int)? {
        guard header.count >= headerByteCount, header.starts(with: identification) else {
            return nil
        }
        // The rest of the 16 bytes is zero.
        guard header[identification.count..<identificationByteCount].allSatisfy({ $0 == 0 }) else {
            return nil
        }
        let counts = (Int(header.word(at: 16)), Int(header.word(at: 20)))
        guard counts.0 <= Limits.rttChannelCountMax, counts.1 <= Limits.rttChannelCountMax,
            counts.0 + counts.1 > 0
        else { return nil }
        return counts
    }

    /// Reads the block anew; `nil` where it is not there any more.
    static func read(
        at place: Address, identification: [UInt8], from target: any DebugTarget
    ) throws(TargetFault) -> RTTControlBlock? {
        let header = try target.readMemory(place, count: headerByteCount)
        guard let counts = counts(header, identification: identification) else { return nil }
        let rest = try target.readMemory(
            place + headerByteCount, count: (counts.up + counts.down) * Buffer.byteCount)
        func buffers(_ numbers: Range<Int>) -> [Buffer] {
            numbers.map { number in
                let start = number * Buffer.byteCount
                return Buffer(
                    Array(rest[start..<start + Buffer.byteCount]),
                    at: place + (headerByteCount + start))
            }
        }
        return RTTControlBlock(
            place: place, up: buffers(0..<counts.up),
            down: buffers(counts.up..<counts.up + counts.down))
    }

    /// Where a block begins inside the region; `nil` where none does.
    static func find(
        in region: Region, identification: [UInt8], from target: any DebugTarget
    ) throws(TargetFault) -> Address? {
        var offset = 0
        while offset + headerByteCount <= region.byteCount {
            let count = min(Limits.rttSearchPieceByteCount, region.byteCount - offset)
            let bytes = try target.readMemory(region.base + offset, count: count)
            // It is made of words, and lies as such.
            for start in stride(from: 0, through: bytes.count - headerByteCount, by: 4)
            where bytes[start] == identification.first {
                let header = Array(bytes[start..<start + headerByteCount])
                if counts(header, identification: identification) != nil {
                    return region.base + (offset + start)
                }
            }
            offset += Limits.rttSearchPieceByteCount - headerByteCount
        }
        return nil
    }
}
