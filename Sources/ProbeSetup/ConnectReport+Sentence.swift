public import STLink
import TargetMemory

/// The report in one sentence for the person at the bench: what worked, or what is wrong and what
/// to do, with the voltage, the clocks, the reset line and the IDCODE as measured.
extension ConnectReport {
    public var sentence: String {
        if let rung = connectedRung { return success(rung) }
        return "\(cause). \(measured). \(advice)"
    }

    /// What a tool ends with where no rung led to the core.
    public var status: ExitStatus {
        guard let last = rungs.last else { return .noTarget }
        if isConnected { return .success }
        switch worst {
        case .asleep: return .targetTimeout
        case .refused:
            if case .beyondFirmware = otherPorts { return .probeUnsupported }
            return .accessRefused
        case .unreliable, .notArm: return .linkFailed
        default: return last.idCode == nil ? .noTarget : .linkFailed
        }
    }

    /// The rung that came nearest to the core tells most.
    private var worst: Rung.Outcome? {
        let outcomes = rungs.map(\.outcome)
        func first(_ fits: (Rung.Outcome) -> Bool) -> Rung.Outcome? { outcomes.first(where: fits) }
        return first { if case .asleep = $0 { true } else { false } }
            ?? first { if case .refused = $0 { true } else { false } }
            ?? stranger
            ?? first { if case .unreliable = $0 { true } else { false } }
            ?? outcomes.last
    }

    /// The same value in place of CPUID at every clock that got that far: no wire does this. One
    /// that changes is the wire's.
    private var stranger: Rung.Outcome? {
        let values = rungs.compactMap {
            if case .notArm(let value) = $0.outcome { value } else { nil }
        }
        guard let value = values.first else { return nil }
        let isSteady = values.count > 1 && values.allSatisfy { $0 == value }
        return isSteady
            ? .notArm(value) : .unreliable(rungs.first { $0.idCode != nil }?.words ?? "")
    }

    /// The first IDCODE that was read.
    public var idCode: UInt32? { rungs.compactMap(\.idCode).first }
}

/// It worked.
extension ConnectReport {
    private func success(_ rung: Rung) -> String {
        let id = rung.idCode.map { ", IDCODE \($0.hex)" } ?? ""
        let supply = voltage.map { ", VTref \($0)" } ?? ""
        guard isOutOfTheOrdinary else {
            return "connected: \(rung.wire) at \(clockWords(rung))\(id)\(supply)"
        }
        return "connected on rung: \(rung.name)\(id)\(supply); \(explanation(rung))\(lineWords)"
    }

    /// Whether the user should hear of how it was done.
    public var isOutOfTheOrdinary: Bool {
        if let rung = connectedRung, case .caughtAwake = rung.outcome { return true }
        return rungs.count > 1 || !clocksTooFastKHz.isEmpty || isClockLowered
            || resetLine == .unconnected
    }

    private var isClockLowered: Bool {
        guard let rung = connectedRung?.clockKHz, let clockKHz else { return false }
        return clockKHz < rung
    }

    private func clockWords(_ rung: Rung) -> String {
        (clockKHz ?? rung.clockKHz).map { "\($0) kHz" } ?? "the probe's own clock"
    }

    private func explanation(_ rung: Rung) -> String {
        let before = rungs.dropLast()
        if case .caughtAwake = rung.outcome {
            return "the core sleeps most of the time (WFI or a low-power mode) and was halted in a "
                + "moment in which it was awake"
        }
        if rung.isUnderReset, before.contains(where: { !$0.isUnderReset }) {
            let failed = Self.list(before)
            return
                "without reset it failed (\(failed)): the firmware probably turns the debug pins "
                + "off or sleeps; --connect-under-reset goes there at once"
        }
        if let tooFast = clocksTooFastKHz.first {
            return "failed at \(Self.clock(tooFast)), connected at \(clockWords(rung)): wiring or "
                + "clock"
        }
        if !before.isEmpty {
            let failed = before.compactMap(\.clockKHz).map { Self.clock($0) }
            let clocks = failed.isEmpty ? "the first try" : failed.joined(separator: ", ")
            return "failed at \(clocks) (\(before.first?.words ?? "")), connected at "
                + "\(clockWords(rung)): wiring or clock"
        }
        if isClockLowered {
            return "errors on the wire; the clock was lowered to \(clockWords(rung))"
        }
        return "the reset line was pulled"
    }

    private var lineWords: String {
        switch resetLine {
        case .notTried, .works: ""
        case .unconnected: "; \(Self.unconnected), SYSRESETREQ is used instead"
        case .unknown(let why): "; whether NRST is wired cannot be told: \(why)"
        }
    }

    private static let unconnected =
        "NRST is not connected: it was pulled low and the core did not notice"
}

/// It did not.
extension ConnectReport {
    private var wireName: String { (rungs.first?.wire ?? .swd).name }

    private var cause: String {
        let id = idCode.map { "IDCODE \($0.hex)" } ?? "IDCODE not read"
        switch worst {
        case .asleep(let words):
            return "the debug port answers (\(id)), but the core sleeps or has no clock: \(words)"
        case .refused(let words):
            return "the debug port answers (\(id)), but the core's access port refuses: \(words)"
        case .unreliable(let words):
            return "the target answers (\(id)), but not reliably: \(words)"
        case .notArm(let value):
            return
                "the target answers (\(id)), but at every clock CPUID reads \(value.hex), which is "
                + "no Arm core"
        case .noAnswer(let words):
            return "probe present, target not answering over \(wireName): \(words)"
        default:
            return "probe present, target not answering over \(wireName)"
        }
    }

    /// Voltage, clocks, reset line.
    private var measured: String {
        let plain = rungs.filter { !$0.isUnderReset }
        let held = rungs.filter(\.isUnderReset)
        var tried: [String] = []
        if !plain.isEmpty { tried.append(Self.clocks(plain)) }
        if !held.isEmpty { tried.append("under reset at \(Self.clocks(held))") }
        let line: String
        switch resetLine {
        case .notTried: line = "reset line not pulled"
        case .works: line = "reset line works"
        case .unconnected: line = Self.unconnected
        case .unknown(let why): line = "cannot tell whether NRST is wired: \(why)"
        }
        return "Tried \(tried.joined(separator: " and ")); \(voltageWords); \(line)"
    }

    private var voltageWords: String {
        guard let voltage else { return "VTref unknown, this probe cannot measure it" }
        switch voltage.meaning {
        case .notMeasured: return "VTref not measured (the probe's reading has divisor 0)"
        case .nonsense: return "VTref reads \(voltage), which cannot be and is ignored"
        case .absent, .floating, .usable: return "VTref \(voltage)"
        }
    }

    private var advice: String {
        switch voltage?.meaning {
        case .absent:
            return "The board has no power, or VTref is not wired: power the board; "
                + Self.wiring(voltage)
        case .floating:
            return "That is no supply; an unwired reference reads like this: "
                + Self.wiring(voltage)
        case .notMeasured, .nonsense, .usable, nil:
            return causeAdvice
        }
    }

    private static func wiring(_ voltage: VoltageReading?) -> String {
        let reading = voltage.map { "VTref reads \($0)" } ?? "VTref is unknown"
        return
            "\(reading); on a standalone ST-LINK/V2 wire pins 1 and 19 to the target's supply, on "
            + "an STLINK-V3 pin T_VCC"
    }

    private var causeAdvice: String {
        switch worst {
        case .asleep:
            return mode == .hotPlug
                ? "Connect without --hot-plug, or with --connect-under-reset: both stop the program"
                : resetLine == .unconnected
                    ? "Wire NRST, or wake the chip, and connect again"
                    : "Check that NRST is wired, and power-cycle the board while connecting"
        case .refused:
            if case .beyondFirmware(let port, let words) = otherPorts {
                return "The core may be behind AP \(port), as on STM32H5, H7R/S and WBA: \(words)"
            }
            let remark =
                if case .unknown(let words) = otherPorts {
                    ". On STM32H5, H7R/S and WBA the core is behind AP 1: \(words)"
                } else { "" }
            return
                "Debugging may be locked (RDP level 2, a closed product state, TrustZone): unlock "
                + "it with the vendor's tool, or power-cycle the board\(remark)"
        case .notArm:
            return
                "The wires are not to blame, they would not do the same at every clock: is this "
                + "an STM32, and are you connected to the chip that you mean?"
        case .unreliable:
            return "Shorten the wires, check GND, or ask for a lower clock with --freq"
        default:
            let pins =
                wireName == "SWD"
                ? "SWDIO and SWCLK (swapped?) and GND" : "TMS, TCK, TDI, TDO and GND"
            let next =
                mode == .hotPlug
                ? "--connect-under-reset, which resets the program, helps where the firmware "
                    + "sleeps or uses the pins"
                : "if the firmware sleeps or uses the pins, wire NRST"
            return "Check \(pins); \(next); a chip at RDP level 2 never answers"
        }
    }
}

/// Words for numbers.
extension ConnectReport {
    private static func clocks(_ rungs: [Rung]) -> String {
        let known = rungs.compactMap(\.clockKHz).map(String.init)
        return known.isEmpty ? "the probe's own clock" : known.joined(separator: ", ") + " kHz"
    }

    private static func list(_ rungs: ArraySlice<Rung>) -> String {
        guard let first = rungs.first(where: { !$0.isUnderReset }) else { return "" }
        return "\(first.name): \(first.words)"
    }

    /// `24 MHz`, `950 kHz`
    static func clock(_ kHz: Int) -> String {
        kHz >= 1000 && kHz.isMultiple(of: 1000) ? "\(kHz / 1000) MHz" : "\(kHz) kHz"
    }
}
