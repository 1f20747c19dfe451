/// The contents of a transfer or packet as a recording keeps them.
///
/// As text: two hexadecimal digits for each byte, `??` for one that is left out, and `+12` at the
/// end for twelve zeros; or `*256:ff` for 256 times the same; or `#6144:3b…` for 6144 bytes that
/// are left out, with the first 128 bits of their SHA-256; or `?12` for twelve that are private.
public enum Payload: Hashable, Sendable {
    /// `nil`: a byte that is left out.
    case bytes([UInt8?])
    case filled(count: Int, UInt8)
    case hashed(count: Int, name: String)
    case hidden(count: Int)

    public static func kept(_ bytes: some Sequence<UInt8>) -> Payload { .bytes(bytes.map { $0 }) }

    /// Without the contents, which can be told apart from others.
    static func named(_ bytes: [UInt8]) -> Payload {
        if let first = bytes.first, bytes.allSatisfy({ $0 == first }) {
            return .filled(count: bytes.count, first)
        }
        return .hashed(count: bytes.count, name: SHA256.name(of: bytes))
    }

    public var count: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .filled(let count, _), .hashed(let count, _), .hidden(let count): count
        }
    }

    /// Every byte is there.
    public var isComplete: Bool {
        switch self {
        case .bytes(let bytes): !bytes.contains(nil)
        case .filled: true
        case .hashed, .hidden: false
        }
    }

    /// With zeros for what is left out.
    public var contents: [UInt8] {
        switch self {
        case .bytes(let bytes): bytes.map { $0 ?? 0 }
        case .filled(let count, let byte): [UInt8](repeating: byte, count: count)
        case .hashed(let count, _), .hidden(let count): [UInt8](repeating: 0, count: count)
        }
    }

    /// Whether `other` may be what was recorded, as far as that can be told.
    public func fits(_ other: some Collection<UInt8>) -> Bool {
        guard other.count == count else { return false }
        switch self {
        case .bytes(let bytes): return zip(bytes, other).allSatisfy { $0 == nil || $0 == $1 }
        case .filled(_, let byte): return other.allSatisfy { $0 == byte }
        case .hashed(_, let name): return SHA256.name(of: Array(other)) == name
        case .hidden: return true
        }
    }
}

extension Payload {
    public var text: String {
        switch self {
        case .filled(let count, let byte): "*\(count):\(Self.digits(byte))"
        case .hashed(let count, let name): "#\(count):\(name)"
        case .hidden(let count): "?\(count)"
        case .bytes(let bytes): Self.text(bytes)
        }
    }

    private static func text(_ bytes: [UInt8?]) -> String {
        let zeroCount = bytes.reversed().prefix { $0 == 0 }.count
        let cut = zeroCount > 2 ? zeroCount : 0
        let digits = bytes.dropLast(cut).map { $0.map(Self.digits) ?? "??" }.joined()
        return cut > 0 ? digits + "+\(cut)" : digits
    }

    private static func digits(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    /// `nil`: not written as a payload is, or larger than any transfer.
    public init?(text: some StringProtocol) {
        let isCounted = ["*", "#", "?"].contains { text.hasPrefix($0) }
        guard isCounted else {
            guard let bytes = Self.bytes(text) else { return nil }
            self = .bytes(bytes)
            return
        }
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard let count = parts.first.flatMap({ Int($0) }),
            (0...Limits.transferByteCount).contains(count)
        else { return nil }
        switch (text.first, parts.count) {
        case ("?", 1): self = .hidden(count: count)
        case ("#", 2) where parts[1].count == 32 && parts[1].allSatisfy(\.isHexDigit):
            self = .hashed(count: count, name: String(parts[1]))
        case ("*", 2):
            guard parts[1].count == 2, let byte = UInt8(parts[1], radix: 16) else { return nil }
            self = .filled(count: count, byte)
        default: return nil
        }
    }

    private static func bytes(_ text: some StringProtocol) -> [UInt8?]? {
        let parts = text.split(separator: "+", omittingEmptySubsequences: false)
        guard let digits = parts.first, digits.utf8.count.isMultiple(of: 2), parts.count <= 2
        else { return nil }
        var bytes: [UInt8?] = []
        var rest = Array(digits.utf8)[...]
        while rest.count >= 2 {
            let pair = String(decoding: rest.prefix(2), as: UTF8.self)
            rest = rest.dropFirst(2)
            if pair == "??" {
                bytes.append(nil)
            } else {
                guard pair.allSatisfy(\.isHexDigit), let byte = UInt8(pair, radix: 16) else {
                    return nil
                }
                bytes.append(byte)
            }
        }
        guard parts.count == 2 else { return bytes }
        guard let count = Int(parts[1]), (1...Limits.transferByteCount).contains(count) else {
            return nil
        }
        return bytes + [UInt8?](repeating: 0, count: count)
    }
}
