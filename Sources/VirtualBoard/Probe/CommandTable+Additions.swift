// What came with later firmware, with the V3, and what only the V1 has.

extension CommandTable {
    private static let divisors = Since(v1: nil, v2: 22, v3: nil)
    private static let thirdAPI = Since(v1: nil, v2: nil, v3: 0)
    private static let trace = Since(v1: nil, v2: 13, v3: 0)
    private static let diskOnly = Since(v1: 0, v2: nil, v3: nil)

    static let clocks: [CommandRule] = [
        // The first API of a V3 to tell its version; its answer has what six bits cannot hold.
        CommandRule(
            name: "GET_VERSION_EX", selector: [0xFB], since: thirdAPI, isLoaders: true,
            needsDebugMode: false, status: .nowhere
        ) { firmware, _, _ in .bytes(firmware.version.longReply(product: firmware.product)) },
        CommandRule(
            name: "SWD_SET_FREQ", selector: [0xF2, 0x43], since: divisors, needsDebugMode: false
        ) { firmware, packet, _ in firmware.setSWDClock(packet.half(2)) },
        CommandRule(
            name: "JTAG_SET_FREQ", selector: [0xF2, 0x44], since: Since(v1: nil, v2: 24, v3: nil),
            needsDebugMode: false
        ) { firmware, packet, _ in firmware.setJTAGClock(packet.half(2)) },
        CommandRule(
            name: "SET_COM_FREQ", selector: [0xF2, 0x61], since: thirdAPI, needsDebugMode: false,
            replyByteCount: 8
        ) { firmware, packet, _ in firmware.setFrequency(packet[2], kilohertz: packet.word(4)) },
        CommandRule(
            name: "GET_COM_FREQ", selector: [0xF2, 0x62], since: thirdAPI, needsDebugMode: false,
            replyByteCount: 52
        ) { firmware, packet, _ in firmware.frequencies(packet[2]) },
        CommandRule(
            name: "SWITCH_STLINK_FREQ", selector: [0xF2, 0x63], since: thirdAPI,
            needsDebugMode: false, replyByteCount: 8
        ) { firmware, packet, _ in firmware.setPrescaler(packet[2]) },
        CommandRule(
            name: "GET_BOARD_IDENTIFIERS", selector: [0xF2, 0x56],
            since: Since(v1: nil, v2: 36, v3: 6, v4: 6), needsDebugMode: false,
            replyByteCount: 128
        ) { firmware, _, _ in firmware.boardIdentifiers() },
    ]

    static let traces: [CommandRule] = [
        CommandRule(
            name: "START_TRACE_RX", selector: [0xF2, 0x40], since: trace, needsDebugMode: false
        ) { firmware, packet, _ in
            firmware.startTrace(byteCount: Int(packet.half(2)), hertz: packet.word(4))
        },
        CommandRule(
            name: "STOP_TRACE_RX", selector: [0xF2, 0x41], since: trace, needsDebugMode: false
        ) { firmware, _, _ in
            firmware.trace.stop()
            return STLinkFirmware.reply(.ok)
        },
        CommandRule(
            name: "GET_TRACE_NB", selector: [0xF2, 0x42], since: trace, needsDebugMode: false,
            status: .nowhere
        ) { firmware, _, _ in
            var bytes: [UInt8] = []
            bytes.append(half: UInt16(firmware.trace.count))
            return .bytes(bytes)
        },
    ]

    /// What a host's disk driver asks the V1 (SPC-2, chapter 7).
    static let disk: [CommandRule] = [
        CommandRule(
            name: "TEST_UNIT_READY", selector: [0x00], since: diskOnly, needsDebugMode: false,
            status: .nowhere
        ) { _, _, _ in .nothing },
        CommandRule(
            name: "REQUEST_SENSE", selector: [0x03], since: diskOnly, needsDebugMode: false,
            status: .nowhere
        ) { _, _, _ in
            // Fixed format, "illegal request: invalid command operation code".
            .bytes([0x70, 0, 5, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0])
        },
        CommandRule(
            name: "INQUIRY", selector: [0x12], since: diskOnly, needsDebugMode: false,
            status: .nowhere
        ) { _, _, _ in
            // A removable disk; vendor, product and revision padded with blanks.
            .bytes([0, 0x80, 0, 1, 31, 0, 0, 0] + Array("STM32                       ".utf8))
        },
    ]
}
