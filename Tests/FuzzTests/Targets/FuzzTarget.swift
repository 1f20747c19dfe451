/// One entry point for bytes from a stranger: what is fed to it must neither trap nor loop, nor
/// break what it promises (`check`).
struct FuzzTarget: Sendable {
    /// Of its folder in `Corpus`, too.
    var name: String
    /// Longer inputs find nothing that shorter ones do not, and are slow.
    var maximumByteCount: Int
    /// Of one input, in seconds, on a machine that does other things as well.
    var timeoutSeconds = 10
    /// Of a file in `Dictionaries`, without `.dict`.
    var dictionary: String?
    var run: @Sendable ([UInt8]) -> Void

    static let all = [
        packets, session, boardSession, monitor, firmware, loader, serverOptions, toolOptions,
        paths, replies, probe, trace, semihosting, channels,
    ]

    static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// A promise; a broken one is a finding as a trap is.
func check(
    _ isKept: Bool, _ promise: @autoclosure () -> String, file: StaticString = #file,
    line: UInt = #line
) {
    // An optimised precondition says nothing.
    guard isKept else { fatalError(promise(), file: file, line: line) }
}

/// An input taken from front to back.
struct FuzzInput {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isEmpty: Bool { rest.isEmpty }

    /// Zero at the end.
    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    mutating func halfword() -> UInt16 { UInt16(byte()) | UInt16(byte()) << 8 }

    mutating func word() -> UInt32 { UInt32(halfword()) | UInt32(halfword()) << 16 }

    mutating func bytes(_ count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func remainder() -> [UInt8] { bytes(rest.count) }

    /// Everything up to a line feed or the end; `nil` at the end.
    mutating func line() -> [UInt8]? {
        guard !rest.isEmpty else { return nil }
        let line = rest.prefix { $0 != 0x0A }
        rest = rest.dropFirst(line.count + 1)
        return Array(line)
    }
}
