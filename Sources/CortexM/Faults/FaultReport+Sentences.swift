import TargetMemory

extension FaultReport {
    /// One sentence for the log.
    public var message: String {
        let list = causes.isEmpty ? "no cause recorded" : causes.joined(separator: ", ")
        let place = faultAddress.map { " at \($0)" } ?? ""
        return "fault caught: \(list)\(place)"
    }

    /// The manuals' names of all bits that are set, each with its meaning.
    public var causes: [String] { configurable.causes + hard.causes + secure.causes }

    /// What somebody at the bench wants to know, a line each: which fault, what caused it, where
    /// the program was, what was on the stack, and what the registers hold.
    public var sentences: [String] {
        var lines = [headline]
        lines += causeLines
        lines += entryLines
        lines += registerLines
        return lines
    }

    private var headline: String {
        let isOld = hasCause ? "; the registers below keep an earlier one" : ""
        switch exception {
        case nil:
            return hasCause
                ? "the core runs; the registers keep a fault, of now or of earlier"
                : "the core runs, and no fault is recorded"
        case 0: return "no fault is being handled: the core is in Thread mode" + isOld
        case let number? where !(3...7).contains(number):
            return "no fault is being handled, but \(ExceptionName.of(number))" + isOld
        case let number?:
            var text = "\(ExceptionName.of(number)) is being handled"
            if hard.isForced { text += ", escalated from \(escalatedFrom)" }
            return text
        }
    }

    /// The fault whose own handler is off or could not run.
    private var escalatedFrom: String {
        let kinds = FaultKind.allCases.filter { configurable.rawValue & $0.statusBits != 0 }
        var names = kinds.map(\.name)
        if secure.causeBits != 0 { names.append("SecureFault") }
        let what = names.isEmpty ? "another fault" : names.joined(separator: " and ")
        return what + " (its handler is off, or was less urgent than what ran)"
    }

    private var causeLines: [String] {
        guard recordsCauses else {
            return exception == 3
                ? ["cause: this core records none; look at the instruction that was executed"]
                : []
        }
        return causes.map { "cause: \($0)" }
            + [
                busAddress.map { "address of the access (BFAR): \($0)" },
                memoryAddress.map { "address of the access (MMFAR): \($0)" },
                secureAddress.map { "address of the access (SFAR): \($0)" },
            ].compactMap(\.self)
    }

    private var entryLines: [String] {
        guard let exception, exception != 0 else { return [] }
        guard let entry else {
            return [
                "the handler has called other functions since; `backtrace` shows what it "
                    + "interrupted"
            ]
        }
        return entry.sentences(isImprecise: configurable.isImprecise)
    }

    private var registerLines: [String] {
        guard recordsCauses else { return ["DFSR \(debug.rawValue.hex)"] }
        var text = "CFSR \(configurable.rawValue.hex), HFSR \(hard.rawValue.hex), "
        text += "DFSR \(debug.rawValue.hex)"
        if secure.rawValue != 0 { text += ", SFSR \(secure.rawValue.hex)" }
        return [text]
    }
}

extension ExceptionEntry {
    /// Where the program was and what it had in its registers.
    func sentences(isImprecise: Bool) -> [String] {
        var mode = code.returnsToThread ? "Thread mode" : "another handler"
        if hasSecurity { mode = (code.usesSecureStack ? "Secure " : "Non-secure ") + mode }
        var stack = code.usesProcessStack ? "process stack" : "main stack"
        if code.hasFloatingPoint { stack += ", with floating-point registers" }
        let frame = "frame at \(self.frame) on the \(stack); EXC_RETURN \(code.rawValue.hex)"
        guard let words, let place = returnAddress else {
            return [
                "interrupted \(mode); \(frame)", "the frame cannot be read: a bad stack pointer?",
            ]
        }
        // The write was done some instructions before the fault was noticed.
        let what = isImprecise ? "at or after" : "at"
        let names = ["r0", "r1", "r2", "r3", "r12", "lr", "pc", "xpsr"]
        let values = zip(names, words).map { "\($0) \($1.hex)" }.joined(separator: ", ")
        return ["interrupted \(what) \(place) in \(mode)", frame, "stacked: \(values)"]
    }
}

/// The faults with bits in CFSR; the raw value is the exception's number.
enum FaultKind: Int, CaseIterable {
    case memoryManagement = 4
    case bus = 5
    case usage = 6

    var name: String { ExceptionName.of(rawValue) }

    /// Of CFSR.
    var statusBits: UInt32 {
        switch self {
        case .memoryManagement: 0x0000_003F
        case .bus: 0x0000_3F00
        case .usage: 0xFFFF_0000
        }
    }
}

/// Exceptions by their numbers (Armv7-M ARM, table B1-4; Armv8-M ARM, B3.11).
enum ExceptionName {
    static func of(_ number: Int) -> String {
        switch number {
        case 1: "Reset"
        case 2: "NMI"
        case 3: "HardFault"
        case 4: "MemManage"
        case 5: "BusFault"
        case 6: "UsageFault"
        case 7: "SecureFault"
        case 11: "SVCall"
        case 12: "DebugMonitor"
        case 14: "PendSV"
        case 15: "SysTick"
        case 16...: "interrupt \(number - 16)"
        default: "exception \(number)"
        }
    }
}
