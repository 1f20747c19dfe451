import ArgumentParser
import ProbeSetup
import STLink
import STM32Flash
import TargetMemory

/// `stlink flash FILE`
struct FlashCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flash",
        abstract: "Program a firmware file into flash, verify it, and run it.",
        discussion: """
            ELF, Intel HEX, S-record, or a plain binary with --address; the content tells, not \
            the name. A file that is no firmware, or none for this chip, is refused before \
            anything is erased. Sectors that already hold the right bytes are left alone.
            """)

    @Argument(help: "The firmware.")
    var file: String

    @Option(help: "Where a plain binary goes, such as 0x08000000.", transform: number)
    var address: UInt32?

    @Flag(inversion: .prefixedNo, help: "Compare the flash with the file afterwards.")
    var verify = true

    @Flag(help: "Leave the core halted at the first instruction of the new program.")
    var halt = false

    @OptionGroup var target: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.terminal.running { terminal throws(ProbeError) in
            let image = try Image(path: file, base: address)
            let opened = try openTarget(target.options, arrival: .halt, notices: terminal.notices)
            let segments = try opened.unlessFailing { () throws(ProbeError) in
                try image.segments(for: opened.target.identity, notices: terminal.notices)
            }
            let work = FlashWork(opened, terminal: terminal)
            let options = FlashOptions(verifies: verify)
            let report = try work.run(leaveHalted: halt) { session throws(TargetFault) in
                try session.program(segments, options: options, progress: work.observer)
            }
            terminal.say("\(file) (\(image.firmware.format.rawValue)): \(report.summary)")
            terminal.answer(
                .object(
                    [
                        ("file", .string(file)),
                        ("format", .string(image.firmware.format.rawValue)),
                    ] + report.json))
        }
    }
}
