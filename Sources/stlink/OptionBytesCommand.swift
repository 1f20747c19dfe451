import ArgumentParser
import ProbeSetup
import STLink
import STM32Flash
import TargetMemory

/// `stlink option-bytes [NAME=VALUE...]`
struct OptionBytesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "option-bytes",
        abstract: "Show the option bytes by name, or write some of them.",
        discussion: """
            Names are those of the reference manual. Writing loads the new values, which resets \
            the chip, and reads them back. What erases the chip or is for good is refused without \
            its flag.

            Examples:
              stlink option-bytes                 every field and its value
              stlink option-bytes IWDG_SW=1       write one, keep the others
            """)

    @Argument(help: "A field and its new value, decimal or with 0x.")
    var changes: [String] = []

    @Flag(help: "Allow a change of the read protection that erases the whole chip.")
    var eraseTheWholeChip = false

    @Flag(help: "Allow read protection level 2, which no one can ever take away.")
    var lockThisChipForever = false

    @OptionGroup var target: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { _ = try parsed() }

    private func parsed() throws -> [OptionChange] {
        try changes.map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw ValidationError("'\(text)' should be NAME=VALUE")
            }
            return OptionChange(parts[0], try number(parts[1]))
        }
    }

    func run() throws {
        let changes = try parsed()
        try output.terminal.running { terminal throws(ProbeError) in
            let opened = try openTarget(
                target.options, arrival: changes.isEmpty ? .keepRunning : .halt,
                notices: terminal.notices)
            let work = FlashWork(opened, terminal: terminal)
            let report = try opened.closing { () throws(ProbeError) in
                try opened.attached { target throws(TargetFault) -> OptionReport in
                    guard !changes.isEmpty else {
                        let values = try work.session.optionBytes()
                        return OptionReport(
                            before: values, after: values, isPowerCycleNeeded: false)
                    }
                    let report = try work.session.writeOptionBytes(
                        changes, allowingErase: eraseTheWholeChip,
                        allowingPermanent: lockThisChipForever)
                    try target.reset(.run)
                    return report
                }
            }
            report.tell(terminal, didWrite: !changes.isEmpty)
        }
    }
}

/// `stlink unlock`
struct UnlockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock",
        abstract: "Take read and write protection off the chip.",
        discussion: """
            Taking read protection away ERASES THE WHOLE CHIP: nothing can bring the program back. \
            Write protection alone goes without an erase.

            Example:
              stlink unlock --erase-the-whole-chip
            """)

    @Flag(help: "Yes, erase it, where the chip is read protected.")
    var eraseTheWholeChip = false

    @OptionGroup var target: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.terminal.running { terminal throws(ProbeError) in
            let opened = try openTarget(target.options, arrival: .halt, notices: terminal.notices)
            let work = FlashWork(opened, terminal: terminal)
            let report = try opened.closing { () throws(ProbeError) in
                try opened.attached { target throws(TargetFault) -> OptionReport in
                    let report = try work.session.unlock(allowingErase: eraseTheWholeChip)
                    if !report.isPowerCycleNeeded { try target.reset(.run) }
                    return report
                }
            }
            report.tell(terminal, didWrite: true)
        }
    }
}

extension OptionReport {
    fileprivate func tell(_ terminal: Terminal, didWrite: Bool) {
        var table = TextTable(heading: ["register", "field", "value", ""])
        for value in after.isEmpty ? before : after {
            let old = before.first { $0.register == value.register && $0.field == value.field }
            let change = old.flatMap { $0.value == value.value ? nil : "was \(hex($0.value))" }
            table.rows.append([
                value.register, value.field.name, hex(value.value),
                [value.meaning, change].compactMap(\.self).joined(separator: ", "),
            ])
        }
        terminal.say(table.text(isScreen: false))
        if isPowerCycleNeeded {
            terminal.say("written; power the chip off and on for the new values to hold")
        } else if didWrite {
            terminal.say("written and read back")
        }
        terminal.answer(
            .object([
                ("before", .array(before.map(\.json))), ("after", .array(after.map(\.json))),
                ("powerCycleNeeded", .bool(isPowerCycleNeeded)),
            ]))
    }

    private func hex(_ value: UInt32) -> String { "0x" + String(value, radix: 16) }
}

extension OptionValue {
    fileprivate var json: JSON {
        .object([
            ("register", .string(register)), ("field", .string(field.name)),
            ("value", .number(Int(value))), ("meaning", .string(orNull: meaning)),
        ])
    }
}
