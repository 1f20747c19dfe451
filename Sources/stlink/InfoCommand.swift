import ArgumentParser
import ProbeSetup
import STLink
import STM32Target
import TargetMemory

/// `stlink info`
struct InfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show probe, supply, core, chip and protection; the target goes on running.",
        discussion: """
            Nothing is halted or reset, except with --connect-under-reset. What is wrong where \
            this fails is found by `stlink doctor`.

            Examples:
              stlink info
              stlink info --connect-under-reset            firmware that locks the pins
              stlink info --json | jq .chip.flashByteCount
            """)

    @OptionGroup var target: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.terminal.running(target.recording) { terminal throws(ProbeError) in
            let opened = try openTarget(
                target.attaching, on: terminal.bus, notices: terminal.notices)
            try opened.closing { () throws(ProbeError) in
                let link = opened.link
                let information: ChipInformation
                do throws(TargetFault) {
                    information = try ChipInformation.read(opened)
                } catch {
                    throw ProbeError(error)
                }
                terminal.say(text(link, information))
                terminal.answer(
                    .object([
                        ("probe", link.json), ("core", information.coreJSON),
                        ("chip", information.chipJSON),
                    ]))
            }
        }
    }

    private func text(_ link: Link, _ information: ChipInformation) -> String {
        var sheet = FactSheet()
        sheet.add(
            "probe",
            "\(link.probe.model.name), serial \(link.probe.serial ?? "unknown"), "
                + "firmware \(link.firmware), at \(link.probe.busPath)")
        sheet.add("supply", link.voltage.map { "VTref \($0)" } ?? "not measured by this probe")
        let clock = link.clockKHz.map { " at \($0) kHz" } ?? ""
        let health = link.health.isPerfect ? [] : ["\(link.health)"]
        sheet.add("link", ["\(link.wire)\(clock), IDCODE \(link.idCode.hex)"] + health)
        information.add(to: &sheet)
        return sheet.text(isScreen: Terminal.isOutputScreen)
    }
}
