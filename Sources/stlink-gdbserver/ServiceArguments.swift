import ArgumentParser
import DebugSession

/// RTT and SWO from the moment a debugger arrives, and what else is done then.
struct ServiceArguments: ParsableArguments {
    @Option(
        name: .customLong("rtt-port"),
        help: ArgumentHelp(
            "Serve an RTT channel (0) on a TCP port; 0 finds a free one. May be given several "
                + "times.", valueName: "port[:channel]"),
        transform: { try Channel($0) })
    var rttPorts: [Channel] = []

    @Option(
        help: ArgumentHelp(
            "Where RTT's control block is looked for, instead of all of the RAM.",
            valueName: "address:size"))
    var rttAddress: String?

    @Option(
        help: ArgumentHelp(
            "Serve SWO's bytes on a TCP port; 0 finds a free one.", valueName: "port"))
    var swoPort: UInt16?

    @Option(
        help: ArgumentHelp(
            "Save SWO's bytes into a file of the folder of --semihosting-files.",
            valueName: "file"))
    var swoFile: String?

    @Option(
        help: ArgumentHelp(
            "The clock of the trace units in Hz, mostly the core's; measured where it is not given "
                + "and the program runs.", valueName: "hertz"), transform: { try Self.hertz($0) })
    var cpuClock: Int?

    @Option(
        help: ArgumentHelp("The rate of SWO in Hz.", valueName: "hertz"),
        transform: { try Self.hertz($0) })
    var swoClock: Int?

    @Option(help: ArgumentHelp("The same as a divisor of --cpu-clock.", valueName: "number"))
    var swoClockDiv: Int?

    @Option(
        help: ArgumentHelp(
            "A `monitor` command to do when a debugger has arrived. May be given several times.",
            valueName: "command"))
    var command: [String] = []

    func validate() throws {
        if let divisor = swoClockDiv, divisor < 1 || cpuClock == nil {
            throw ValidationError("--swo-clock-div is 1 or more, and needs --cpu-clock")
        }
        if swoPort != nil, swoFile != nil {
            throw ValidationError("--swo-port and --swo-file exclude each other")
        }
        if let last = command.first(where: Self.endsServer) {
            throw ValidationError(
                "commands are done when a debugger has arrived, and '\(last)' would end before: "
                    + "`stlink flash FILE` programs without one")
        }
    }

    /// `-c "program FILE verify reset exit"`, `-c shutdown`: OpenOCD used as a programmer, whose
    /// caller would wait for ever.
    private static func endsServer(_ command: String) -> Bool {
        let words = command.split(whereSeparator: \.isWhitespace)
        guard let first = words.first else { return false }
        return ["shutdown", "exit"].contains(first) || first == "program" && words.last == "exit"
    }

    /// What OpenOCD's `echo` says when it starts, and Eclipse waits for to know that the server is
    /// ready (Eclipse Embedded CDT, `GdbServerBackend.java`).
    var greetings: [String] { command.compactMap(Self.echo) }

    private static func echo(_ command: String) -> String? {
        guard command.hasPrefix("echo ") else { return nil }
        let text = command.dropFirst("echo ".count)
        let isQuoted = text.count > 1 && text.hasPrefix("\"") && text.hasSuffix("\"")
        return String(isQuoted ? text.dropFirst().dropLast() : text)
    }

    /// All of it as commands.
    var startCommands: [String] {
        var commands: [String] = []
        if let rttAddress {
            commands.append("rtt setup " + rttAddress.replacing(":", with: " "))
        }
        if !rttPorts.isEmpty || rttAddress != nil { commands.append("rtt start") }
        commands += rttPorts.map { "rtt server start \($0.port) \($0.number)" }
        if let output = swoPort.map({ ":\($0)" }) ?? swoFile {
            var line = "tpiu configure -protocol uart -output \(output)"
            if let cpuClock { line += " -traceclk \(cpuClock)" }
            let divided = swoClockDiv.flatMap { divisor in cpuClock.map { $0 / divisor } }
            if let rate = swoClock ?? divided { line += " -pin-freq \(rate)" }
            commands += [line, "itm ports on", "tpiu enable"]
        }
        return commands + command.filter { Self.echo($0) == nil }
    }

    private static func hertz(_ text: String) throws -> Int {
        let units: [Character: Int] = ["k": 1000, "K": 1000, "M": 1_000_000, "m": 1_000_000]
        let unit = text.last.flatMap { units[$0] }
        guard let number = Int(unit == nil ? text[...] : text.dropLast()), number > 0,
            number <= 1_000_000_000 / (unit ?? 1)
        else { throw ValidationError("give the clock as 168M, 500k or a number in Hz") }
        return number * (unit ?? 1)
    }
}

/// A channel of RTT and its port.
struct Channel: Hashable, Sendable {
    var port: UInt16
    var number: Int

    init(_ text: String) throws {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let port = parts.first.flatMap({ UInt16($0) }), parts.count <= 2 else {
            throw ValidationError("give the port as a number up to 65535, or port:channel")
        }
        self.port = port
        guard let number = parts.count > 1 ? Int(parts[1]) : 0, (0..<64).contains(number) else {
            throw ValidationError("give the channel as a number from 0 to 63")
        }
        self.number = number
    }
}
