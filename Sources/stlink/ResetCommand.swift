import ArgumentParser
import ProbeSetup
import STLink
import STM32Target
import TargetMemory

/// `stlink reset`
struct ResetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Reset the chip and let it run, or halt it.")

    @Flag(help: "Leave the core halted at its first instruction.")
    var halt = false

    @OptionGroup var target: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.terminal.running { terminal throws(ProbeError) in
            let opened = try openTarget(
                target.options, arrival: .keepRunning, notices: terminal.notices)
            try opened.closing(leaveHalted: halt) { () throws(ProbeError) in
                try opened.attached { target throws(TargetFault) in
                    try target.reset(halt ? .halt : .run)
                }
            }
            terminal.say(halt ? "reset and halted" : "reset and running")
            terminal.answer(.object([("halted", .bool(halt))]))
        }
    }
}
