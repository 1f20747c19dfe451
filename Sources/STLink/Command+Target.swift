import TargetMemory

/// The target's debug port and core, with the second command set.
extension Command {
    /// Without a reset of the core.
    static let enterSWD = Command("ENTER_SWD", [0xF2, 0x30, 0xA3], reply: .status(2))
    static let enterJTAG = Command("ENTER_JTAG", [0xF2, 0x30, 0xA4], reply: .status(2))

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

    /// One 32-bit write to any word-aligned address. Most are not repeatable: a step is not.
    static func writeDebugRegister(_ address: Address, _ value: UInt32) -> Command {
        Command(
            "WRITEDEBUGREG",
            [0xF2, 0x35] + address.rawValue.littleEndianBytes + value.littleEndianBytes,
            reply: .status(2)
        ).at(address, "writing")
            .with(MemoryMap.effect(ofWriting: value.littleEndianBytes, to: address))
    }
}

/// The same with the first command set: replies without padding, most of them without a status
/// (OpenOCD, where `jtag_api` is 1; stlink `sg.c`).
extension Command {
    static let firstEnterSWD = Command("ENTER_SWD", [0xF2, 0x20, 0xA3], reply: .none)
    static let firstEnterJTAG = Command("ENTER_JTAG", [0xF2, 0x20, 0xA4], reply: .none)
    static let readCoreID = Command("READCOREID", [0xF2, 0x22], reply: .plain(4))
    static let firstReadAllRegisters = Command("READALLREGS", [0xF2, 0x04], reply: .plain(84))

    static func firstReadRegister(_ selector: UInt8) -> Command {
        Command("READREG", [0xF2, 0x05, selector], reply: .plain(4))
    }

    static func firstWriteRegister(_ selector: UInt8, _ value: UInt32) -> Command {
        Command(
            "WRITEREG", [0xF2, 0x06, selector] + value.littleEndianBytes, reply: .status(2))
    }

    static func firstWriteDebugRegister(_ address: Address, _ value: UInt32) -> Command {
        Command(
            "WRITEDEBUGREG",
            [0xF2, 0x0F] + address.rawValue.littleEndianBytes + value.littleEndianBytes,
            reply: .status(2)
        ).at(address, "writing")
            .with(MemoryMap.effect(ofWriting: value.littleEndianBytes, to: address))
    }
}

/// DP and AP registers.
extension Command {
    /// The number that stands for the DP itself.
    static let debugPort: UInt16 = 0xFFFF

    static func readDAPRegister(port: UInt16, _ register: UInt16) -> Command {
        Command(
            "READ_DAP_REG", [0xF2, 0x45] + port.littleEndianBytes + register.littleEndianBytes,
            reply: .status(8)
        ).about(port, register, "reading")
    }

    static func writeDAPRegister(port: UInt16, _ register: UInt16, _ value: UInt32) -> Command {
        Command(
            "WRITE_DAP_REG",
            [0xF2, 0x46] + port.littleEndianBytes + register.littleEndianBytes
                + value.littleEndianBytes, reply: .status(2)
        ).about(port, register, "writing").with(.once)
    }

    static func openAccessPort(_ number: UInt8) -> Command {
        Command("INIT_AP", [0xF2, 0x4B, number], reply: .status(2))
    }

    static func closeAccessPort(_ number: UInt8) -> Command {
        Command("CLOSE_AP", [0xF2, 0x4C, number], reply: .status(2))
    }

    private func about(_ port: UInt16, _ register: UInt16, _ verb: String) -> Command {
        var command = self
        let place = port == Self.debugPort ? "the DP" : "AP \(port)"
        command.purpose = "\(verb) register 0x\(register.hex(digitCount: 2)) of \(place)"
        return command
    }

    /// ABORT.DAPABORT, for a transfer that the target answers with WAIT for ever (ADIv5.2, B2.2.1).
    static let abortTransfer = writeDAPRegister(port: debugPort, 0x0, 0x1F).with(.none)

    /// SWD: ABORT with STKCMPCLR, STKERRCLR, WDERRCLR, ORUNERRCLR. JTAG: CTRL/STAT, where the
    /// sticky bits are cleared by writing ones, with both power-up requests kept (ADIv5.2, B2.2.1
    /// and B2.2.2).
    static func clearStickyErrors(_ wire: WireProtocol) -> Command {
        switch wire {
        case .swd: writeDAPRegister(port: debugPort, 0x0, 0x1E).with(.none)
        case .jtag: writeDAPRegister(port: debugPort, 0x4, 0x5000_0032).with(.none)
        }
    }
}

/// The target's memory. The firmware carries the AP's address over 1 KiB borders itself: pyOCD,
/// probe-rs and st-util all send it 6144 bytes from any aligned address.
extension Command {
    /// `port` other than 0 needs `memoryThroughPort`.
    static func readMemory(
        _ address: Address, _ width: AccessWidth, byteCount: Int, port: UInt8 = 0
    ) -> Command {
        let opcode: UInt8 =
            switch width {
            case .byte: 0x0C
            case .halfword: 0x47
            case .word: 0x07
            }
        var command = Command(
            "READMEM_\(width.rawValue * 8)BIT", memory(opcode, address, byteCount, port),
            reply: .memory(byteCount)
        ).at(address, "reading", byteCount: byteCount)
        command.wordCount += byteCount / width.rawValue
        return command
    }

    static func writeMemory(
        _ bytes: [UInt8], to address: Address, _ width: AccessWidth, port: UInt8 = 0
    ) -> Command {
        let opcode: UInt8 =
            switch width {
            case .byte: 0x0D
            case .halfword: 0x48
            case .word: 0x08
            }
        var command = Command(
            "WRITEMEM_\(width.rawValue * 8)BIT", memory(opcode, address, bytes.count, port),
            reply: .memoryWritten
        ).at(address, "writing", byteCount: bytes.count)
        command.effect = MemoryMap.effect(ofWriting: bytes, to: address)
        command.payload = bytes
        command.wordCount += bytes.count / width.rawValue
        return command
    }

    /// Status, padding, and the address that failed.
    static let lastStatusWithAddress = Command("GETLASTRWSTATUS2", [0xF2, 0x3E], reply: .plain(12))
    static let lastStatus = Command("GETLASTRWSTATUS", [0xF2, 0x3B], reply: .plain(2))

    private static func memory(
        _ opcode: UInt8, _ address: Address, _ byteCount: Int, _ port: UInt8
    ) -> [UInt8] {
        [0xF2, opcode] + address.rawValue.littleEndianBytes
            + UInt16(truncatingIfNeeded: byteCount).littleEndianBytes + [port]
    }
}
