import TargetMemory

/// Takes out of gdb's packets what is the user's: contents of memory, unless they are wanted,
/// console text, names of files.
///
/// Packets by their names in the gdb manual, "Remote Protocol". One for each client: what a reply
/// holds is said by the request.
struct PacketRedaction {
    let keepsContents: Bool
    var scrubber: Scrubber
    private var lastRequest: [UInt8] = []

    init(keepsContents: Bool, scrubber: Scrubber) {
        self.keepsContents = keepsContents
        self.scrubber = scrubber
    }

    /// Commands to `monitor` whose answers say nothing of memory or of the program's output.
    private static let harmlessCommands: Set<String> = [
        "reset", "halt", "resume", "version", "help", "doctor", "last-error", "why", "info",
        "status", "targets", "erase", "flash", "speed", "adapter", "reg", "init", "sleep",
        "connected", "core", "mass_erase", "set", "option", "gdb",
    ]

    mutating func request(_ packet: [UInt8]) -> (text: [UInt8], tail: Packet.Tail?) {
        lastRequest = packet
        if has(packet, "X") || has(packet, "vFlashWrite:") {
            let start = packet.firstIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? packet.count
            let skip = has(packet, "vFlashWrite:") ? Self.end(of: 2, in: packet) : start
            return split(packet, at: skip, isHex: false)
        }
        if has(packet, "M") { return split(packet, at: Self.end(of: 1, in: packet), isHex: true) }
        if has(packet, "qRcmd,") {
            let head = "qRcmd,".utf8.count
            let words = Self.decoded(packet[head...]).map { String(decoding: $0, as: UTF8.self) }
            return (Array(packet[..<head]), .words(scrubber.clean(words ?? "")))
        }
        if has(packet, "qSearch:memory:") {
            return kept(packet, upTo: packet.lastIndex(of: UInt8(ascii: ";")).map { $0 + 1 } ?? 0)
        }
        let named = ["vFile:", "vRun;", "A", "QSetWorkingDir:", "QEnvironment", "qXfer:exec-file"]
        if let name = named.first(where: { has(packet, $0) }) {
            return kept(packet, upTo: min(packet.count, name.utf8.count))
        }
        return (packet, nil)
    }

    func reply(_ packet: [UInt8]) -> (text: [UInt8], tail: Packet.Tail?) {
        if has(packet, "O"), packet != Array("OK".utf8) { return console(packet) }
        if has(packet, "E.") {
            return (Array(scrubber.clean(String(decoding: packet, as: UTF8.self)).utf8), nil)
        }
        let isError = has(packet, "E") && packet.count == 3 || packet.isEmpty
        if isError { return (packet, nil) }
        if has(lastRequest, "m") {
            return contents(packet, from: 0, isHex: true, at: Self.address(lastRequest))
        }
        if has(lastRequest, "x") {
            let start = packet.first == UInt8(ascii: "b") ? 1 : 0
            return contents(packet, from: start, isHex: false, at: Self.address(lastRequest))
        }
        if has(lastRequest, "qRcmd,"), packet != Array("OK".utf8), !isHarmless {
            return kept(packet, upTo: 0)
        }
        return (packet, nil)
    }

    // MARK: Pieces

    private func console(_ packet: [UInt8]) -> (text: [UInt8], tail: Packet.Tail?) {
        let head = [UInt8(ascii: "O")]
        guard let bytes = Self.decoded(packet[1...]) else { return (packet, nil) }
        if keepsContents { return (head, .words(String(decoding: bytes, as: UTF8.self))) }
        guard isHarmless else { return (head, .hex(.hidden(count: bytes.count))) }
        return (head, .words(scrubber.clean(String(decoding: bytes, as: UTF8.self))))
    }

    private var isHarmless: Bool {
        guard has(lastRequest, "qRcmd,"),
            let words = Self.decoded(lastRequest.dropFirst("qRcmd,".utf8.count))
        else { return false }
        let first = String(decoding: words, as: UTF8.self).split(separator: " ").first ?? ""
        return Self.harmlessCommands.contains(String(first))
    }

    private func split(
        _ packet: [UInt8], at start: Int, isHex: Bool
    ) -> (text: [UInt8], tail: Packet.Tail?) {
        let address = Self.address(packet)
        let head = Array(packet[..<start])
        let bytes = isHex ? Self.decoded(packet[start...]) : Array(packet[start...])
        guard let bytes, !bytes.isEmpty else { return (packet, nil) }
        let payload = keepsContents ? Payload.kept(bytes) : MemoryKind(address).written(bytes)
        return (head, isHex ? .hex(payload) : .raw(payload))
    }

    private func contents(
        _ packet: [UInt8], from start: Int, isHex: Bool, at address: Address
    ) -> (text: [UInt8], tail: Packet.Tail?) {
        let head = Array(packet[..<start])
        let rest = packet[start...]
        guard let bytes = isHex ? Self.decoded(rest) : Array(rest) else { return (packet, nil) }
        // A replay cannot know what was read of a program, so it is not compared either.
        let payload = keepsContents ? Payload.kept(bytes) : MemoryKind(address).written(bytes)
        return (head, isHex ? .hex(payload) : .raw(payload))
    }

    private func kept(
        _ packet: [UInt8], upTo count: Int
    ) -> (text: [UInt8], tail: Packet.Tail?) {
        keepsContents || count >= packet.count
            ? (packet, nil)
            : (Array(packet[..<count]), .raw(.hidden(count: packet.count - count)))
    }

    private func has(_ packet: [UInt8], _ prefix: String) -> Bool {
        packet.starts(with: prefix.utf8)
    }

    /// The place behind the nth colon.
    private static func end(of number: Int, in packet: [UInt8]) -> Int {
        let colons = packet.indices.filter { packet[$0] == UInt8(ascii: ":") }
        return colons.count >= number ? colons[number - 1] + 1 : packet.count
    }

    /// The first number of `m`, `x`, `M`, `X` and `vFlashWrite`.
    private static func address(_ packet: [UInt8]) -> Address {
        let flash = Array("vFlashWrite:".utf8)
        let start = packet.starts(with: flash) ? flash.count : 1
        let digits = packet.dropFirst(start).prefix { Character(UnicodeScalar($0)).isHexDigit }
        return Address(UInt32(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0)
    }

    static func decoded(_ digits: some Collection<UInt8>) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        var rest = Array(digits)[...]
        while rest.count >= 2 {
            let pair = String(decoding: rest.prefix(2), as: UTF8.self)
            guard pair.allSatisfy(\.isHexDigit), let byte = UInt8(pair, radix: 16) else {
                return nil
            }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
