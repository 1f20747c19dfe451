import TargetMemory
import USBTransport

/// Takes out of transfers what is the user's: contents of memory, unless they are wanted, and what
/// nobody needs to know.
///
/// Knows of each command what its data is; remembers the one that still has data to come.
struct TransferRedaction {
    let keepsContents: Bool
    /// Identities: never kept, not by name either.
    var privateRegions: [Region] = []
    /// What is read here next decides what is done.
    var controlWords: Region?
    private var current: ProbeCommand?

    init(keepsContents: Bool) { self.keepsContents = keepsContents }

    /// `replies` of a batch that succeeded, in order.
    mutating func redact(
        _ batch: [BulkTransfer], replies: [[UInt8]]?
    ) -> [Batch.Transfer] {
        var rest = (replies ?? [])[...]
        return batch.map { transfer in
            switch transfer {
            case .out(let endpoint, let bytes):
                return Batch.Transfer(endpoint: endpoint, byteCount: 0, payload: sent(bytes))
            case .in(let endpoint, let byteCount):
                let payload = rest.popFirst().map { received($0, endpoint) }
                return Batch.Transfer(endpoint: endpoint, byteCount: byteCount, payload: payload)
            }
        }
    }

    private mutating func sent(_ bytes: [UInt8]) -> Payload {
        if let command = current, command.kind == .writeMemory, let address = command.address,
            bytes.count == command.byteCount
        {
            current = nil
            if let hidden = hidden(bytes, at: address) { return hidden }
            return keepsContents ? .kept(bytes) : MemoryKind(address).written(bytes)
        }
        current = ProbeCommand(bytes)
        guard let command = current else {
            return keepsContents || bytes.count < Limits.keptByteCount
                ? .kept(bytes) : .named(bytes)
        }
        guard command.kind == .writeWord, let address = command.address, !keepsContents,
            MemoryKind(address) == .program
        else { return .kept(bytes) }
        // The value is a piece of a program.
        return .bytes(Self.masking(bytes, command.offset + 6..<command.offset + 10))
    }

    private mutating func received(_ bytes: [UInt8], _ endpoint: UInt8) -> Payload {
        // Whatever the program prints.
        if endpoint != Self.replyEndpoint {
            return keepsContents ? .kept(bytes) : .hidden(count: bytes.count)
        }
        guard let command = current, let address = command.address else {
            return unexpected(bytes)
        }
        switch command.kind {
        case .readMemory:
            current = nil
            if let hidden = hidden(bytes, at: address) { return hidden }
            let isNeeded = controlWords.map { address >= $0.base && address <= $0.last } ?? false
            if let words = controlWords, isNeeded, address + (bytes.count - 1) >= words.last {
                controlWords = nil
            }
            return keepsContents || isNeeded ? .kept(bytes) : MemoryKind(address).read(bytes)
        case .readWord:
            current = nil
            guard hidden(bytes, at: address) != nil, bytes.count >= 8 else { return .kept(bytes) }
            return .bytes(Self.masking(bytes, 4..<8))
        case .writeMemory, .writeWord, .other:
            return unexpected(bytes)
        }
    }

    /// A reply of the probe's own, or the late one to somebody's reading.
    private func unexpected(_ bytes: [UInt8]) -> Payload {
        let isProbe = current.map { $0.kind == .other } ?? false
        return keepsContents || isProbe || bytes.count <= Limits.keptByteCount
            ? .kept(bytes) : .named(bytes)
    }

    private func hidden(_ bytes: [UInt8], at address: Address) -> Payload? {
        let isPrivate = privateRegions.contains { region in
            address <= region.last && region.base <= address + max(0, bytes.count - 1)
        }
        return isPrivate ? .hidden(count: bytes.count) : nil
    }

    private static func masking(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8?] {
        bytes.enumerated().map { range.contains($0.offset) ? nil : $0.element }
    }

    /// Of every model; SWO has another one.
    private static let replyEndpoint: UInt8 = 0x81
}
