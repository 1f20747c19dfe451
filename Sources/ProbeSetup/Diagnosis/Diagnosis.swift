public import STLink

/// What a thorough look at probe, wiring, chip and program found: one finding for each topic, in
/// the order in which one causes the next, and a verdict.
public struct Diagnosis: Hashable, Sendable {
    /// How good or bad a finding is; the worst decides.
    public enum Health: String, CaseIterable, Hashable, Sendable, Comparable {
        /// As it should be.
        case ok
        /// Could not be looked at, or not for certain.
        case unknown
        /// It works, but something is odd and may be the reason for other trouble.
        case doubt
        /// This does not work.
        case bad

        public static func < (left: Health, right: Health) -> Bool {
            let order = allCases
            return (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
        }
    }

    /// What is looked at. The raw value is the key for programs, and never changes.
    public enum Topic: String, CaseIterable, Hashable, Sendable {
        case probe, usb, supply, link, clock, resetLine, core, protection, boot, watchdog

        /// For a heading.
        public var name: String {
            switch self {
            case .probe: "probe"
            case .usb: "USB"
            case .supply: "supply"
            case .link: "link"
            case .clock: "clock"
            case .resetLine: "reset line"
            case .core: "core"
            case .protection: "protection"
            case .boot: "boot"
            case .watchdog: "watchdog"
            }
        }
    }

    /// One measured or read value.
    public struct Figure: Hashable, Sendable {
        public enum Value: Hashable, Sendable {
            case text(String)
            /// With the unit, such as `mV` or `kHz`; empty for a count.
            case number(Int, unit: String)
            /// A register or address, shown in hexadecimal.
            case register(UInt32)
            case flag(Bool)
            case numbers([Int], unit: String)
        }

        /// The key for programs, in lower camel case, such as `targetVoltage`.
        public var key: String
        /// What it is called for people, such as `VTref`.
        public var name: String
        public var value: Value

        public init(_ key: String, _ name: String, _ value: Value) {
            self.key = key
            self.name = name
            self.value = value
        }
    }

    /// What is the case with one topic.
    public struct Finding: Hashable, Sendable {
        public var topic: Topic
        public var health: Health
        /// One sentence.
        public var text: String
        public var figures: [Figure]
        /// What to do about it; `nil` where nothing is to be done.
        public var nextStep: String?

        public init(
            _ topic: Topic, _ health: Health, _ text: String, figures: [Figure] = [],
            nextStep: String? = nil
        ) {
            self.topic = topic
            self.health = health
            self.text = text
            self.figures = figures
            self.nextStep = nextStep
        }
    }

    /// In the order of `Topic`; topics that could not be got at are missing.
    public var findings: [Finding]
    /// One sentence: all is well, or what is to be mended first.
    public var verdict: String
    /// 0 where nothing is bad; else that of the verdict's failure, as other tools end with it.
    public var status: ExitStatus

    public init(findings: [Finding], verdict: String, status: ExitStatus) {
        self.findings = findings
        self.verdict = verdict
        self.status = status
    }

    /// The worst of all findings.
    public var health: Health { findings.map(\.health).max() ?? .unknown }
}

extension Diagnosis.Figure.Value: CustomStringConvertible {
    /// `3300 mV`, `0x5ba02477`, `yes`, `4000, 1800 kHz`
    public var description: String {
        func with(_ unit: String, _ text: String) -> String {
            unit.isEmpty ? text : "\(text) \(unit)"
        }
        switch self {
        case .text(let text): return text
        case .number(let number, let unit): return with(unit, "\(number)")
        case .register(let value):
            let digits = String(value, radix: 16)
            return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
        case .flag(let flag): return flag ? "yes" : "no"
        case .numbers(let numbers, let unit):
            return with(unit, numbers.map(String.init).joined(separator: ", "))
        }
    }
}
