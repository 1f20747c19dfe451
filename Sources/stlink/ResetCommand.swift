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
            try opened.working { target throws(TargetFault) in
                try target.attach()
                try target.reset(halt ? .halt : .run)
            }
            try opened.close(leaveHalted: halt)
            terminal.say(halt ? "reset and halted" : "reset and running")
            terminal.answer(.object([("halted", .bool(halt))]))
        }
    }
}

extension OpenedTarget {
    /// Does something with the target; when that fails, the target is left as found all the same.
    func working<Result>(
        _ work: (STM32Target) throws(TargetFault) -> Result
    ) throws(ProbeError) -> Result {
        do throws(TargetFault) {
            return try work(target)
        } catch {
            // What failed first is what the user needs to know.
            do throws(ProbeError) { try close() } catch { link.close() }
            throw ProbeError(error)
        }
    }
}
