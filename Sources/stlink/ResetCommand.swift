import JSONText
import ArgumentParser
import CortexM
import ProbeSetup
import STLink
import STM32Target
import TargetMemory

/// `stlink reset`
struct ResetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "Reset the chip and let it run, or halt it.",
        discussion: """
            Without --hard or --soft the core asks for the reset (SYSRESETREQ), and the reset pin \
            is used where that has no effect. What the core does in the end is printed.

            Examples:
              stlink reset                reset and run
              stlink reset --halt         reset, stop before the first instruction
              stlink reset --hard         by the pin; fails where NRST is not wired
            """)

    @Flag(help: "Reset by the NRST pin only.")
    var hard = false

    @Flag(help: "Reset by the core's own request only (SYSRESETREQ).")
    var soft = false

    @Flag(help: "Leave the core halted at its first instruction.")
    var halt = false

    @OptionGroup var target: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if hard, soft { throw ValidationError("--hard and --soft exclude each other") }
    }

    private var method: ResetMethod { hard ? .pin : soft ? .request : .either }

    func run() throws {
        try output.terminal.running(target.recording) { terminal throws(ProbeError) in
            let opened = try openTarget(
                target.options, arrival: .keepRunning, on: terminal.bus, notices: terminal.notices)
            try opened.unlessFailing { () throws(ProbeError) in
                try opened.attached { target throws(TargetFault) in
                    try target.reset(halt ? .halt : .run, by: method)
                }
            }
            let state = try stateAfter(opened)
            terminal.say("reset, \(state?.description ?? Self.outOfReach)")
            terminal.answer(
                .object([("halted", .bool(halt)), ("core", state?.json ?? Self.nowhere)]))
        }
    }

    /// `docs/json.md`, "core state", where none can be read.
    private static let nowhere = JSON.object([("state", .string("outOfReach")), ("pc", .null)])

    private static let outOfReach =
        "and since then the core does not answer: the program runs, and sleeps or uses the debug "
        + "pins for something else"

    /// What the core does now; `nil` where the program that was to run is out of reach since, which
    /// does not undo the reset.
    private func stateAfter(_ opened: OpenedTarget) throws(ProbeError) -> CoreState? {
        do throws(ProbeError) {
            return try opened.closing(leaveHalted: halt) { () throws(ProbeError) in
                do throws(TargetFault) {
                    return try opened.target.core.state()
                } catch {
                    throw ProbeError(error)
                }
            }
        } catch  where !halt && Self.isOutOfReach(error.status) {
            return nil
        }
    }

    private static func isOutOfReach(_ status: ExitStatus) -> Bool {
        switch status {
        case .noTarget, .linkFailed, .accessRefused, .targetTimeout: true
        default: false
        }
    }
}

extension CoreState {
    /// `docs/json.md`, "core state".
    var json: JSON {
        let (word, address): (String, Address?) =
            switch self {
            case .running(let address): ("running", address)
            case .sleeping: ("sleeping", nil)
            case .halted(let address): ("halted", address)
            case .lockedUp: ("lockedUp", nil)
            case .inReset: ("inReset", nil)
            }
        return .object([
            ("state", .string(word)), ("pc", .number(orNull: address.map { Int($0.rawValue) })),
        ])
    }
}
