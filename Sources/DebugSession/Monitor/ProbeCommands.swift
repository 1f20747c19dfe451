import TargetMemory

/// The probe, its clock, and the debug port's registers.
enum ProbeCommands {
    static let table: [MonitorCommand] = [
        MonitorCommand(
            "speed", "[KHZ|auto]", "Tell or set the clock of the debug port in kHz.", .probe,
            .writing, speed),
        MonitorCommand(
            "adapter speed", "[KHZ]", "The same.", .probe, .writing, of: "OpenOCD", speed),
        MonitorCommand(
            "adapter_khz", "[KHZ]", "The same.", .probe, .writing, of: "OpenOCD", speed),
        MonitorCommand(
            "frequency", "[HZ|1800k|4M]", "The same in Hz.", .probe, .writing, of: "Black Magic",
            frequency),
        MonitorCommand(
            "set frequency", "HZ", "The same in Hz.", .probe, .writing, of: "pyOCD", frequency),
        MonitorCommand(
            "voltage", "", "Measure the target's supply.", .probe, .reading, voltage),
        MonitorCommand(
            "reconnect", "",
            "Let go of the target and attach to it anew, without a reset where "
                + "the server was started so.", .probe, .control, reconnect),
        MonitorCommand(
            "reinit", "", "The same.", .probe, .control, of: "pyOCD", reconnect),
        MonitorCommand(
            "ReadDP", "REGISTER",
            "Read a register of the debug port: 0 to 3, or its byte address.", .probe, .reading,
            of: "CubeIDE", readDP),
        MonitorCommand(
            "WriteDP", "REGISTER VALUE", "Write one; 2 selects port and bank for the next two.",
            .probe, .writing, of: "CubeIDE", writeDP),
        MonitorCommand(
            "ReadAP", "REGISTER", "Read a register of the access port that is selected.", .probe,
            .reading, of: "CubeIDE", readAP),
        MonitorCommand(
            "WriteAP", "REGISTER VALUE", "Write one.", .probe, .writing, of: "CubeIDE", writeAP),
        MonitorCommand(
            "readdp", "ADDRESS", "Read a register of the debug port by its byte address.", .probe,
            .reading, of: "pyOCD", readPort),
        MonitorCommand(
            "writedp", "ADDRESS VALUE", "Write one.", .probe, .writing, of: "pyOCD", writePort),
        MonitorCommand(
            "readap", "[PORT] ADDRESS", "Read a register of an access port.", .probe, .reading,
            of: "pyOCD", readAccess),
        MonitorCommand(
            "writeap", "[PORT] ADDRESS VALUE", "Write one.", .probe, .writing, of: "pyOCD",
            writeAccess),
        MonitorCommand(
            "dap info", "[PORT]", "Tell what the access port is.", .probe, .reading,
            of: "OpenOCD", dapInfo),
        MonitorCommand(
            "swdp_scan", "", "Nothing: the target is found already.", .probe, .nothing,
            of: "Black Magic", scan),
        MonitorCommand(
            "jtag_scan", "", "Nothing: the target is found already.", .probe, .nothing,
            of: "Black Magic", scan),
        MonitorCommand(
            "tpwr", "[enable|disable]", "An ST-Link has no supply to switch.", .probe, .nothing,
            of: "Black Magic", power),
    ]

    private static func probe(_ session: Session) throws(TargetFault) -> any ProbeControl {
        guard let probe = session.target.probeControl else {
            throw TargetFault(.unsupported, "the probe of this target cannot be spoken to directly")
        }
        return probe
    }

    private static func speed(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try setSpeed(session, &arguments, unit: 1)
    }

    private static func frequency(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try setSpeed(session, &arguments, unit: 1000)
    }

    /// `unit`: how many of the bare number are one kHz.
    private static func setSpeed(
        _ session: Session, _ arguments: inout MonitorArguments, unit: Int
    ) throws(TargetFault) -> String {
        let probe = try probe(session)
        guard let word = arguments.optionalWord() else {
            return "adapter speed: \(probe.clockKHz.map(String.init) ?? "unknown") kHz"
        }
        try arguments.end()
        if word.lowercased() == "auto" {
            return "adapter speed: \(try probe.setClock(kHz: nil)) kHz"
        }
        let suffix = word.last.map { $0.lowercased() }
        let digits = suffix == "k" || suffix == "m" ? String(word.dropLast()) : word
        guard let number = MonitorArguments.number(digits), (1...100_000_000).contains(number)
        else {
            throw arguments.failure("\"\(word)\" is no clock")
        }
        let kHz =
            switch suffix {
            case "k": number
            case "m": number * 1000
            default: max(1, number / unit)
            }
        return "adapter speed: \(try probe.setClock(kHz: kHz)) kHz"
    }

    private static func voltage(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try arguments.end()
        guard let millivolts = try probe(session).millivolts() else {
            throw TargetFault(.unsupported, "this probe cannot measure the target's supply")
        }
        let hundredths = (millivolts + 5) / 10 % 100
        return "target voltage: \((millivolts + 5) / 1000)."
            + (hundredths < 10 ? "0" : "") + "\(hundredths) V"
    }

    private static func reconnect(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try arguments.end()
        if session.isAttached {
            session.isAttached = false
            // What cannot be put back is what one reconnects for.
            try? session.target.detach(leaveHalted: false)
        }
        session.points = []
        session.monitoring.points = []
        session.lastStop = nil
        session.snapshot = [:]
        try session.reattach()
        return "attached anew: "
            + (session.target.isRunning
                ? "running" : try session.haltText(because: "debug-request"))
    }

    /// CubeIDE's numbers are A[3:2] of the register, 0 to 3; more than that is a byte address.
    private static func register(
        _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> UInt8 {
        let number = try arguments.number("register", in: 0...0xFC)
        return number > 3 ? try byteAddress(number, arguments) : UInt8(number * 4)
    }

    private static func byteAddress(
        _ number: Int, _ arguments: MonitorArguments
    ) throws(TargetFault) -> UInt8 {
        guard number.isMultiple(of: 4) else {
            throw arguments.failure("a byte address is a multiple of 4")
        }
        return UInt8(number)
    }

    private static func readDP(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let register = try register(&arguments)
        try arguments.end()
        return try probe(session).readDebugPort(register).hex
    }

    private static func writeDP(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let register = try register(&arguments)
        let value = try arguments.value()
        try arguments.end()
        // SELECT is the firmware's: it banks by the addresses that it is given.
        if register == 0x8 {
            session.monitoring.debugPortSelect = value
        } else {
            try probe(session).writeDebugPort(register, value)
        }
        return ""
    }

    private static func readAP(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let (port, register) = try selected(session, &arguments)
        try arguments.end()
        return try probe(session).readAccessPort(port, register).hex
    }

    private static func writeAP(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let (port, register) = try selected(session, &arguments)
        let value = try arguments.value()
        try arguments.end()
        try probe(session).writeAccessPort(port, register, value)
        return ""
    }

    /// APSEL and APBANKSEL of SELECT (ADIv5.2, B2.2.11) with the register's low half.
    private static func selected(
        _ session: Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> (port: UInt8, register: UInt8) {
        let select = session.monitoring.debugPortSelect
        let register = try register(&arguments)
        let bank = UInt8(truncatingIfNeeded: select) & 0xF0
        return (UInt8(select >> 24), register > 0xC ? register : bank | register)
    }

    private static func readPort(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let register = try byteAddress(&arguments)
        try arguments.end()
        let value = try probe(session).readDebugPort(register)
        return "DP register 0x\(String(register, radix: 16)) = \(value.hex)"
    }

    private static func writePort(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let register = try byteAddress(&arguments)
        let value = try arguments.value()
        try arguments.end()
        try probe(session).writeDebugPort(register, value)
        return ""
    }

    private static func byteAddress(
        _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> UInt8 {
        try byteAddress(arguments.number("address", in: 0...0xFC), arguments)
    }

    private static func readAccess(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        var port: UInt8 = 0
        if arguments.all.count > 1 { port = UInt8(try arguments.number("port", in: 0...255)) }
        let register = try byteAddress(&arguments)
        try arguments.end()
        let value = try probe(session).readAccessPort(port, register)
        return "AP #\(port) register 0x\(String(register, radix: 16)) = \(value.hex)"
    }

    private static func writeAccess(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        var port: UInt8 = 0
        if arguments.all.count > 2 { port = UInt8(try arguments.number("port", in: 0...255)) }
        let register = try byteAddress(&arguments)
        let value = try arguments.value()
        try arguments.end()
        try probe(session).writeAccessPort(port, register, value)
        return ""
    }

    private static func dapInfo(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let port = UInt8(try arguments.number("port", in: 0...255, standard: 0))
        try arguments.end()
        let probe = try probe(session)
        let identification = try probe.readAccessPort(port, 0xFC)
        guard identification != 0 else { return "there is no AP # 0x\(String(port, radix: 16))" }
        return "AP # 0x\(String(port, radix: 16))\n"
            + "\tAP ID register \(identification.hex)\n"
            + "\tMEM-AP BASE \((try probe.readAccessPort(port, 0xF8)).hex)"
    }

    private static func scan(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        "Available Targets:\nNo. Att Driver\n 1      \(session.target.name)"
    }

    private static func power(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        if !arguments.isEmpty, try arguments.isOn() {
            throw TargetFault(
                .unsupported, "an ST-Link cannot power the target: use its own supply")
        }
        return "Target Power: disabled"
    }
}
