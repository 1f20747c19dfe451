extension CommandTable {
    /// The first API, which the firmware still answers: replies without status where there is
    /// data (stlink's V1 code and OpenOCD's api-v1 branches).
    static let apiV1: [CommandRule] = [
        CommandRule(
            name: "V1_ENTER", selector: [0xF2, 0x20], since: Since(v1: 0, v2: 0, v3: nil),
            needsDebugMode: false, status: .nowhere
        ) { firmware, packet, _ in
            _ = firmware.enter(packet[2] == 0xA3 ? .swd : .jtag)
            return .nothing
        },
        CommandRule(
            name: "V1_READCOREID", selector: [0xF2, 0x22], since: Since(v1: 0, v2: 0, v3: nil),
            status: .nowhere
        ) {
            firmware, _, _ in
            var bytes: [UInt8] = []
            bytes.append(word: firmware.port.identities[0])
            return .bytes(bytes)
        },
        CommandRule(
            name: "V1_GETSTATUS", selector: [0xF2, 0x01], since: Since(v1: 0, v2: 0, v3: nil),
            status: .nowhere
        ) {
            firmware, _, _ in firmware.coreState()
        },
        CommandRule(
            name: "V1_FORCEDEBUG", selector: [0xF2, 0x02], since: Since(v1: 0, v2: 0, v3: nil)
        ) { firmware, _, _ in
            firmware.writeDebugRegister(CoreRegister.dhcsr, value: CoreRegister.halt)
        },
        CommandRule(
            name: "V1_RESETSYS", selector: [0xF2, 0x03], since: Since(v1: 0, v2: 0, v3: nil)
        ) { firmware, _, _ in
            firmware.resetSystem()
        },
        CommandRule(
            name: "V1_READALLREGS", selector: [0xF2, 0x04], since: Since(v1: 0, v2: 0, v3: nil),
            status: .nowhere
        ) {
            firmware, _, _ in firmware.withoutStatus(firmware.readAllRegisters())
        },
        CommandRule(
            name: "V1_READREG", selector: [0xF2, 0x05], since: Since(v1: 0, v2: 0, v3: nil),
            status: .nowhere
        ) {
            firmware, packet, _ in firmware.withoutStatus(firmware.readRegister(packet[2]))
        },
        CommandRule(
            name: "V1_WRITEREG", selector: [0xF2, 0x06], since: Since(v1: 0, v2: 0, v3: nil)
        ) { firmware, packet, _ in
            firmware.writeRegister(packet[2], value: packet.word(3))
        },
        CommandRule(
            name: "V1_RUNCORE", selector: [0xF2, 0x09], since: Since(v1: 0, v2: 0, v3: nil)
        ) { firmware, _, _ in
            firmware.writeDebugRegister(CoreRegister.dhcsr, value: CoreRegister.run)
        },
        CommandRule(
            name: "V1_STEPCORE", selector: [0xF2, 0x0A], since: Since(v1: 0, v2: 0, v3: nil)
        ) { firmware, _, _ in
            firmware.writeDebugRegister(CoreRegister.dhcsr, value: CoreRegister.step)
        },
        CommandRule(
            name: "V1_WRITEDEBUGREG", selector: [0xF2, 0x0F], since: Since(v1: 0, v2: 0, v3: nil)
        ) { firmware, packet, _ in
            firmware.writeDebugRegister(packet.word(2), value: packet.word(6))
        },
    ]
}
