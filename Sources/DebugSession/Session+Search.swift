import RemoteProtocol
import TargetMemory

/// A `qSearch:memory` on its way: megabytes take minutes, so it goes on piece by piece, and others
/// are served in between.
struct MemorySearch {
    private let start: Address
    private let byteCount: Int
    private var pattern: PatternMatcher
    /// Bytes that have been looked at.
    private var offset = 0

    init(from start: Address, byteCount: Int, for pattern: [UInt8]) {
        self.start = start
        self.byteCount = byteCount
        self.pattern = PatternMatcher(pattern)
    }

    /// Looks at the next piece. The reply once there is one: the first place where the whole
    /// pattern lies inside the area, or that there is none.
    mutating func goOn(in target: any DebugTarget) throws(TargetFault) -> Reply? {
        guard offset < byteCount else { return .text("0") }
        let piece = try target.readMemory(
            start + offset, count: min(Limits.searchPieceByteCount, byteCount - offset))
        guard !piece.isEmpty else { return .text("0") }
        for byte in piece {
            offset += 1
            if pattern.isComplete(with: byte) {
                let place = start + (offset - pattern.byteCount)
                return .text("1," + String(place.rawValue, radix: 16))
            }
        }
        return offset < byteCount ? nil : .text("0")
    }
}

/// Finds bytes in a stream, each byte of which is looked at once or twice whatever the pattern is
/// (Knuth, Morris, Pratt 1977).
struct PatternMatcher {
    private let pattern: [UInt8]
    /// By a count of bytes that fit: how many fit when the next does not.
    private let shorter: [Int]
    private var fitting = 0

    var byteCount: Int { pattern.count }

    /// The pattern is not empty.
    init(_ pattern: [UInt8]) {
        self.pattern = pattern
        var shorter = [0]
        var fitting = 0
        for byte in pattern.dropFirst() {
            while fitting > 0, byte != pattern[fitting] { fitting = shorter[fitting - 1] }
            if byte == pattern[fitting] { fitting += 1 }
            shorter.append(fitting)
        }
        self.shorter = shorter
    }

    mutating func isComplete(with byte: UInt8) -> Bool {
        while fitting > 0, byte != pattern[fitting] { fitting = shorter[fitting - 1] }
        if byte == pattern[fitting] { fitting += 1 }
        guard fitting == pattern.count else { return false }
        fitting = shorter[fitting - 1]
        return true
    }
}

extension Session {
    /// A request goes on: `work` is to be called until it has been answered.
    public var isWorking: Bool { search != nil }

    /// The next piece of it.
    public mutating func work() -> Response {
        perform { (session: inout Session) throws(TargetFault) in
            try session.goOnSearching()
        }
    }

    mutating func begin(_ search: MemorySearch) throws(TargetFault) -> Response {
        self.search = search
        return try goOnSearching()
    }

    private mutating func goOnSearching() throws(TargetFault) -> Response {
        guard var search else { return .none }
        // Over, if it fails.
        self.search = nil
        if let reply = try search.goOn(in: target) { return .reply(reply) }
        self.search = search
        return .none
    }
}
