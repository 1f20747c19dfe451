/// An answer to the client, typed; `body` is what goes into the frame.
public enum Reply: Hashable, Sendable {
    case ok
    /// The packet is not supported.
    case unsupported
    /// `Exx`: a Linux errno below 100 in decimal, as QEMU writes it; all that old clients take.
    case errno(UInt8)
    /// `E.text`, for clients that announced `error-message+`.
    case errorText(String)
    /// `Exx;text in hexadecimal`, for an LLDB that sent `QEnableErrorStrings`.
    case errorString(UInt8, String)
    case text(String)
    /// Bytes as pairs of hexadecimal digits.
    case hex([UInt8])
    /// Bytes as they are, after a marker.
    case binary(marker: UInt8, [UInt8])
    /// Bytes as they are.
    case bytes([UInt8])
    /// `O`: text for the user's console; only while the core runs or inside a `qRcmd`.
    case console(String)
    /// The same for bytes that a program wrote, whatever they are.
    case output([UInt8])
    case stopped(StopReply)
    /// `Xss`: the program is gone, by gdb's signal number.
    case terminated(signal: UInt8)
    /// `Wxx`: there is no program.
    case exited(status: UInt8)
    /// `%...`: nothing that was asked for; neither acknowledged nor repeated.
    case notification(String)

    /// EINVAL: the arguments of a known packet are wrong.
    public static let malformed = Reply.errno(22)

    /// What goes between `$` and `#`, before escaping.
    public var body: [UInt8] {
        switch self {
        case .ok: Array("OK".utf8)
        case .unsupported: []
        case .errno(let number): Self.error(number)
        case .errorString(let number, let text):
            Self.error(number) + [UInt8(ascii: ";")] + Hexadecimal.encode(text.utf8)
        case .errorText(let text): Array(("E." + Self.plain(text)).utf8)
        case .text(let text): Array(text.utf8)
        case .hex(let bytes): Hexadecimal.encode(bytes)
        case .binary(let marker, let bytes): [marker] + bytes
        case .bytes(let bytes): bytes
        case .console(let text): Array("O".utf8) + Hexadecimal.encode(text.utf8)
        case .output(let bytes): Array("O".utf8) + Hexadecimal.encode(bytes)
        case .stopped(let stop): Array(stop.text.utf8)
        case .terminated(let signal): Array("X".utf8) + Hexadecimal.encode([signal])
        case .exited(let status): Array("W".utf8) + Hexadecimal.encode([status])
        case .notification(let text): Array(text.utf8)
        }
    }

    private static func error(_ number: UInt8) -> [UInt8] {
        Array((number < 10 ? "E0" : "E").utf8) + Array(String(number).utf8)
    }

    /// Clients take escapes out of binary replies only, so a message must do without the
    /// characters that need one, and without line ends.
    private static func plain(_ message: String) -> String {
        String(
            message.map { character in
                switch character {
                case "#", "$", "\n", "\r": " "
                case "{": "("
                case "}": ")"
                case "*": "x"
                default: character
                }
            })
    }

    /// Bytes of a program's cut into `O` packets of a bearable size.
    public static func outputPieces(_ bytes: [UInt8]) -> [Reply] {
        stride(from: 0, to: bytes.count, by: Limits.consoleByteCount).map {
            .output(Array(bytes[$0..<min($0 + Limits.consoleByteCount, bytes.count)]))
        }
    }

    /// Text cut into `O` packets of a bearable size, between scalars: one character may have any
    /// number of them.
    public static func consoleLines(_ text: String) -> [Reply] {
        var rest = Substring(text).unicodeScalars
        var replies: [Reply] = []
        while !rest.isEmpty {
            var piece = rest.prefix(Limits.consoleByteCount)
            while Substring(piece).utf8.count > Limits.consoleByteCount { piece.removeLast() }
            replies.append(.console(String(piece)))
            rest = rest[piece.endIndex...]
        }
        return replies
    }
}
