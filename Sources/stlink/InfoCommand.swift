import ArgumentParser
import CortexM
import ProbeSetup
import STLink
import STM32
import STM32Target

/// `stlink info`
struct InfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show the probe, the supply, and the chip; the target goes on running.")

    @OptionGroup var target: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.terminal.running { terminal throws(ProbeError) in
            let opened = try openTarget(target.attaching, notices: terminal.notices)
            for fact in opened.target.facts() { terminal.say(fact) }
            terminal.answer(
                .object([("probe", opened.link.json), ("chip", opened.target.json)]))
            try opened.close()
        }
    }
}

extension Link {
    var json: JSON {
        .object([
            ("serial", .string(orNull: probe.serial)), ("model", .string(probe.model.name)),
            ("firmware", .string("\(firmware)")), ("millivolts", .number(orNull: targetMillivolts)),
            ("clockKHz", .number(orNull: clockKHz)), ("idCode", .number(Int(idCode))),
        ])
    }
}

extension STM32Target {
    var json: JSON {
        .object([
            ("name", .string(identity.name)), ("isKnown", .bool(identity.device != nil)),
            ("deviceID", .number(Int(identity.id))), ("revision", .number(Int(identity.revision))),
            ("core", .string(core.cpuid.name)),
            ("flashByteCount", .number(identity.flashByteCount)),
            ("sectorCount", .number(identity.sectors.count)),
        ])
    }
}
