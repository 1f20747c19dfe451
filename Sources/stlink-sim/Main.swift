import ArgumentParser
import Glibc
import VirtualBoard
import VirtualBus

@main
struct STLinkSim: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stlink-sim",
        abstract: "Run a command with a virtual ST-Link and an STM32 board plugged in.",
        discussion: """
            Any program that uses libusb sees the probe: stlink-gdbserver, st-info, st-util, \
            openocd, pyocd. COMMAND may be a shell script that runs several of them. The board \
            (its flash, its running core) lives as long as stlink-sim.

            The exit status is COMMAND's, 128 + n if signal n ended it, 127 if it was not found, \
            126 if it cannot be run, 125 if the virtual bus cannot be set up.

            The file of --stats is written when COMMAND has ended, and whenever stlink-sim \
            receives SIGUSR1; COMMAND finds its process number in STLINK_SIM_PID.
            """)

    @Option(help: "Write counts as JSON to this file.")
    var stats: String?

    @Flag(help: "Give every transfer, SWD word, flash operation and instruction its real time.")
    var pace = false

    @Argument(parsing: .postTerminator, help: "The command to run, after --.")
    var command: [String] = []

    func validate() throws {
        if command.isEmpty {
            throw ValidationError("give a command to run, as in: stlink-sim -- st-info --probe")
        }
    }

    func run() throws {
        do {
            let bus = try VirtualBus(board: TemporaryBoard(), isPaced: pace)
            let status = try bus.run(command) { json in write(json) }
            throw ExitCode(status)
        } catch let error as BusError {
            complain("\(error)")
            throw ExitCode(error.exitStatus)
        }
    }

    /// Replaces the file as a whole, so that a reader never finds half of it.
    private func write(_ json: String) {
        guard let stats else { return }
        let draft = stats + ".new"
        guard let file = fopen(draft, "we") else {
            return complain("cannot write \(draft): \(String(cString: strerror(errno)))")
        }
        fputs(json, file)
        if fclose(file) != 0 || rename(draft, stats) != 0 {
            complain("cannot write \(stats): \(String(cString: strerror(errno)))")
        }
    }

    private func complain(_ message: String) {
        let line = "stlink-sim: \(message)\n"
        _ = Glibc.write(STDERR_FILENO, line, line.utf8.count)
    }
}
