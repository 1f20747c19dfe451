public import TargetMemory

/// An answer to the client, typed; `body` is what goes into the frame.
public enum Reply: Hashable, Sendable {
    case ok
    /// The packet is not supported.
    case unsupported
    /// `Exx`: a Linux errno below 100 in decimal, as QEMU writes it; all that old clients take.
    case errno(UInt8)
    /// `E.text`, for clients that announced `error-message+`.
    case errorText(String)
    case text(String)
    /// Bytes as pairs of hexadecimal digits.
    case hex([UInt8])
    /// Bytes as they are, after a marker.
    case binary(marker: UInt8, [UInt8])
    /// `O`: text for the user's console; only while the core runs or inside a `qRcmd`.
    case console(String)
    /// The same for bytes that a program wrote, whatever they are.
    case output([UInt8])
    case stopped(StopReply)
    /// `Xss`: the program is gone, by gdb's signal number.
    case terminated(signal: UInt8)
    /// `Wxx`: there is no program.
    case exited(status: UInt8)

    /// EINVAL: the arguments of a known packet are wrong.
    public static let malformed = Reply.errno(22)

    /// What goes between `$` and `#`, before escaping.
    public var body: [UInt8] {
        switch self {
        case .ok: Array("OK".utf8)
        case .unsupported: []
        case .errno(let number): Array((number < 10 ? "E0" : "E").utf8) + Array(String(number).utf8)
        case .errorText(let text): Array(("E." + Self.plain(text)).utf8)
        case .text(let text): Array(text.utf8)
        case .hex(let bytes): Hexadecimal.encode(bytes)
        case .binary(let marker, let bytes): [marker] + bytes
        case .console(let text): Array("O".utf8) + Hexadecimal.encode(text.utf8)
        case .output(let bytes): Array("O".utf8) + Hexadecimal.encode(bytes)
        case .stopped(let stop): Array(stop.text.utf8)
        case .terminated(let signal): Array("X".utf8) + Hexadecimal.encode([signal])
        case .exited(let status): Array("W".utf8) + Hexadecimal.encode([status])
        }
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

    /// Text cut into `O` packets of a bearable size.
    public static func consoleLines(_ text: String) -> [Reply] {
        var rest = Substring(text)
        var replies: [Reply] = []
        while !rest.isEmpty {
            var piece = rest.prefix(Limits.consoleByteCount)
            while piece.utf8.count > Limits.consoleByteCount { piece.removeLast() }
            replies.append(.console(String(piece)))
            rest = rest[piece.endIndex...]
        }
        return replies
    }
}

/// A `T` packet: why the core halted, and the registers the client would ask for next.
public struct StopReply: Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        case hardwareBreakpoint
        case softwareBreakpoint
        /// The kind is one of the three watchpoints.
        case watchpoint(PointKind, Address)
    }

    /// A register that comes along unasked, by its number in the target description.
    public struct ExpeditedRegister: Hashable, Sendable {
        public var number: Int
        public var bytes: [UInt8]

        public init(number: Int, bytes: [UInt8]) {
            self.number = number
            self.bytes = bytes
        }
    }

    /// gdb's own numbering: 5 SIGTRAP, 2 SIGINT, 11 SIGSEGV (include/gdb/signals.def).
    public var signal: UInt8
    public var reason: Reason?
    public var registers: [ExpeditedRegister]

    public init(signal: UInt8, reason: Reason? = nil, registers: [ExpeditedRegister] = []) {
        self.signal = signal
        self.reason = reason
        self.registers = registers
    }

    var text: String {
        var text = "T" + Hexadecimal.string([signal]) + "thread:1;"
        switch reason {
        case .hardwareBreakpoint: text += "hwbreak:;"
        case .softwareBreakpoint: text += "swbreak:;"
        case .watchpoint(let kind, let address):
            text += "\(kind.stopReasonName):\(address.rawValue.hex.dropFirst(2));"
        case nil: break
        }
        for register in registers {
            text += String(register.number, radix: 16) + ":"
            text += Hexadecimal.string(register.bytes) + ";"
        }
        return text
    }
}

extension PointKind {
    /// The key of a stop reply.
    fileprivate var stopReasonName: String {
        switch self {
        case .readWatch: "rwatch"
        case .accessWatch: "awatch"
        default: "watch"
        }
    }
}
