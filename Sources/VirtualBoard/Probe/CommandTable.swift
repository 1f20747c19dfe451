/// What a command answers.
enum ProbeReply {
    case nothing
    case bytes([UInt8])
    /// The IN endpoint stalls until clear-halt.
    case stall
}

/// Where a command's outcome can be read.
enum StatusPlace: Sendable {
    /// First byte of its reply.
    case reply
    /// GETLASTRWSTATUS afterwards.
    case lastTransfer
    case nowhere
}

/// OUT data behind a command.
enum DataPhase: Sendable {
    case none
    /// `CommandPacket.dataByteCount` bytes.
    case byteCount
    /// As many items as the word at 2 says: a byte each, padded to whole words, and a word each.
    case items

    func byteCount(_ packet: CommandPacket) -> Int {
        switch self {
        case .none: 0
        case .byteCount: packet.dataByteCount
        case .items: MixedAccess.byteCount(items: Int(packet.word(2) & 0xFFFF))
        }
    }
}

/// One command of the firmware: the bytes that select it and what it does.
struct CommandRule: Sendable {
    let name: String
    /// Leading bytes; the longest match wins.
    let selector: [UInt8]
    /// The firmware that knows it.
    var since = Since.secondAPI
    /// A firmware loader knows it too.
    var isLoaders = false
    var needsDebugMode = true
    var status = StatusPlace.reply
    /// Bytes of the reply, for a status that is sent in place of the real one.
    var replyByteCount = 2
    /// OUT data that follows the command.
    var data = DataPhase.none

    var hasData: Bool { data != .none }

    let perform: @Sendable (STLinkFirmware, CommandPacket, [UInt8]) -> ProbeReply
}

/// Commands of all firmwares. Codes, layouts and sizes are those that stlink 1.7, OpenOCD 0.12
/// and pyOCD 0.46 use, and so are the firmwares that first know each; where OpenOCD and pyOCD
/// differ, the later one.
enum CommandTable {
    /// First byte of everything that concerns the target.
    static let debugCommand: UInt8 = 0xF2

    static let rules: [CommandRule] =
        general + session + memory + registers + ports + apiV1 + clocks + traces + disk

    /// `nil`: the firmware does not know it.
    static func rule(for packet: CommandPacket, on firmware: STLinkFirmware) -> CommandRule? {
        rules.filter { rule in
            rule.since.includes(firmware.version) && (rule.isLoaders || !firmware.model.isLoader)
                && packet.bytes.starts(with: rule.selector)
        }
        .max { $0.selector.count < $1.selector.count }
    }

    private static let general: [CommandRule] = [
        CommandRule(
            name: "GET_VERSION", selector: [0xF1], since: .always, isLoaders: true,
            needsDebugMode: false, status: .nowhere
        ) { firmware, _, _ in .bytes(firmware.version.shortReply(product: firmware.product)) },
        CommandRule(
            name: "GET_CURRENT_MODE", selector: [0xF5], since: .always, isLoaders: true,
            needsDebugMode: false, status: .nowhere
        ) { firmware, _, _ in .bytes([firmware.mode.rawValue, 0]) },
        CommandRule(
            name: "GET_TARGET_VOLTAGE", selector: [0xF7], since: Since(v1: nil, v2: 13, v3: 0),
            needsDebugMode: false, status: .nowhere
        ) { firmware, _, _ in .bytes(firmware.targetVoltage) },
        CommandRule(
            name: "DFU_EXIT", selector: [0xF3, 0x07], since: .always, isLoaders: true,
            needsDebugMode: false, status: .nowhere
        ) { firmware, _, _ in firmware.leave(.deviceUpdate) },
        CommandRule(
            name: "SWIM_ENTER", selector: [0xF4, 0x00], since: .always,
            needsDebugMode: false, status: .nowhere
        ) { firmware, _, _ in firmware.enterSWIM() },
        CommandRule(
            name: "SWIM_EXIT", selector: [0xF4, 0x01], since: .always,
            needsDebugMode: false, status: .nowhere
        ) { firmware, _, _ in firmware.leave(.swim) },
        // There is no STM8: the request never succeeds (OpenOCD: busy 1, error else).
        CommandRule(
            name: "SWIM_READSTATUS", selector: [0xF4, 0x09], since: .always,
            needsDebugMode: false,
            status: .nowhere
        ) { _, _, _ in .bytes([0x02, 0, 0, 0]) },
    ]

    private static let session: [CommandRule] = [
        CommandRule(name: "ENTER_SWD", selector: [0xF2, 0x30, 0xA3], needsDebugMode: false) {
            firmware, _, _ in firmware.enter(.swd)
        },
        CommandRule(name: "ENTER_JTAG", selector: [0xF2, 0x30, 0xA4], needsDebugMode: false) {
            firmware, _, _ in firmware.enter(.jtag)
        },
        CommandRule(name: "ENTER_JTAG_RESET", selector: [0xF2, 0x30, 0x00], needsDebugMode: false) {
            firmware, _, _ in
            _ = firmware.driveReset(2)
            return firmware.enter(.jtag)
        },
        CommandRule(
            name: "EXIT", selector: [0xF2, 0x21], since: .always, needsDebugMode: false,
            status: .nowhere
        ) { firmware, _, _ in firmware.leave(.debug) },
        CommandRule(name: "READ_IDCODES", selector: [0xF2, 0x31], replyByteCount: 12) {
            firmware, _, _ in firmware.readIdentities()
        },
        CommandRule(name: "RESETSYS", selector: [0xF2, 0x32]) { firmware, _, _ in
            firmware.resetSystem()
        },
        CommandRule(name: "DRIVE_NRST", selector: [0xF2, 0x3C], needsDebugMode: false) {
            firmware, packet, _ in firmware.driveReset(packet[2])
        },
        CommandRule(
            name: "BLINK_LED", selector: [0xF2, 0x49], since: Since(v1: nil, v2: 28, v3: 0),
            needsDebugMode: false
        ) { _, _, _ in
            STLinkFirmware.reply(.ok)
        },
    ]

    private static let memory: [CommandRule] = [
        read("READMEM_32", 0x07, width: 4), read("READMEM_8", 0x0C, width: 1),
        read("READMEM_16", 0x47, width: 2, since: halfwords),
        read("READMEM_32_NOINC", 0x54, width: 4, since: misc, increments: false),
        write("WRITEMEM_32", 0x08, width: 4), write("WRITEMEM_8", 0x0D, width: 1),
        write("WRITEMEM_16", 0x48, width: 2, since: halfwords),
        write("WRITEMEM_32_NOINC", 0x50, width: 4, since: halfwords, increments: false),
        CommandRule(
            name: "RW_MISC_OUT", selector: [0xF2, 0x51], since: misc, status: .nowhere,
            data: .items
        ) { firmware, packet, data in firmware.takeMixed(packet, data) },
        CommandRule(name: "RW_MISC_IN", selector: [0xF2, 0x52], since: misc, status: .nowhere) {
            firmware, _, _ in firmware.mixedResults()
        },
        CommandRule(
            name: "RW_MISC_GET_MAX", selector: [0xF2, 0x53], since: misc, needsDebugMode: false,
            replyByteCount: 4
        ) { firmware, _, _ in firmware.mixedLimit() },
        CommandRule(name: "GETLASTRWSTATUS", selector: [0xF2, 0x3B]) { firmware, _, _ in
            firmware.lastStatus(isLong: false)
        },
        CommandRule(
            name: "GETLASTRWSTATUS2", selector: [0xF2, 0x3E], since: Since(v1: nil, v2: 15, v3: 0),
            replyByteCount: 12
        ) {
            firmware, _, _ in firmware.lastStatus(isLong: true)
        },
    ]

    private static let halfwords = Since(v1: nil, v2: 26, v3: 0)
    private static let misc = Since(v1: nil, v2: 32, v3: 2)

    private static func read(
        _ name: String, _ code: UInt8, width: Int, since: Since = .always, increments: Bool = true
    ) -> CommandRule {
        CommandRule(
            name: name, selector: [0xF2, code], since: since, status: .lastTransfer
        ) { firmware, packet, _ in
            firmware.readMemory(packet, width: width, increments: increments)
        }
    }

    private static func write(
        _ name: String, _ code: UInt8, width: Int, since: Since = .always, increments: Bool = true
    ) -> CommandRule {
        CommandRule(
            name: name, selector: [0xF2, code], since: since, status: .lastTransfer,
            data: .byteCount
        ) { firmware, packet, data in
            firmware.writeMemory(packet, data, width: width, increments: increments)
            return .nothing
        }
    }

    private static let registers: [CommandRule] = [
        CommandRule(name: "READREG", selector: [0xF2, 0x33], replyByteCount: 8) {
            firmware, packet, _ in firmware.readRegister(packet[2])
        },
        CommandRule(name: "WRITEREG", selector: [0xF2, 0x34]) { firmware, packet, _ in
            firmware.writeRegister(packet[2], value: packet.word(3))
        },
        CommandRule(name: "WRITEDEBUGREG", selector: [0xF2, 0x35]) { firmware, packet, _ in
            firmware.writeDebugRegister(packet.word(2), value: packet.word(6))
        },
        CommandRule(name: "READDEBUGREG", selector: [0xF2, 0x36], replyByteCount: 8) {
            firmware, packet, _ in firmware.readDebugRegister(packet.word(2))
        },
        CommandRule(name: "READALLREGS", selector: [0xF2, 0x3A], replyByteCount: 88) {
            firmware, _, _ in firmware.readAllRegisters()
        },
    ]

    private static let ports: [CommandRule] = [
        CommandRule(
            name: "READ_DAP_REG", selector: [0xF2, 0x45], since: Since(v1: nil, v2: 24, v3: 0),
            replyByteCount: 8
        ) {
            firmware, packet, _ in firmware.readPort(packet.half(2), packet.half(4))
        },
        CommandRule(
            name: "WRITE_DAP_REG", selector: [0xF2, 0x46], since: Since(v1: nil, v2: 24, v3: 0)
        ) { firmware, packet, _ in
            firmware.writePort(packet.half(2), packet.half(4), value: packet.word(6))
        },
        CommandRule(
            name: "INIT_AP", selector: [0xF2, 0x4B], since: FirmwareFeature.closedAccessPorts
        ) { firmware, packet, _ in
            firmware.openAccessPort(packet[2])
        },
        CommandRule(
            name: "CLOSE_AP_DBG", selector: [0xF2, 0x4C], since: FirmwareFeature.closedAccessPorts
        ) { firmware, packet, _ in
            firmware.closeAccessPort(packet[2])
        },
    ]
}
