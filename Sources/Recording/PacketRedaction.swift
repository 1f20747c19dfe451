import TargetMemory

/// What a packet to a debugger is, as whoever made it knows.
public enum ReplyKind: Hashable, Sendable {
    /// `OK`, nothing, a number of an error or its sentence.
    case status
    /// What was asked for.
    case answer
    /// Where and why the program has stopped.
    case stop
    /// Console text in the server's own words.
    case words
    /// Console text of the program's.
    case programText
}

/// Takes out of gdb's packets what is the user's: contents of memory, unless they are wanted,
/// console text, names of files.
///
/// Packets by their names in the gdb manual, "Remote Protocol". One for each client: what an answer
/// holds is said by the request, never by the answer.
struct PacketRedaction {
    typealias Kept = (text: [UInt8], tail: Packet.Tail?)

    /// What the last request was after.
    private enum Asked {
        case harmless
        case memory(Address, byteCount: Int, isBinary: Bool)
        case checksum(Address, byteCount: Int)
        case monitor(isHarmless: Bool)
        case unknown
    }

    let keepsContents: Bool
    var scrubber: Scrubber
    /// Identities: never kept.
    var privateRegions: [Region] = []
    private var asked = Asked.harmless
    /// The debugger was asked to do something with a file, and reads or writes its name and its
    /// contents until it answers.
    private var isServingFile = false

    init(keepsContents: Bool, scrubber: Scrubber) {
        self.keepsContents = keepsContents
        self.scrubber = scrubber
    }

    // MARK: Requests

    mutating func request(_ packet: [UInt8]) -> Kept {
        if packet.first == UInt8(ascii: "F") { isServingFile = false }
        asked = .unknown
        if let kept = reading(packet) ?? writing(packet) ?? monitor(packet) { return kept }
        if HarmlessPackets.contain(packet) {
            asked = .harmless
            return (packet, nil)
        }
        return kept(packet, upTo: HarmlessPackets.name(of: packet).count)
    }

    /// `m`, `x`, `qCRC`
    private mutating func reading(_ packet: [UInt8]) -> Kept? {
        var cursor = PacketCursor(packet)
        let isChecksum = cursor.take("qCRC:")
        let isBinary = !isChecksum && cursor.take("x")
        guard isChecksum || isBinary || cursor.take("m"), let start = cursor.number(),
            cursor.take(","), let count = cursor.number(), cursor.isAtEnd
        else { return nil }
        let address = Address(UInt32(truncatingIfNeeded: start))
        let byteCount = Int(clamping: count)
        asked =
            isChecksum
            ? .checksum(address, byteCount: byteCount)
            : .memory(address, byteCount: byteCount, isBinary: isBinary)
        return (packet, nil)
    }

    /// `M`, `X`, `vFlashWrite`, `qSearch:memory`
    private mutating func writing(_ packet: [UInt8]) -> Kept? {
        var cursor = PacketCursor(packet)
        let isSearch = cursor.take("qSearch:memory:")
        let isFlash = !isSearch && cursor.take("vFlashWrite:")
        let isHex = !isSearch && !isFlash && cursor.take("M")
        guard isSearch || isFlash || isHex || cursor.take("X"), let start = cursor.number(),
            isFlash || cursor.take(isSearch ? ";" : ",") && cursor.number() != nil,
            cursor.take(isSearch ? ";" : ":")
        else { return nil }
        asked = .harmless
        let head = Array(packet[..<cursor.offset])
        guard !cursor.isAtEnd else { return (packet, nil) }
        guard let bytes = isHex ? Self.decoded(cursor.rest) : Array(cursor.rest) else {
            return kept(packet, upTo: cursor.offset)
        }
        let address = Address(UInt32(truncatingIfNeeded: start))
        let payload =
            isSearch && !keepsContents
            ? Payload.hidden(count: bytes.count) : contents(bytes, at: address)
        return (head, isHex ? .hex(payload) : .raw(payload))
    }

    private mutating func monitor(_ packet: [UInt8]) -> Kept? {
        var cursor = PacketCursor(packet)
        guard cursor.take("qRcmd,") else { return nil }
        asked = .monitor(isHarmless: false)
        guard let bytes = Self.decoded(cursor.rest) else {
            return kept(packet, upTo: cursor.offset)
        }
        let line = MonitorLine(String(decoding: bytes, as: UTF8.self))
        asked = .monitor(isHarmless: line.isHarmless)
        // Those of the table are nobody's secret, wherever else they stand.
        let words =
            line.isHarmless ? line.line : scrubber.clean(keepsContents ? line.line : line.text)
        return (Array(packet[..<cursor.offset]), .words(words))
    }

    // MARK: Replies

    mutating func reply(_ packet: [UInt8], _ kind: ReplyKind) -> Kept {
        switch kind {
        case .status: return status(packet)
        case .stop: return (packet, nil)
        case .words:
            if case .monitor(false) = asked { return console(packet, isProgram: true) }
            return console(packet, isProgram: false)
        case .programText: return console(packet, isProgram: true)
        case .answer: return answer(packet)
        }
    }

    private mutating func answer(_ packet: [UInt8]) -> Kept {
        switch asked {
        case .memory(let address, let count, let isBinary):
            let isMarked = isBinary && packet.count == count + 1
            let start = isMarked && packet.first == UInt8(ascii: "b") ? 1 : 0
            let rest = packet[start...]
            guard let bytes = isBinary ? Array(rest) : Self.decoded(rest) else {
                return kept(packet, upTo: 0)
            }
            // A replay cannot know what was read of a program, so it is not compared either.
            let payload = contents(bytes, at: address)
            return (Array(packet[..<start]), isBinary ? .raw(payload) : .hex(payload))
        case .checksum(let address, let count):
            // Of few bytes it is as good as they are.
            let isTelling = count < Limits.keptByteCount
            return isTelling || isPrivate(address, count) ? hiding(packet, from: 1) : (packet, nil)
        case .monitor(let isHarmless): return isHarmless ? (packet, nil) : kept(packet, upTo: 0)
        case .harmless:
            // File-I/O: pointers and numbers.
            if packet.first == UInt8(ascii: "F") { isServingFile = true }
            return (packet, nil)
        case .unknown: return kept(packet, upTo: 0)
        }
    }

    private func status(_ packet: [UInt8]) -> Kept {
        if packet.starts(with: "E.".utf8) {
            return (Array(scrubber.clean(String(decoding: packet, as: UTF8.self)).utf8), nil)
        }
        guard packet.count > 3 else { return (packet, nil) }
        // `E0e;text in hexadecimal`
        guard let text = Self.decoded(packet[4...]) else { return kept(packet, upTo: 3) }
        return (
            Array(packet[..<4]), .words(scrubber.clean(String(decoding: text, as: UTF8.self)))
        )
    }

    private func console(_ packet: [UInt8], isProgram: Bool) -> Kept {
        let head = Array(packet.prefix(1))
        guard let bytes = Self.decoded(packet.dropFirst()) else { return kept(packet, upTo: 1) }
        let text = String(decoding: bytes, as: UTF8.self)
        if keepsContents { return (head, .words(text)) }
        return (head, isProgram ? .hex(.hidden(count: bytes.count)) : .words(scrubber.clean(text)))
    }

    // MARK: Pieces

    private func contents(_ bytes: [UInt8], at address: Address) -> Payload {
        if isPrivate(address, bytes.count) { return .hidden(count: bytes.count) }
        if keepsContents { return .kept(bytes) }
        return isServingFile ? .hidden(count: bytes.count) : MemoryKind(address).written(bytes)
    }

    private func isPrivate(_ address: Address, _ byteCount: Int) -> Bool {
        privateRegions.contains { $0.touches(address, byteCount) }
    }

    private func kept(_ packet: [UInt8], upTo count: Int) -> Kept {
        keepsContents ? (packet, nil) : hiding(packet, from: count)
    }

    private func hiding(_ packet: [UInt8], from count: Int) -> Kept {
        guard count < packet.count else { return (packet, nil) }
        return (Array(packet[..<count]), .raw(.hidden(count: packet.count - count)))
    }

    static func decoded(_ digits: some Collection<UInt8>) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        var rest = Array(digits)[...]
        while rest.count >= 2 {
            let pair = rest.prefix(2)
            guard pair.allSatisfy(\.isHexDigit),
                let byte = UInt8(String(decoding: pair, as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
