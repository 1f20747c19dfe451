import TargetMemory

/// One command to the probe: its 16 bytes, the data behind it, and the reply to expect.
///
/// Layouts: OpenOCD `stlink_usb.c` and pyOCD `probe/stlink/stlink.py`. Numbers are little-endian.
struct Command: Hashable, Sendable {
    enum Reply: Hashable, Sendable {
        case none
        /// So many bytes without a status.
        case plain(Int)
        /// So many bytes, the first of which is the status, with data from `dataAt` on.
        case status(Int, dataAt: Int = 4)
        /// Memory contents; the status is asked for by a second command.
        case memory(Int)
        /// Nothing, but the status is asked for by a second command.
        case memoryWritten

        var byteCount: Int {
            switch self {
            case .none, .memoryWritten: 0
            case .plain(let count), .status(let count, _): count
            // The reply to a read of one byte has two (OpenOCD `stlink_usb_read_mem8`).
            case .memory(let count): max(count, 2)
            }
        }

        /// Whether its status needs a command of its own.
        var needsStatus: Bool {
            switch self {
            case .memory, .memoryWritten: true
            case .none, .plain, .status: false
            }
        }
    }

    /// What doing it twice would do.
    enum Effect: Hashable, Sendable {
        /// Nothing is lost by asking again.
        case none
        /// The same bytes end up in the same place, as long as nothing else came in between.
        case idempotent
        /// A cell programmed twice: only after WAIT and WDATAERR, which others take for "not done",
        /// too (OpenOCD repeats a whole command after WAIT).
        case once
        /// A step or a run, which nothing below its caller may repeat: writes are posted (ADIv5.2,
        /// B4.2.2), and WAIT may belong to the transaction behind it.
        case onceAtMost
    }

    /// As in OpenOCD's and pyOCD's sources, for messages.
    var name: String
    var bytes: [UInt8]
    var payload: [UInt8] = []
    var reply: Reply
    var effect = Effect.none
    /// The target address it is about.
    var address: Address?
    /// For messages: what the command is for, where that says more than its name.
    var purpose: String
    /// How many 32-bit transfers on the wire it takes, roughly; for the time limit.
    var wordCount = 4

    init(_ name: String, _ bytes: [UInt8], reply: Reply) {
        self.name = name
        self.bytes =
            bytes + [UInt8](repeating: 0, count: Limits.commandByteCount - bytes.count)
        self.reply = reply
        purpose = Self.purposes[name] ?? name
    }

    var isRepeatable: Bool { effect == .none }

    /// Somebody on the target may act on what is written as soon as it is there.
    var isWatched = false

    /// Whether it may be given again when nobody knows whether it was done.
    var mayBeDoneTwice: Bool { !isCallersToRepeat && effect != .once }

    /// Whether only its caller can find out if it was done.
    var isCallersToRepeat: Bool { isWatched || effect == .onceAtMost }

    /// Of commands that are about no address.
    private static let purposes = [
        "READALLREGS": "reading the core's registers", "READREG": "reading a core register",
        "WRITEREG": "writing a core register", "DRIVE_NRST": "driving NRST",
        "READ_IDCODES": "reading the IDCODE", "INIT_AP": "opening an access port",
        "GET_TARGET_VOLTAGE": "measuring VTref", "GET_VERSION": "asking the probe's version",
        "GET_CURRENT_MODE": "asking the probe's mode",
        "ENTER_SWD": "entering debug mode", "ENTER_JTAG": "entering debug mode",
    ]

    func with(_ effect: Effect) -> Command {
        var command = self
        command.effect = effect
        return command
    }

    func at(_ address: Address, _ verb: String, byteCount: Int = 4) -> Command {
        var command = self
        command.address = address
        let bytes = byteCount == 1 ? "1 byte" : "\(byteCount) bytes"
        command.purpose = "\(verb) \(bytes) at \(address)"
        return command
    }
}

/// The probe itself.
extension Command {
    static let getVersion = Command("GET_VERSION", [0xF1], reply: .plain(6))
    static let getVersionExtended = Command("GET_VERSION_EXT", [0xFB], reply: .plain(12))
    static let currentMode = Command("GET_CURRENT_MODE", [0xF5], reply: .plain(2))
    static let targetVoltage = Command("GET_TARGET_VOLTAGE", [0xF7], reply: .plain(8))
    static let leaveDFU = Command("DFU_EXIT", [0xF3, 0x07], reply: .none)
    static let leaveSWIM = Command("SWIM_EXIT", [0xF4, 0x01], reply: .none)
    static let leaveDebug = Command("DEBUG_EXIT", [0xF2, 0x21], reply: .none)
    /// Status and padding, then four characters of the board's Mbed identifier among others
    /// (pyOCD `get_board_id`).
    static let boardIdentifiers = Command(
        "GET_BOARD_IDENTIFIERS", [0xF2, 0x56], reply: .status(128, dataAt: 2))

    static func setSWDDivisor(_ divisor: UInt16) -> Command {
        Command("SWD_SET_FREQ", [0xF2, 0x43] + divisor.littleEndianBytes, reply: .status(2))
    }

    static func setJTAGDivisor(_ divisor: UInt16) -> Command {
        Command("JTAG_SET_FREQ", [0xF2, 0x44] + divisor.littleEndianBytes, reply: .status(2))
    }

    /// Generation 3: what the protocol can be clocked at.
    static func getFrequencies(_ wire: WireProtocol) -> Command {
        Command("GET_COM_FREQ", [0xF2, 0x62, wire.number], reply: .status(52))
    }

    /// Generation 3; the reply has the clock that was really set.
    static func setFrequency(_ wire: WireProtocol, kHz: Int) -> Command {
        let bytes = UInt32(truncatingIfNeeded: kHz).littleEndianBytes
        return Command("SET_COM_FREQ", [0xF2, 0x61, wire.number, 0x00] + bytes, reply: .status(8))
    }
}

extension WireProtocol {
    /// As GET_COM_FREQ and SET_COM_FREQ count.
    fileprivate var number: UInt8 { self == .swd ? 0 : 1 }
}

/// The SWO receiver.
extension Command {
    /// The probe keeps up to `bufferByteCount` bytes until they are fetched.
    static func startTrace(bufferByteCount: UInt16, hz: UInt32) -> Command {
        Command(
            "START_TRACE_RX",
            [0xF2, 0x40] + bufferByteCount.littleEndianBytes + hz.littleEndianBytes,
            reply: .status(2))
    }

    static let stopTrace = Command("STOP_TRACE_RX", [0xF2, 0x41], reply: .status(2))
    /// How many bytes wait on the trace endpoint, a half-word.
    static let traceByteCount = Command("GET_TRACE_NB", [0xF2, 0x42], reply: .plain(2))
}
