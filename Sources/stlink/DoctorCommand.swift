import JSONText
import ArgumentParser
import ProbeSetup
import STLink
import TargetMemory

/// `stlink doctor`
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Find out what is wrong between this machine, the probe and the chip.",
        discussion: """
            Looks at probe, USB, supply, wiring, clock, reset line, core, protection, boot and \
            watchdog, one after the other, as far as it gets: each with a mark, what was measured \
            and what to do. Flash is never changed. The program is reset and goes on running; with \
            --hot-plug it is left alone, and what only a reset can tell stays unknown.

            The exit status is 0 where nothing is bad, and otherwise that of the failure in the \
            verdict: see docs/exit-codes.md.

            Examples:
              stlink doctor
              stlink doctor --hot-plug                     without a reset
              stlink doctor --json | jq -r .verdict
            """)

    @OptionGroup var target: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.terminal.running(target.recording) { terminal throws(ProbeError) in
            var progress = Progress(isShown: !terminal.isJSON && Terminal.hasScreen)
            let topics = Diagnosis.Topic.allCases
            let diagnosis = diagnose(
                target.options, on: terminal.bus, notices: terminal.doctorNotices
            ) { topic in
                let index = topics.firstIndex(of: topic) ?? 0
                progress.show("looking at \(topic.name)", done: index, of: topics.count)
            }
            progress.finish()
            terminal.say(diagnosis.text(isScreen: Terminal.isOutputScreen))
            terminal.answer(diagnosis.json)
            // The verdict is said; only the number is left.
            if diagnosis.status != .success { throw ProbeError(diagnosis.status, "") }
        }
    }
}

extension Diagnosis {
    /// A line for each finding, what was measured and what to do under it, and the verdict.
    func text(isScreen: Bool) -> String {
        let width = Topic.allCases.map(\.name.count).max() ?? 0
        let column = Health.markWidth + width + 4
        let indent = String(repeating: " ", count: column)
        func wrapped(_ text: String) -> String {
            guard isScreen else { return text }
            return Terminal.lines(text, width: Terminal.screenWidth - column)
                .joined(separator: "\n" + indent)
        }
        var lines: [String] = []
        for finding in findings {
            let name = finding.topic.name
            let mark = finding.health.mark
            let padding = String(repeating: " ", count: Health.markWidth - mark.count + 2)
            let gap = String(repeating: " ", count: width - name.count + 2)
            lines.append(
                finding.health.style.on(mark, isScreen: isScreen) + padding
                    + Style.bold.on(name, isScreen: isScreen) + gap + wrapped(finding.text))
            let figures = finding.figures.filter { $0.value.isTold }
                .map { "\($0.name) \($0.value)" }.joined(separator: ", ")
            if !figures.isEmpty { lines.append(indent + wrapped(figures)) }
            if let step = finding.nextStep { lines.append(indent + wrapped("-> \(step)")) }
        }
        let last = isScreen ? Terminal.lines(verdict, width: Terminal.screenWidth) : [verdict]
        return (lines + [""] + last.map { Style.bold.on($0, isScreen: isScreen) })
            .joined(separator: "\n")
    }

    /// `docs/json.md`, "doctor".
    var json: JSON {
        .object([
            ("verdict", .string(verdict)), ("health", .string(health.rawValue)),
            ("exitCode", .number(Int(status.rawValue))),
            ("findings", .array(findings.map(\.json))),
        ])
    }
}

extension Diagnosis.Health {
    static let markWidth = 7

    var mark: String {
        switch self {
        case .ok: "ok"
        case .unknown: "unknown"
        case .doubt: "doubt"
        case .bad: "bad"
        }
    }

    fileprivate var style: Style {
        switch self {
        case .ok: .green
        case .unknown, .doubt: .yellow
        case .bad: .red
        }
    }
}

extension Diagnosis.Figure.Value {
    /// An empty list says nothing to people.
    fileprivate var isTold: Bool {
        if case .numbers(let numbers, _) = self { return !numbers.isEmpty }
        return true
    }
}

extension Diagnosis.Finding {
    fileprivate var json: JSON {
        .object([
            ("topic", .string(topic.rawValue)), ("health", .string(health.rawValue)),
            ("text", .string(text)), ("nextStep", .string(orNull: nextStep)),
            ("figures", .array(figures.map(\.json))),
        ])
    }
}

extension Diagnosis.Figure {
    /// The value as it is, and as people read it.
    fileprivate var json: JSON {
        let (machine, unit): (JSON, String?) =
            switch value {
            case .text(let text): (.string(text), nil)
            case .number(let number, let unit): (.number(number), unit)
            case .register(let register): (.number(Int(register)), nil)
            case .flag(let flag): (.bool(flag), nil)
            case .numbers(let numbers, let unit): (.array(numbers.map(JSON.number)), unit)
            }
        return .object([
            ("key", .string(key)), ("name", .string(name)), ("value", machine),
            ("unit", .string(orNull: unit)), ("text", .string("\(value)")),
        ])
    }
}

extension Terminal {
    /// What the lower layers notice stands in the findings, too.
    fileprivate var doctorNotices: NoticeSink {
        isVerbose ? notices : recorded(.none)
    }
}
