import TargetMemory

/// One command to the probe: its 16 bytes, the data behind it, and the reply to expect.
///
/// Layouts: OpenOCD `stlink_usb.c` and pyOCD `probe/stlink/stlink.py`. Numbers are little-endian.
struct Command: Hashable, Sendable {
    enum Reply: Hashable, Sendable {
        case none
        /// So many bytes without a status.
        case plain(Int)
        /// So many bytes, the first of which is the status.
        case status(Int)
        /// Memory contents; the status is asked for by a second command.
        case memory(Int)
        /// Nothing, but the status is asked for by a second command.
        case memoryWritten

        var byteCount: Int {
            switch self {
            case .none, .memoryWritten: 0
            case .plain(let count), .status(let count), .memory(let count): count
            }
        }
    }

    /// As in OpenOCD's and pyOCD's sources, for messages.
    var name: String
    var bytes: [UInt8]
    var payload: [UInt8] = []
    var reply: Reply
    /// Doing it twice is as good as once: nothing is lost by asking again.
    var isRepeatable = true
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
        purpose = name
    }

    private func once() -> Command {
        var command = self
        command.isRepeatable = false
        return command
    }

    private func at(_ address: Address, _ verb: String, byteCount: Int = 4) -> Command {
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
    /// API v2, SWD, without a reset of the core.
    static let enterSWD = Command("ENTER_SWD", [0xF2, 0x30, 0xA3], reply: .status(2))
    static let leaveDebug = Command("DEBUG_EXIT", [0xF2, 0x21], reply: .none)

    static func setSWDDivisor(_ divisor: UInt16) -> Command {
        Command("SWD_SET_FREQ", [0xF2, 0x43] + divisor.littleEndianBytes, reply: .status(2))
    }

    /// Generation 3: what SWD (0) can be clocked at.
    static let getFrequencies = Command("GET_COM_FREQ", [0xF2, 0x62, 0x00], reply: .status(52))

    static func setFrequency(kHz: Int) -> Command {
        let bytes = UInt32(truncatingIfNeeded: kHz).littleEndianBytes
        return Command("SET_COM_FREQ", [0xF2, 0x61, 0x00, 0x00] + bytes, reply: .status(8))
    }
}

/// The target's debug port and core.
extension Command {
    /// Status and padding, then the DP's IDCODE and a second one that only JTAG has.
    static let readIDCodes = Command("READ_IDCODES", [0xF2, 0x31], reply: .status(12))

    static func driveReset(asserted: Bool) -> Command {
        Command("DRIVE_NRST", [0xF2, 0x3C, asserted ? 0x00 : 0x01], reply: .status(2))
    }

    /// Status and padding, R0-R15, xPSR, MSP, PSP, and two words of the firmware's own.
    static let readAllRegisters = Command("READALLREGS", [0xF2, 0x3A], reply: .status(88))

    static func readRegister(_ selector: UInt8) -> Command {
        Command("READREG", [0xF2, 0x33, selector], reply: .status(8))
    }

    static func writeRegister(_ selector: UInt8, _ value: UInt32) -> Command {
        Command(
            "WRITEREG", [0xF2, 0x34, selector] + value.littleEndianBytes, reply: .status(2))
    }

    /// One 32-bit read of any word-aligned address, with its status in the same reply.
    static func readDebugRegister(_ address: Address) -> Command {
        Command(
            "READDEBUGREG", [0xF2, 0x36] + address.rawValue.littleEndianBytes, reply: .status(8)
        ).at(address, "reading")
    }

    /// One 32-bit write to any word-aligned address. Not repeatable: a step is not.
    static func writeDebugRegister(_ address: Address, _ value: UInt32) -> Command {
        Command(
            "WRITEDEBUGREG",
            [0xF2, 0x35] + address.rawValue.littleEndianBytes + value.littleEndianBytes,
            reply: .status(2)
        ).at(address, "writing").once()
    }

    /// `port` 0xFFFF is the DP itself.
    static func writeDAPRegister(port: UInt16, _ register: UInt16, _ value: UInt32) -> Command {
        Command(
            "WRITE_DAP_REG",
            [0xF2, 0x46] + port.littleEndianBytes + register.littleEndianBytes
                + value.littleEndianBytes, reply: .status(2))
    }

    /// DP ABORT: STKCMPCLR, STKERRCLR, WDERRCLR, ORUNERRCLR (ADIv5.2, B2.2.1).
    static let clearStickyErrors = writeDAPRegister(port: 0xFFFF, 0x0, 0x1E)
}

/// The target's memory. The firmware carries the AP's address over 1 KiB borders itself: pyOCD,
/// probe-rs and st-util all send it 6144 bytes from any aligned address.
extension Command {
    static func readMemory(_ address: Address, _ width: AccessWidth, byteCount: Int) -> Command {
        let opcode: UInt8 =
            switch width {
            case .byte: 0x0C
            case .halfword: 0x47
            case .word: 0x07
            }
        var command = Command(
            "READMEM_\(width.rawValue * 8)BIT", memory(opcode, address, byteCount),
            reply: .memory(byteCount)
        ).at(address, "reading", byteCount: byteCount)
        command.wordCount += byteCount / width.rawValue
        return command
    }

    static func writeMemory(
        _ bytes: [UInt8], to address: Address, _ width: AccessWidth
    ) -> Command {
        let opcode: UInt8 =
            switch width {
            case .byte: 0x0D
            case .halfword: 0x48
            case .word: 0x08
            }
        var command = Command(
            "WRITEMEM_\(width.rawValue * 8)BIT", memory(opcode, address, bytes.count),
            reply: .memoryWritten
        ).at(address, "writing", byteCount: bytes.count).once()
        command.payload = bytes
        command.wordCount += bytes.count / width.rawValue
        return command
    }

    /// Status, padding, and the address that failed.
    static let lastStatus = Command("GETLASTRWSTATUS2", [0xF2, 0x3E], reply: .plain(12))

    private static func memory(
        _ opcode: UInt8, _ address: Address, _ byteCount: Int
    ) -> [UInt8] {
        [0xF2, opcode] + address.rawValue.littleEndianBytes
            + UInt16(truncatingIfNeeded: byteCount).littleEndianBytes
    }
}
