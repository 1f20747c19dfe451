import TargetMemory
import USBTransport

/// Takes out of transfers what is the user's: contents of memory, unless they are wanted, and what
/// nobody needs to know.
///
/// Knows of each command what its data and its reply are. What is no reply to the question that
/// was asked last may be a late one to any other, so that only its length is kept.
struct TransferRedaction {
    let keepsContents: Bool
    /// Identities: never kept, not by name either.
    var privateRegions: [Region] = []
    /// Text of the program's, which is read or written next.
    private var textRegions: [Region] = []
    /// What is read here next decides what is done.
    var controlWords: Region?
    /// The command whose data or reply is to come.
    private var asked: ProbeCommand?
    /// The last command came in a wrapper, and ends with a status of its own.
    private var isWrapped = false
    /// A reply may be one to an earlier question, until version and mode were asked and answered.
    private var isOutOfStep = false
    private var hasSaidVersion = false
    private var version: [UInt8]?
    private var hasAskedForMemory = false

    init(keepsContents: Bool) { self.keepsContents = keepsContents }

    /// The device was opened: what was asked of it before may be answered now.
    mutating func begin() {
        asked = nil
        if hasAskedForMemory { loseStep() }
    }

    /// Text of the program's is read or written there.
    mutating func noteText(_ region: Region) {
        textRegions.removeAll { $0 == region }
        textRegions.append(region)
        if textRegions.count > Limits.rememberedTextCount { textRegions.removeFirst() }
    }

    /// `replies` of a batch that succeeded, in order.
    mutating func redact(
        _ batch: [BulkTransfer], replies: [[UInt8]]?, failure: TransportError? = nil
    ) -> [Batch.Transfer] {
        var rest = (replies ?? [])[...]
        var commands: [ProbeCommand] = []
        let kept = batch.map { transfer in
            switch transfer {
            case .out(let endpoint, let bytes):
                let payload = sent(bytes)
                if let asked { commands.append(asked) }
                return Batch.Transfer(endpoint: endpoint, byteCount: 0, payload: payload)
            case .in(let endpoint, let byteCount):
                let payload = rest.popFirst().map { received($0, endpoint) }
                return Batch.Transfer(endpoint: endpoint, byteCount: byteCount, payload: payload)
            }
        }
        if let failure { fail(failure, commands) }
        return kept
    }

    private mutating func fail(_ failure: TransportError, _ commands: [ProbeCommand]) {
        // Whoever only listened has asked nothing.
        guard let command = commands.first else { return }
        asked = nil
        // A single question that was refused has no reply that could come late.
        if case .stall = failure, commands.count == 1, !command.hasDataPhase { return }
        loseStep()
    }

    private mutating func loseStep() { (isOutOfStep, hasSaidVersion) = (true, false) }

    // MARK: Sent

    private mutating func sent(_ bytes: [UInt8]) -> Payload {
        if let command = asked, command.kind == .writeMemory, let address = command.address,
            bytes.count == command.byteCount
        {
            asked = nil
            if let hidden = hidden(bytes, at: address) { return hidden }
            return keepsContents ? .kept(bytes) : MemoryKind(address).written(bytes)
        }
        asked = ProbeCommand(bytes)
        guard let command = asked else {
            return keepsContents ? .kept(bytes) : .hidden(count: bytes.count)
        }
        isWrapped = command.isWrapped
        if command.isAboutMemory { hasAskedForMemory = true }
        guard !keepsContents else { return .kept(bytes) }
        let start = command.offset
        guard command.isKnown else {
            return .bytes(Self.masking(bytes, start + 2..<start + 16))
        }
        // The value is a piece of a program.
        if command.kind == .writeWord, let address = command.address,
            MemoryKind(address) == .program
        {
            return .bytes(Self.masking(bytes, start + 6..<start + 10))
        }
        return command.isDataWrite
            ? .bytes(Self.masking(bytes, start + 6..<start + 10)) : .kept(bytes)
    }

    // MARK: Received

    private mutating func received(_ bytes: [UInt8], _ endpoint: UInt8) -> Payload {
        // Whatever the program prints.
        if endpoint != Self.replyEndpoint {
            return keepsContents ? .kept(bytes) : .hidden(count: bytes.count)
        }
        if isWrapped, Self.isStatus(bytes) { return .kept(bytes) }
        guard let command = asked, command.isReply(byteCount: bytes.count),
            !command.isVersion || isVersion(bytes)
        else {
            loseStep()
            return .hidden(count: bytes.count)
        }
        if isOutOfStep {
            guard command.isVersion || hasSaidVersion && command.isMode else {
                return .hidden(count: bytes.count)
            }
            hasSaidVersion = true
            isOutOfStep = !command.isMode
        }
        asked = nil
        if command.isVersion { version = bytes }
        guard let address = command.address else {
            guard command.isData, !keepsContents else { return .kept(bytes) }
            return .bytes(Self.masking(bytes, 4..<max(4, bytes.count)))
        }
        switch command.kind {
        case .readMemory: return read(bytes, at: address)
        case .readWord:
            guard hidden([UInt8](bytes.dropFirst(4)), at: address) != nil else {
                return .kept(bytes)
            }
            return .bytes(Self.masking(bytes, 4..<max(4, bytes.count)))
        case .writeWord, .writeMemory, .other: return .kept(bytes)
        }
    }

    private mutating func read(_ bytes: [UInt8], at address: Address) -> Payload {
        if let hidden = hidden(bytes, at: address) { return hidden }
        let isNeeded = controlWords.map { address >= $0.base && address <= $0.last } ?? false
        if let words = controlWords, isNeeded, address + (bytes.count - 1) >= words.last {
            controlWords = nil
        }
        return keepsContents || isNeeded ? .kept(bytes) : MemoryKind(address).read(bytes)
    }

    /// The vendor's ID is in it, or it is what this probe said before: some leave the ID out.
    private func isVersion(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 6 else { return false }
        return bytes.halfword(at: 2) == Self.vendorID || bytes == version || !hasAskedForMemory
    }

    private mutating func hidden(_ bytes: [UInt8], at address: Address) -> Payload? {
        let isText = textRegions.contains { $0.touches(address, bytes.count) }
        if isText, let end = bytes.indices.last.map({ address + $0 }) {
            textRegions.removeAll { $0.touches(address, bytes.count) && $0.last <= end }
        }
        let isPrivate = privateRegions.contains { $0.touches(address, bytes.count) }
        return isPrivate || isText && !keepsContents ? .hidden(count: bytes.count) : nil
    }

    private static func masking(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8?] {
        bytes.enumerated().map { range.contains($0.offset) ? nil : $0.element }
    }

    /// A Command Status Wrapper (USB Mass Storage Class, Bulk-Only Transport 1.0, 5.2).
    private static func isStatus(_ bytes: [UInt8]) -> Bool {
        bytes.count == 13 && bytes.starts(with: Array("USBS".utf8))
    }

    /// Of every model; SWO has another one.
    private static let replyEndpoint: UInt8 = 0x81
    private static let vendorID: UInt16 = 0x0483
}

extension Region {
    /// Whether one of so many bytes at `address` lies in it.
    func touches(_ address: Address, _ byteCount: Int) -> Bool {
        let start = Int(address.rawValue)
        return start <= Int(last.rawValue)
            && Int(base.rawValue) <= start + max(0, byteCount - 1)
    }
}
