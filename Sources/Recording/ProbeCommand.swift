import TargetMemory

/// A command to an ST-Link as its bytes say it: for words, and to know what its data is.
///
/// Numbers: OpenOCD `stlink_usb.c`, pyOCD `probe/stlink/constants.py`, stlink `commands.h`.
struct ProbeCommand: Hashable, Sendable {
    enum Kind: Hashable, Sendable { case readMemory, writeMemory, readWord, writeWord, other }

    var name: String
    var kind = Kind.other
    var address: Address?
    /// Bytes of memory that it is about.
    var byteCount = 0
    /// Asked again, it changes nothing: a poll.
    var isQuestion = false
    /// How long its reply is, where that is no contents of memory; 0: it has none, or it is not
    /// known here.
    var replyByteCount = 0
    /// One whose layout is known here.
    var isKnown = true
    /// Where the 16 bytes begin in what was sent: behind a wrapper on a first-generation probe.
    var offset = 0

    /// A register of an access port that is a window to memory.
    var isData = false

    private static let versionName = "GET_VERSION"
    private static let modeName = "GET_CURRENT_MODE"
    private static let wrapperByteCount = 31
    private static let wrappedOffset = 15

    /// `nil`: not as long as a command, with or without its wrapper.
    init?(_ bytes: [UInt8]) {
        let isWrapped =
            bytes.count == Self.wrapperByteCount && bytes.starts(with: Array("USBC".utf8))
        guard isWrapped || bytes.count == 16 else { return nil }
        offset = isWrapped ? Self.wrappedOffset : 0
        let body = Array(bytes[offset...])
        switch body[0] {
        case 0xF2:
            guard let row = Self.debugCommands[body[1]] else {
                name = "command F2 \(Self.digits(body[1]))"
                isKnown = false
                return
            }
            (name, kind, isQuestion, replyByteCount) = row
            if kind != .other { address = Address(body.word(at: 2)) }
            byteCount = kind == .readWord || kind == .writeWord ? 4 : 0
            if kind == .readMemory || kind == .writeMemory {
                byteCount = Int(body.halfword(at: 6))
            }
        case 0xF1: (name, isQuestion, replyByteCount) = (Self.versionName, true, 6)
        case 0xFB: (name, isQuestion, replyByteCount) = ("GET_VERSION_EXT", true, 12)
        case 0xF5: (name, isQuestion, replyByteCount) = (Self.modeName, true, 2)
        case 0xF7: (name, isQuestion, replyByteCount) = ("GET_TARGET_VOLTAGE", true, 8)
        case 0xF3 where body[1] == 0x07: name = "DFU_EXIT"
        case 0xF4 where body[1] == 0x01: name = "SWIM_EXIT"
        case 0x03 where isWrapped:
            (name, isQuestion, replyByteCount) = ("REQUEST SENSE", true, 18)
        default:
            name = "command \(Self.digits(body[0])) \(Self.digits(body[1]))"
            isKnown = false
        }
        if body[0] == 0xF2, body[1] == 0x45 || body[1] == 0x46 {
            isData = Self.isData(port: body.halfword(at: 2), register: body.halfword(at: 4))
        }
    }

    private static func digits(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }

    /// DRW and the banked data registers of a MEM-AP (ADIv5.2, C2.6). 0xFFFF is the DP.
    private static func isData(port: UInt16, register: UInt16) -> Bool {
        port != 0xFFFF && (register & 0xFC == 0x0C || register & 0xF0 == 0x10)
    }

    private static let debugCommands: [UInt8: (String, Kind, Bool, Int)] = [
        0x04: ("READALLREGS", .other, true, 84), 0x05: ("READREG", .other, true, 4),
        0x06: ("WRITEREG", .other, false, 2), 0x07: ("READMEM_32BIT", .readMemory, true, 0),
        0x08: ("WRITEMEM_32BIT", .writeMemory, false, 0),
        0x0C: ("READMEM_8BIT", .readMemory, true, 0),
        0x0D: ("WRITEMEM_8BIT", .writeMemory, false, 0),
        0x0F: ("WRITEDEBUGREG", .writeWord, false, 2), 0x20: ("ENTER", .other, false, 0),
        0x21: ("DEBUG_EXIT", .other, false, 0), 0x22: ("READCOREID", .other, true, 4),
        0x30: ("ENTER", .other, false, 2), 0x31: ("READ_IDCODES", .other, true, 12),
        0x32: ("RESETSYS", .other, false, 2), 0x33: ("READREG", .other, true, 8),
        0x34: ("WRITEREG", .other, false, 2), 0x35: ("WRITEDEBUGREG", .writeWord, false, 2),
        0x36: ("READDEBUGREG", .readWord, true, 8), 0x3A: ("READALLREGS", .other, true, 88),
        0x3B: ("GETLASTRWSTATUS", .other, true, 2), 0x3C: ("DRIVE_NRST", .other, false, 2),
        0x3E: ("GETLASTRWSTATUS2", .other, true, 12), 0x40: ("START_TRACE_RX", .other, false, 2),
        0x41: ("STOP_TRACE_RX", .other, false, 2), 0x42: ("GET_TRACE_NB", .other, true, 2),
        0x43: ("SWD_SET_FREQ", .other, false, 2), 0x44: ("JTAG_SET_FREQ", .other, false, 2),
        0x45: ("READ_DAP_REG", .other, true, 8), 0x46: ("WRITE_DAP_REG", .other, false, 2),
        0x47: ("READMEM_16BIT", .readMemory, true, 0),
        0x48: ("WRITEMEM_16BIT", .writeMemory, false, 0), 0x4B: ("INIT_AP", .other, false, 2),
        0x4C: ("CLOSE_AP", .other, false, 2), 0x56: ("GET_BOARD_IDENTIFIERS", .other, true, 128),
        0x61: ("SET_COM_FREQ", .other, false, 8), 0x62: ("GET_COM_FREQ", .other, true, 52),
    ]
}

extension ProbeCommand {
    var isVersion: Bool { name == Self.versionName }
    var isMode: Bool { name == Self.modeName }
    var isWrapped: Bool { offset > 0 }
    var isAboutMemory: Bool { kind != .other || isData }
    /// Contents follow the command, or are its reply, and its status is asked for by another one.
    var hasDataPhase: Bool { kind == .readMemory || kind == .writeMemory }
    /// It writes memory through an access port.
    var isDataWrite: Bool { isData && !isQuestion }

    /// Whether so many bytes may be its reply. Some firmware cuts the reply of a failed command
    /// down to its status, and sends two bytes for one.
    func isReply(byteCount count: Int) -> Bool {
        let expected = kind == .readMemory ? byteCount : replyByteCount
        if count == expected { return true }
        return count == 2 && (kind == .readMemory ? byteCount == 1 : kind != .writeMemory)
    }

    /// `WRITEMEM_32BIT, 6144 bytes at 0x20000400`
    var words: String {
        guard let address else { return name }
        switch kind {
        case .readMemory, .writeMemory: return "\(name), \(byteCount) bytes at \(address)"
        case .readWord, .writeWord: return "\(name) at \(address)"
        case .other: return name
        }
    }

    /// The words of what was sent, whatever it is; a command's with its bytes.
    static func words(_ payload: Payload) -> String {
        let bytes = payload.contents
        guard let command = ProbeCommand(bytes) else {
            return "\(payload.count) bytes of data (\(payload.text.prefix(40)))"
        }
        return "\(command.words) (\(payload.text))"
    }
}
