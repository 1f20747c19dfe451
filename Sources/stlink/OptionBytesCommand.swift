import JSONText
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
            Names are those of the reference manual, REGISTER.FIELD where several registers have \
            one of that name. Writing loads the new values, which resets the chip, and reads them \
            back. What erases the chip or cannot be undone is refused without its flag.

            Examples:
              stlink option-bytes                        every field and its value
              stlink option-bytes IWDG_SW=1              write one, keep the others
              stlink option-bytes WRP1AR.WRP1A_STRT=0 --dry-run
            """)

    @Argument(help: "A field and its new value, decimal or with 0x.")
    var changes: [String] = []

    @Flag(help: "Show what would change and what that costs; write nothing.")
    var dryRun = false

    @Flag(help: "Allow a change of the read protection that erases the whole chip.")
    var eraseTheWholeChip = false

    @Flag(help: "Allow what no one can ever take back: RDP level 2, product states, locks.")
    var lockThisChipForever = false

    @OptionGroup var target: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { _ = try parsed() }

    private func parsed() throws -> [OptionChange] {
        try changes.map { text in
            guard let change = OptionChange(text) else {
                throw ValidationError("'\(text)' should be NAME=VALUE, such as nBOOT0=1")
            }
            return change
        }
    }

    func run() throws {
        let changes = try parsed()
        let isWriting = !changes.isEmpty && !dryRun
        try output.terminal.running(target.recording) { terminal throws(ProbeError) in
            let opened = try openTarget(
                isWriting ? target.options : target.attaching,
                arrival: isWriting ? .halt : .keepRunning, on: terminal.bus,
                notices: terminal.notices)
            let work = FlashWork(opened, terminal: terminal)
            let report = try opened.closing { () throws(ProbeError) in
                try opened.attached { target throws(TargetFault) -> OptionReport in
                    guard isWriting else { return try work.session.previewOptionBytes(changes) }
                    let report = try work.session.writeOptionBytes(
                        changes, allowingErase: eraseTheWholeChip,
                        allowingPermanent: lockThisChipForever)
                    if !report.isPowerCycleNeeded { try target.reset(.run) }
                    return report
                }
            }
            report.tell(terminal, didWrite: isWriting)
        }
    }
}

/// `stlink unlock`
struct UnlockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock",
        abstract: "Take read and write protection off the chip.",
        discussion: """
            Taking read protection or PCROP away ERASES THE WHOLE CHIP: nothing can bring the \
            program back. Write protection alone goes without an erase. RDP level 2 is for good, \
            and product states (STM32H5, H7R/S) go back by ST's debug authentication only.

            Example:
              stlink unlock --erase-the-whole-chip
            """)

    @Flag(help: "Yes, erase it, where the chip is read protected.")
    var eraseTheWholeChip = false

    @OptionGroup var target: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.terminal.running(target.recording) { terminal throws(ProbeError) in
            let opened = try openTarget(
                target.options, arrival: .halt, on: terminal.bus, notices: terminal.notices)
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
        for note in notes { terminal.say(note) }
        if isPowerCycleNeeded {
            terminal.say("written; power the chip off and on for the new values to hold")
        } else if didWrite {
            terminal.say("written and read back")
        } else if !changed.isEmpty {
            terminal.say("nothing was written")
        }
        terminal.answer(
            .object([
                ("before", .array(before.map(\.json))), ("after", .array(after.map(\.json))),
                ("changed", .array(changed.map { .string($0.after.fullName) })),
                ("written", .bool(didWrite)), ("erased", .bool(isErased)),
                ("powerCycleNeeded", .bool(isPowerCycleNeeded)),
                ("notes", .array(notes.map(JSON.string))),
            ]))
    }

    private func hex(_ value: UInt32) -> String { "0x" + String(value, radix: 16) }
}

extension OptionValue {
    fileprivate var json: JSON {
        .object([
            ("register", .string(register)), ("field", .string(field.name)),
            ("value", .number(Int(value))), ("valueMax", .number(Int(valueMax))),
            ("meaning", .string(orNull: meaning)),
        ])
    }
}
