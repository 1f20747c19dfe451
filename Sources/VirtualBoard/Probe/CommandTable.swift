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

/// One command of the firmware: the bytes that select it and what it does.
struct CommandRule: Sendable {
    let name: String
    /// Leading bytes; the longest match wins.
    let selector: [UInt8]
    var needsDebugMode = true
    var status = StatusPlace.reply
    /// Bytes of the reply, for a status that is sent in place of the real one.
    var replyByteCount = 2
    /// The command is followed by `CommandPacket.dataByteCount` bytes of OUT data.
    var hasData = false
    let perform: @Sendable (STLinkFirmware, CommandPacket, [UInt8]) -> ProbeReply
}

/// Commands of firmware V2J29S7. Codes, layouts and sizes are those that stlink 1.7, OpenOCD 0.12
/// and pyOCD 0.46 use; commands that OpenOCD and pyOCD list as newer than J29 (RW_MISC 0x51 and
/// 0x52, 0x54, 0x56, the V3's 0x61, 0x62 and 0xFB) are not there and stall.
enum CommandTable {
    static let rules: [CommandRule] = general + session + memory + registers + ports + apiV1

    static func rule(for packet: CommandPacket) -> CommandRule? {
        rules.filter { packet.bytes.starts(with: $0.selector) }
            .max { $0.selector.count < $1.selector.count }
    }

    private static let general: [CommandRule] = [
        CommandRule(
            name: "GET_VERSION", selector: [0xF1], needsDebugMode: false, status: .nowhere
        ) { firmware, _, _ in .bytes(firmware.version) },
        CommandRule(
            name: "GET_CURRENT_MODE", selector: [0xF5], needsDebugMode: false, status: .nowhere
        ) { firmware, _, _ in .bytes([firmware.mode.rawValue, 0]) },
        CommandRule(
            name: "GET_TARGET_VOLTAGE", selector: [0xF7], needsDebugMode: false, status: .nowhere
        ) { firmware, _, _ in .bytes(firmware.targetVoltage) },
        CommandRule(
            name: "DFU_EXIT", selector: [0xF3, 0x07], needsDebugMode: false, status: .nowhere
        ) { firmware, _, _ in firmware.leave(.deviceUpdate) },
        CommandRule(
            name: "SWIM_ENTER", selector: [0xF4, 0x00], needsDebugMode: false, status: .nowhere
        ) { firmware, _, _ in firmware.enterSWIM() },
        CommandRule(
            name: "SWIM_EXIT", selector: [0xF4, 0x01], needsDebugMode: false, status: .nowhere
        ) { firmware, _, _ in firmware.leave(.swim) },
        // There is no STM8: the request never succeeds (OpenOCD: busy 1, error else).
        CommandRule(
            name: "SWIM_READSTATUS", selector: [0xF4, 0x09], needsDebugMode: false,
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
            name: "EXIT", selector: [0xF2, 0x21], needsDebugMode: false, status: .nowhere
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
        CommandRule(name: "SWD_SET_FREQ", selector: [0xF2, 0x43], needsDebugMode: false) {
            firmware, packet, _ in firmware.setSWDClock(packet.half(2))
        },
        CommandRule(name: "JTAG_SET_FREQ", selector: [0xF2, 0x44], needsDebugMode: false) {
            firmware, packet, _ in firmware.setJTAGClock(packet.half(2))
        },
        CommandRule(name: "START_TRACE_RX", selector: [0xF2, 0x40], needsDebugMode: false) {
            _, _, _ in STLinkFirmware.reply(.ok)
        },
        CommandRule(name: "STOP_TRACE_RX", selector: [0xF2, 0x41], needsDebugMode: false) {
            _, _, _ in STLinkFirmware.reply(.ok)
        },
        // The chip's SWO is not modelled: nothing ever arrives.
        CommandRule(
            name: "GET_TRACE_NB", selector: [0xF2, 0x42], needsDebugMode: false, status: .nowhere
        ) { _, _, _ in .bytes([0, 0]) },
        CommandRule(name: "BLINK_LED", selector: [0xF2, 0x49], needsDebugMode: false) { _, _, _ in
            STLinkFirmware.reply(.ok)
        },
    ]

    private static let memory: [CommandRule] = [
        read("READMEM_32", 0x07, width: 4), read("READMEM_8", 0x0C, width: 1),
        read("READMEM_16", 0x47, width: 2), write("WRITEMEM_32", 0x08, width: 4),
        write("WRITEMEM_8", 0x0D, width: 1), write("WRITEMEM_16", 0x48, width: 2),
        write("WRITEMEM_32_NOINC", 0x50, width: 4, increments: false),
        CommandRule(name: "GETLASTRWSTATUS", selector: [0xF2, 0x3B]) { firmware, _, _ in
            firmware.lastStatus(isLong: false)
        },
        CommandRule(name: "GETLASTRWSTATUS2", selector: [0xF2, 0x3E], replyByteCount: 12) {
            firmware, _, _ in firmware.lastStatus(isLong: true)
        },
    ]

    private static func read(_ name: String, _ code: UInt8, width: Int) -> CommandRule {
        CommandRule(name: name, selector: [0xF2, code], status: .lastTransfer) {
            firmware, packet, _ in firmware.readMemory(packet, width: width)
        }
    }

    private static func write(
        _ name: String, _ code: UInt8, width: Int, increments: Bool = true
    ) -> CommandRule {
        CommandRule(name: name, selector: [0xF2, code], status: .lastTransfer, hasData: true) {
            firmware, packet, data in
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
        CommandRule(name: "READ_DAP_REG", selector: [0xF2, 0x45], replyByteCount: 8) {
            firmware, packet, _ in firmware.readPort(packet.half(2), packet.half(4))
        },
        CommandRule(name: "WRITE_DAP_REG", selector: [0xF2, 0x46]) { firmware, packet, _ in
            firmware.writePort(packet.half(2), packet.half(4), value: packet.word(6))
        },
        CommandRule(name: "INIT_AP", selector: [0xF2, 0x4B]) { firmware, packet, _ in
            firmware.openAccessPort(packet[2])
        },
        CommandRule(name: "CLOSE_AP_DBG", selector: [0xF2, 0x4C]) { firmware, packet, _ in
            firmware.closeAccessPort(packet[2])
        },
    ]

    /// The first API, which the firmware still answers: replies without status where there is
    /// data (stlink's V1 code and OpenOCD's api-v1 branches).
    private static let apiV1: [CommandRule] = [
        CommandRule(
            name: "V1_ENTER", selector: [0xF2, 0x20], needsDebugMode: false, status: .nowhere
        ) { firmware, packet, _ in
            _ = firmware.enter(packet[2] == 0xA3 ? .swd : .jtag)
            return .nothing
        },
        CommandRule(name: "V1_READCOREID", selector: [0xF2, 0x22], status: .nowhere) {
            firmware, _, _ in
            var bytes: [UInt8] = []
            bytes.append(word: firmware.port.identities[0])
            return .bytes(bytes)
        },
        CommandRule(name: "V1_GETSTATUS", selector: [0xF2, 0x01], status: .nowhere) {
            firmware, _, _ in firmware.coreState()
        },
        CommandRule(name: "V1_FORCEDEBUG", selector: [0xF2, 0x02]) { firmware, _, _ in
            firmware.writeDebugRegister(CoreRegister.dhcsr, value: CoreRegister.halt)
        },
        CommandRule(name: "V1_RESETSYS", selector: [0xF2, 0x03]) { firmware, _, _ in
            firmware.resetSystem()
        },
        CommandRule(name: "V1_READALLREGS", selector: [0xF2, 0x04], status: .nowhere) {
            firmware, _, _ in firmware.withoutStatus(firmware.readAllRegisters())
        },
        CommandRule(name: "V1_READREG", selector: [0xF2, 0x05], status: .nowhere) {
            firmware, packet, _ in firmware.withoutStatus(firmware.readRegister(packet[2]))
        },
        CommandRule(name: "V1_WRITEREG", selector: [0xF2, 0x06]) { firmware, packet, _ in
            firmware.writeRegister(packet[2], value: packet.word(3))
        },
        CommandRule(name: "V1_RUNCORE", selector: [0xF2, 0x09]) { firmware, _, _ in
            firmware.writeDebugRegister(CoreRegister.dhcsr, value: CoreRegister.run)
        },
        CommandRule(name: "V1_STEPCORE", selector: [0xF2, 0x0A]) { firmware, _, _ in
            firmware.writeDebugRegister(CoreRegister.dhcsr, value: CoreRegister.step)
        },
        CommandRule(name: "V1_WRITEDEBUGREG", selector: [0xF2, 0x0F]) { firmware, packet, _ in
            firmware.writeDebugRegister(packet.word(2), value: packet.word(6))
        },
    ]
}
