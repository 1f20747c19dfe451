import ArgumentParser
import CortexM
import ProbeSetup
import STLink
import STM32Target
import TargetMemory
import Trace

/// `stlink trace`
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Show what the program sends through SWO, until Ctrl-C.",
        discussion: """
            Text on stimulus port 0 comes out as it is, other ports a line at a time with their \
            number, and what the hardware sends in words. The pins, the trace units and the \
            probe are set up here and put back in the end; when the target is reset meanwhile \
            they are set up again. SWO has to be wired to the probe.

            The rate of SWO is the fastest that the probe takes and the trace clock divides down \
            to. That clock is mostly the core's; without --cpu-clock it is measured, which is \
            good enough unless the program changes it.

            Examples:
              stlink trace --cpu-clock 168M
              stlink trace --cpu-clock 64M --exceptions --timestamps
              stlink trace --cpu-clock 168M --watch 0x20000010:2     who changes this variable
              stlink trace --cpu-clock 168M --port 0 --raw           for Orbuculum and the like
            """)

    @OptionGroup var trace: TraceOptions
    @OptionGroup var target: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.terminal.running(target.recording) { terminal throws(ProbeError) in
            // A reader that leaves is an end like any other, and not one that skips the tidying.
            Terminal.ignoreBrokenPipes()
            let listener: TraceListener? =
                if let port = trace.port { try TraceListener(port: port) } else { nil }
            let opened = try openTarget(
                target.attaching, on: terminal.bus, notices: terminal.notices)
            try opened.closing { () throws(ProbeError) in
                let session = try TraceSession(
                    opened, trace, isJSON: terminal.isJSON, notices: terminal.notices)
                if let listener {
                    session.output = .port(listener)
                    Terminal.write("Listening at 127.0.0.1:\(listener.port)\n", to: 1)
                }
                try session.run()
            }
        }
    }
}

/// What is to be traced, and how.
struct TraceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The clock of the trace units, mostly the core's: 168M, 64000k, 16000000.",
            valueName: "clock"), transform: hertz)
    var cpuClock: Int?

    @Option(
        help: ArgumentHelp(
            "The fastest rate of SWO: 2M, 500k, 115200.", valueName: "rate"), transform: hertz)
    var swoClock: Int?

    @Option(
        help: ArgumentHelp(
            "Stimulus ports to listen to: all, or such as 0,2,8-15.", valueName: "ports"),
        transform: portMask)
    var ports: UInt32 = .max

    @Flag(help: "Sample where the core is, every 16384 cycles.")
    var pcSamples = false

    @Flag(help: "Tell of each exception and interrupt.")
    var exceptions = false

    @Flag(help: "Have timestamps sent, in cycles.")
    var timestamps = false

    @Option(
        help: ArgumentHelp(
            "Tell of accesses to this address; the size is 1, 2 or 4 bytes (4). Up to four.",
            valueName: "address[:size]"), transform: watchedRegion)
    var watch: [Region] = []

    @Flag(help: "The bytes as they come out of SWO, undecoded.")
    var raw = false

    @Option(
        help: ArgumentHelp(
            "Send it to whoever connects to this TCP port of this machine; 0: any free one, which "
                + "is printed.", valueName: "port"))
    var port: UInt16?

    @Option(help: ArgumentHelp("End after so many seconds.", valueName: "seconds"))
    var duration: Int?

    @Flag(help: "Reset the target once all is set up, to see it start.")
    var reset = false

    func validate() throws {
        if watch.count > 4 { throw ValidationError("at most four cells can be watched") }
        if let duration, duration <= 0 { throw ValidationError("--duration is 1 or more") }
    }
}

/// A frequency in Hz as people write it.
private func hertz(_ text: String) throws -> Int {
    let units: [Character: Int] = ["k": 1000, "K": 1000, "M": 1_000_000, "m": 1_000_000]
    let unit = text.last.flatMap { units[$0] }
    guard let number = Int(unit == nil ? text[...] : text.dropLast()),
        (1...4_000_000_000).contains(number), number <= 4_000_000_000 / (unit ?? 1)
    else { throw ValidationError("give the frequency as 168M, 500k or a number in Hz") }
    return number * (unit ?? 1)
}

private func portMask(_ text: String) throws -> UInt32 {
    if text == "all" { return .max }
    var mask: UInt32 = 0
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2,
            first <= last, (0..<32).contains(first), last < 32
        else { throw ValidationError("give ports from 0 to 31 as 0,2,8-15") }
        for port in first...last { mask |= 1 << UInt32(port) }
    }
    return mask
}

private func watchedRegion(_ text: String) throws -> Region {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let address = Address(try number(parts[0]))
    let size = parts.count > 1 ? Int(parts[1]) ?? 0 : 4
    guard parts.count <= 2, [1, 2, 4].contains(size), address.isAligned(to: size) else {
        throw ValidationError("give the cell as an aligned address, or address:1, :2 or :4")
    }
    return Region(base: address, byteCount: size)
}
