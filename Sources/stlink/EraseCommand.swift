import ArgumentParser
import ProbeSetup
import STLink
import STM32
import STM32Flash
import TargetMemory

/// `stlink erase`
struct EraseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erase the whole flash, or the sectors that a range touches.",
        discussion: """
            Sectors that are blank already are left alone. Option bytes stay as they are.

            Examples:
              stlink erase                                        everything
              stlink erase --address 0x08020000 --count 0x20000   the sectors in that range
            """)

    @Option(help: "The first address of a range.", transform: number)
    var address: UInt32?

    @Option(help: "How many bytes the range has.", transform: number)
    var count: UInt32?

    @OptionGroup var target: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (address == nil) == (count == nil) else {
            throw ValidationError("a range needs both --address and --count")
        }
        if let address, let count {
            guard count > 0, UInt64(address) + UInt64(count) <= 1 << 32 else {
                throw ValidationError("the range from \(address.hex) on must end below 4 GiB")
            }
        }
    }

    func run() throws {
        try output.terminal.running(target.recording) { terminal throws(ProbeError) in
            let opened = try openTarget(
                target.options, arrival: .halt, on: terminal.bus, notices: terminal.notices)
            try opened.unlessFailing { () throws(ProbeError) in
                let identity = opened.target.identity
                guard identity.device == nil else { return }
                throw ProbeError(
                    .unknownChip,
                    "the flash of this chip (\(identity.name)) is not known, so it "
                        + "is not touched")
            }
            let work = FlashWork(opened, terminal: terminal)
            let (report, state) = try work.run(leaveHalted: false) { session throws(TargetFault) in
                guard let range else { return try session.eraseAll() }
                return try session.erase([range], progress: work.observer)
            }
            terminal.say(report.summary)
            terminal.say("reset, \(state)")
            terminal.answer(.object(report.json + [("core", state.json)]))
        }
    }

    private var range: Region? {
        guard let address, let count else { return nil }
        return Region(base: Address(address), byteCount: Int(count))
    }
}
