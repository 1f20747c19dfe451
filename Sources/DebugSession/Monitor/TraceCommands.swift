import TargetMemory

/// `tpiu`, `itm` and the like.
enum TraceCommands {
    static let table: [MonitorCommand] =
        [
            MonitorCommand(
                "tpiu config",
                "disable | external|internal [:PORT|FILE|-] uart off TRACECLK [PINFREQ]",
                "Send ITM and DWT packets through SWO: to a TCP port, a file in the server's "
                    + "folder, or this console (-). Clocks are in Hz.", .trace, .writing, config),
            MonitorCommand(
                "tpiu configure",
                "-protocol uart -output :PORT|FILE|external -traceclk HZ "
                    + "[-pin-freq HZ]", "Say how; `tpiu enable` starts.", .trace, .setting,
                configure),
            MonitorCommand("tpiu enable", "", "Start it.", .trace, .writing, enable),
            MonitorCommand("tpiu disable", "", "Stop it.", .trace, .setting, disable),
            MonitorCommand(
                "tpiu names", "", "Name the TPIU.", .trace, .setting, of: "OpenOCD", names),
            MonitorCommand(
                "tpiu init", "", "Nothing.", .trace, .setting, of: "OpenOCD",
                ServerCommands.nothing),
            MonitorCommand(
                "swo decode", "[on|off]", "Pass packets on as text, or the bytes as they come.",
                .trace, .setting, decode),
            MonitorCommand(
                "itm port", "NUMBER on|off", "Switch a stimulus port.", .trace, .writing, port),
            MonitorCommand(
                "itm ports", "on|off", "Switch all of them.", .trace, .writing, ports),
            MonitorCommand(
                "SWO EnableTarget", "CPUHZ SWOHZ PORTMASK MODE", "Start SWO for this console.",
                .trace, .writing, of: "J-Link", enableTarget),
            MonitorCommand(
                "SWO DisableTarget", "[PORTMASK]", "Stop it.", .trace, .setting,
                of: "J-Link", disable),
            MonitorCommand(
                "CDSWOConfigure", "CPUHZ SWOHZ :PORT|FILE|external", "Start SWO.", .trace, .writing,
                of: "cortex-debug", cortexDebug),
        ] + ["stm32f1x", "stm32f2x", "stm32f3x", "stm32f4x", "stm32f7x", "stm32x"].flatMap(chip)

    /// OpenOCD makes a TPIU for each chip and names the commands after it.
    private static func chip(_ name: String) -> [MonitorCommand] {
        [
            MonitorCommand(
                "\(name).tpiu configure", "OPTION...", "As `tpiu configure`.", .trace, .setting,
                of: "OpenOCD", configure),
            MonitorCommand(
                "\(name).tpiu enable", "", "As `tpiu enable`.", .trace, .writing, of: "OpenOCD",
                enable),
            MonitorCommand(
                "\(name).tpiu disable", "", "As `tpiu disable`.", .trace, .setting,
                of: "OpenOCD", disable),
        ]
    }

    private static func output(
        _ word: String, _ arguments: MonitorArguments
    ) throws(TargetFault) -> TraceService.Output {
        switch word {
        case "external": return .external
        case "-": return .console
        case let word where word.hasPrefix(":"):
            guard let port = UInt16(word.dropFirst()) else {
                throw arguments.failure("\"\(word)\" is no TCP port")
            }
            return .port(port)
        default: return .file(word)
        }
    }

    private static let hertz = 1...1_000_000_000

    /// `tpiu config (disable | external (uart|...) | internal OUTPUT (uart|...)) ...`, as OpenOCD
    /// up to 0.11 had it and scripts still send it.
    private static func config(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        switch try arguments.choice([("disable", 0), ("external", 1), ("internal", 2)]) {
        case 0:
            try arguments.end()
            session.stopTrace()
            return ""
        case 1: session.monitoring.trace.output = .external
        default:
            session.monitoring.trace.output = try output(
                try arguments.word("output"), arguments)
        }
        try checkProtocol(try arguments.word("protocol"), arguments)
        // The TPIU's formatter: off for the ITM alone.
        _ = try arguments.isOn()
        session.monitoring.trace.traceClockHz = try arguments.number("trace clock", in: hertz)
        session.monitoring.trace.pinHz =
            arguments.isEmpty ? nil : try arguments.number("pin clock", in: hertz)
        try arguments.end()
        return try session.startTrace()
    }

    private static func checkProtocol(
        _ word: String, _ arguments: MonitorArguments
    ) throws(TargetFault) {
        guard word.lowercased() == "uart" else {
            throw arguments.failure("an ST-Link receives SWO as `uart` only, not as \"\(word)\"")
        }
    }

    private static func configure(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        var trace = session.monitoring.trace
        while let option = arguments.optionalWord() {
            let value = try arguments.word("value of \(option)")
            switch option {
            case "-protocol": try checkProtocol(value, arguments)
            case "-output": trace.output = try output(value, arguments)
            case "-traceclk", "-pin-freq":
                guard let number = MonitorArguments.number(value), hertz.contains(number) else {
                    throw arguments.failure("\"\(value)\" is no clock in Hz")
                }
                if option == "-traceclk" {
                    trace.traceClockHz = number
                } else {
                    trace.pinHz = number
                }
            case "-formatter", "-port-width", "-event": continue
            default: throw arguments.failure("\"\(option)\" is no option of it")
            }
        }
        session.monitoring.trace = trace
        return ""
    }

    private static func enable(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try arguments.end()
        return try session.startTrace()
    }

    private static func disable(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        session.stopTrace()
        return ""
    }

    private static func names(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        "stm32x.tpiu"
    }

    private static func decode(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        if !arguments.isEmpty { session.monitoring.trace.isDecoded = try arguments.isOn() }
        try arguments.end()
        return "SWO is passed on \(session.monitoring.trace.isDecoded ? "as text" : "as it comes")"
    }

    private static func port(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let number = try arguments.number("port", in: 0...31)
        let isOn = try arguments.isOn()
        try arguments.end()
        let bit: UInt32 = 1 << UInt32(number)
        let now = session.monitoring.trace.ports
        return try session.setTracePorts(isOn ? now | bit : now & ~bit)
    }

    private static func ports(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let isOn = try arguments.isOn()
        try arguments.end()
        return try session.setTracePorts(isOn ? .max : 0)
    }

    private static func enableTarget(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        // 0: to be found out.
        let clock = try arguments.number("CPU clock", in: 0...hertz.upperBound)
        let rate = try arguments.number("SWO clock", in: 0...hertz.upperBound)
        session.monitoring.trace.ports = try arguments.value("port mask")
        _ = try arguments.number("mode", in: 0...1, standard: 0)
        try arguments.end()
        session.monitoring.trace.traceClockHz = clock == 0 ? nil : clock
        session.monitoring.trace.pinHz = rate == 0 ? nil : rate
        session.monitoring.trace.output = .console
        return try session.startTrace()
    }

    private static func cortexDebug(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        session.monitoring.trace.traceClockHz = try arguments.number("CPU clock", in: hertz)
        session.monitoring.trace.pinHz = try arguments.number("SWO clock", in: hertz)
        session.monitoring.trace.output = try output(try arguments.word("output"), arguments)
        try arguments.end()
        return try session.startTrace()
    }
}

extension Session {
    mutating func startTrace() throws(TargetFault) -> String {
        do throws(TargetFault) {
            return try monitoring.trace.start(target, monitoring.host, semihosting.host)
        } catch {
            stopTrace()
            throw error
        }
    }

    mutating func stopTrace() {
        monitoring.trace.stop(target, monitoring.host, semihosting.host)
    }

    mutating func setTracePorts(_ ports: UInt32) throws(TargetFault) -> String {
        monitoring.trace.ports = ports
        return monitoring.trace.isStarted ? try startTrace() : ""
    }
}
