public import TargetMemory

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
    /// The program counter, for a client that wants it in the list of threads.
    public var programCounter: Address?

    public init(
        signal: UInt8, reason: Reason? = nil, registers: [ExpeditedRegister] = [],
        programCounter: Address? = nil
    ) {
        self.signal = signal
        self.reason = reason
        self.registers = registers
        self.programCounter = programCounter
    }

    /// The packet's body.
    public var text: String {
        var text = "T" + Hexadecimal.string([signal]) + "thread:1;"
        switch reason {
        case .hardwareBreakpoint: text += "hwbreak:;"
        case .softwareBreakpoint: text += "swbreak:;"
        case .watchpoint(let kind, let address):
            text += "\(kind.stopReasonName):\(address.rawValue.hex.dropFirst(2));"
        case nil: break
        }
        if let programCounter {
            text += "threads:1;thread-pcs:\(programCounter.rawValue.hex.dropFirst(2));"
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
