extension Packet {
    /// The whole packet; `nil` where part of it was left out.
    public var body: [UInt8]? {
        switch tail {
        case nil: return text
        case .raw(let payload): return payload.isComplete ? text + payload.contents : nil
        case .hex(let payload):
            return payload.isComplete ? text + Self.digits(payload.contents) : nil
        case .words(let words):
            return words.contains("<") ? nil : text + Self.digits(Array(words.utf8))
        }
    }

    /// Whether `other` may be this packet, as far as it was kept.
    public func fits(_ other: [UInt8]) -> Bool {
        guard let tail else { return other == text }
        guard other.starts(with: text) else { return false }
        let rest = other[text.count...]
        switch tail {
        case .raw(let payload): return payload.fits(rest)
        case .hex(let payload): return PacketRedaction.decoded(rest).map(payload.fits) ?? false
        // A path or a serial number in it is another one here.
        case .words(let words):
            return words.contains("<") || Array(rest) == Self.digits(Array(words.utf8))
        }
    }

    private static func digits(_ bytes: [UInt8]) -> [UInt8] {
        Array(bytes.map(\.recordText).joined().utf8)
    }
}
