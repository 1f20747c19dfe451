import TargetMemory

/// `reset`, `halt`, `resume`, `step` and their kin.
enum RunCommands {
    static let table: [MonitorCommand] = [
        resetCommand,
        MonitorCommand(
            "jtag_reset", "", "Reset through the reset line and halt.", .running, of: "st-util",
            resetHalted),
        MonitorCommand(
            "soft_reset_halt", "", "Reset and halt at the first instruction.", .running,
            of: "OpenOCD", resetHalted),
        haltCommand, haltCommand.named("h", of: "pyOCD"),
        resumeCommand, resumeCommand.named("go", of: "pyOCD"),
        resumeCommand.named("continue", of: "pyOCD"), resumeCommand.named("c", of: "pyOCD"),
        resumeCommand.named("g", of: "pyOCD"),
        stepCommand, stepCommand.named("s", of: "pyOCD"),
        stepCommand.named("stepi", of: "gdb"),
        MonitorCommand(
            "wait_halt", "[MILLISECONDS]", "Wait until the core has halted (5000).", .running,
            waitHalt),
        MonitorCommand(
            "poll", "[on|off]",
            "Tell whether the core runs. Looking for stops cannot be switched "
                + "off.", .running, .reading, of: "OpenOCD", poll),
        MonitorCommand(
            "status", "", "Tell whether the core runs, and where it stands.", .running, .reading,
            status),
        MonitorCommand("st", "", "The same.", .running, .reading, of: "pyOCD", status),
        MonitorCommand(
            "halt_timeout", "[MILLISECONDS]", "Nothing: a core that will not halt is told of.",
            .running, .nothing, of: "Black Magic", ServerCommands.nothing),
    ]

    private static let resetCommand = MonitorCommand(
        "reset", "[halt|init|run]",
        "Reset the target; then it stands before the first instruction, or runs. pyOCD's and ST's "
            + "words for the means (hardware, software, core, system ...) are understood, and a "
            + "way that works is taken.", .running, reset)
    private static let haltCommand = MonitorCommand(
        "halt", "", "Halt the core.", .running, halt)
    private static let resumeCommand = MonitorCommand(
        "resume", "[ADDRESS]", "Let the program run, behind gdb's back.", .running, resume)
    private static let stepCommand = MonitorCommand(
        "step", "[ADDRESS]", "Do one instruction.", .running, step)

    /// Means of resetting that other servers let one choose.
    private static let means: Set<String> = [
        "hardware", "hw", "software", "sw", "system", "sysresetreq", "core", "vectreset",
        "emulated", "default", "n_srst", "srst", "sw_sysresetreq", "sw_vectreset", "soft",
        "system_specific", "sw_system", "sw_core", "-t", "--type", "-c", "type",
    ]

    private static func reset(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        var kind: ResetKind?
        let isPyOCDHalt = arguments.all.contains { $0 == "-halt" || $0 == "--halt" }
        if isPyOCDHalt { kind = .halt }
        while let word = arguments.optionalWord() {
            switch word.lowercased() {
            case "halt", "init", "-halt", "--halt": kind = .halt
            case "run", "go": kind = .run
            case let word where means.contains(word): continue
            default: throw arguments.failure("\"\(word)\" is no way to reset")
            }
        }
        return try session.monitorReset(kind ?? session.monitoring.options.personality.plainReset)
    }

    private static func resetHalted(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try arguments.end()
        return try session.monitorReset(.halt)
    }

    private static func halt(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        // OpenOCD's time limit: a halt takes as long as it takes.
        if !arguments.isEmpty { _ = try arguments.number("time", in: 0...Int(Int32.max)) }
        try arguments.end()
        return try session.monitorHalt()
    }

    private static func resume(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let address = arguments.isEmpty ? nil : try arguments.address()
        try arguments.end()
        return try session.monitorResume(at: address)
    }

    private static func step(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        // pyOCD's count, or OpenOCD's address: nobody steps a million times, nor from below that.
        let place = arguments.isEmpty ? nil : try arguments.address()
        try arguments.end()
        var count = 1
        var address: Address?
        if let place, place.rawValue <= UInt32(Limits.monitorStepCount) {
            count = max(1, Int(place.rawValue))
        } else {
            address = place
        }
        if session.target.isRunning { _ = try session.haltAndWait() }
        session.lastStop = nil
        for _ in 0..<count {
            _ = try session.target.step(at: address)
            address = nil
        }
        return try session.haltText(because: "single-step")
    }

    private static func waitHalt(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        let limit = try arguments.number(
            "time", in: 0...Limits.monitorPauseMillisecondsMax, standard: 5000)
        try arguments.end()
        let host = try session.monitorHost()
        var waited = 0
        while session.target.isRunning {
            if try session.target.poll() != nil { break }
            guard waited < limit else {
                throw TargetFault(.timeout, "the core still runs after \(limit) ms")
            }
            host.pause(milliseconds: Limits.monitorPollMilliseconds)
            waited += Limits.monitorPollMilliseconds
        }
        return try session.haltText(because: "debug-request")
    }

    private static func poll(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        if !arguments.isEmpty {
            session.monitoring.isPolling = try arguments.isOn()
            try arguments.end()
            return ""
        }
        return "background polling: \(session.monitoring.isPolling ? "on" : "off")\n"
            + (try statusText(session))
    }

    private static func status(
        _ session: inout Session, _ arguments: inout MonitorArguments
    ) throws(TargetFault) -> String {
        try arguments.end()
        return try statusText(session)
    }

    private static func statusText(_ session: Session) throws(TargetFault) -> String {
        guard !session.target.isRunning, let counter = try session.programCounter() else {
            return "\(session.target.name): running"
        }
        return "\(session.target.name): halted at \(counter)"
    }
}

extension Session {
    mutating func monitorReset(_ kind: ResetKind) throws(TargetFault) -> String {
        lastStop = nil
        snapshot = [:]
        phase = .commanding
        semihosting.forgetFiles()
        try target.reset(kind)
        switch (kind, monitoring.options.personality.telling) {
        case (.halt, .sentences):
            return "reset; " + (try haltedAt()) + "\n" + Self.staleRegisters
        case (.run, .sentences): return "reset; " + Self.runsBehindGDB
        case (.halt, .openOCD): return try haltText(because: "debug-request")
        case (.run, .openOCD): return ""
        case (.halt, .pyOCD):
            return "Resetting target with halt\nSuccessfully halted device on reset"
        case (.run, .pyOCD): return "Resetting target"
        }
    }

    mutating func monitorHalt() throws(TargetFault) -> String {
        let wasRunning = target.isRunning
        if wasRunning {
            lastStop = nil
            _ = try haltAndWait()
        }
        switch monitoring.options.personality.telling {
        case .sentences:
            return try haltedAt() + (wasRunning ? "\n" + Self.staleRegisters : "")
        case .openOCD, .pyOCD: return try haltText(because: "debug-request")
        }
    }

    mutating func monitorResume(at address: Address? = nil) throws(TargetFault) -> String {
        lastStop = nil
        snapshot = [:]
        if !target.isRunning || address != nil { try target.resume(at: address) }
        switch monitoring.options.personality.telling {
        case .sentences: return Self.runsBehindGDB
        case .openOCD: return ""
        case .pyOCD: return "Successfully resumed device"
        }
    }

    /// That the core stands, and where, in the personality's words.
    func haltText(because reason: String) throws(TargetFault) -> String {
        switch monitoring.options.personality.telling {
        case .sentences: return try haltedAt() + "\n" + Self.staleRegisters
        case .pyOCD:
            guard let counter = try programCounter() else { return "Successfully halted device" }
            return "Successfully halted device at \(counter)"
        case .openOCD:
            guard let status = try word(ofRegister: "xpsr"),
                let counter = try word(ofRegister: "pc"), let stack = try word(ofRegister: "sp")
            else { return "[\(target.openOCDName)] halted due to \(reason)" }
            // CONTROL.SPSEL, by which of the two pointers the stack pointer is.
            let main = try word(ofRegister: "msp")
            let isProcess = try word(ofRegister: "psp") == stack ? stack != main : false
            let mode =
                status & 0x1FF == 0 ? "Thread" : "Handler \(Self.exceptionName(status & 0x1FF))"
            return "[\(target.openOCDName)] halted due to \(reason), current mode: \(mode) \n"
                + "xPSR: \(status.hex) pc: \(counter.hex) \(isProcess ? "p" : "m")sp: \(stack.hex)"
        }
    }

    /// A 32-bit register by name; `nil` where it is not there or cannot be read now.
    func word(ofRegister name: String) throws(TargetFault) -> UInt32? {
        guard let number = target.registers.firstIndex(where: { $0.name == name }),
            let bytes = try target.readRegister(number), bytes.count == 4
        else { return nil }
        return bytes.word(at: 0)
    }

    /// As the architecture names them (Armv7-M ARM, B1.5.2).
    private static func exceptionName(_ number: UInt32) -> String {
        let names: [UInt32: String] = [
            1: "Reset", 2: "NMI", 3: "HardFault", 4: "MemManage", 5: "BusFault", 6: "UsageFault",
            7: "SecureFault", 11: "SVCall", 12: "DebugMonitor", 14: "PendSV", 15: "SysTick",
        ]
        return names[number] ?? (number < 16 ? "Reserved" : "External Interrupt(\(number - 16))")
    }

    func haltedAt() throws(TargetFault) -> String {
        guard let counter = try programCounter() else { return "halted" }
        return "halted at \(counter)"
    }

    /// No packet can tell gdb to forget the registers it has read.
    static let staleRegisters =
        "gdb may show registers from before; `maintenance flush register-cache` reads them again"

    static let runsBehindGDB =
        "running, though gdb takes it for halted: `continue` waits for it, `monitor halt` stops it"
}

extension DebugTarget {
    /// As OpenOCD names a target.
    var openOCDName: String {
        (name.split(separator: " ").first.map(String.init) ?? name).lowercased() + ".cpu"
    }
}
