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
            (its flash, its running core) lives as long as stlink-sim; processes that COMMAND \
            leaves behind are ended with it.

            The exit status is COMMAND's, 128 + n if signal n ended it, 127 if it was not found, \
            126 if it cannot be run, 125 if the virtual bus cannot be set up. SIGINT, SIGTERM and \
            SIGHUP go on to COMMAND.

            The file of --stats is written when COMMAND has ended, and whenever stlink-sim \
            receives SIGUSR1; COMMAND finds its process number in STLINK_SIM_PID.
            """)

    @Option(help: ArgumentHelp("The board: \(known(BoardCatalogue.boards)).", valueName: "name"))
    var board = BoardCatalogue.defaultBoard

    @Option(help: ArgumentHelp("The probe: \(known(BoardCatalogue.probes)).", valueName: "model"))
    var probe = BoardCatalogue.defaultProbe

    @Option(help: ArgumentHelp("The probe's firmware.", valueName: "version"))
    var firmware: String?

    @Option(help: ArgumentHelp("The probe's serial number.", valueName: "text"))
    var serial: String?

    @Option(
        name: .customLong("fault"), parsing: .singleValue,
        help: ArgumentHelp(
            "Something that goes wrong; may be given several times. An unknown one lists them all.",
            valueName: "spec"))
    var faults: [String] = []

    @Flag(help: "Give every transfer, SWD word, flash operation and instruction its real time.")
    var pace = false

    @Option(help: ArgumentHelp("Write counts as JSON to this file.", valueName: "file"))
    var stats: String?

    @Argument(parsing: .postTerminator, help: "The command to run, after --.")
    var command: [String] = []

    func validate() throws {
        if command.isEmpty {
            throw ValidationError("give a command to run, as in: stlink-sim -- st-info --probe")
        }
    }

    func run() throws {
        do {
            let board = try BoardCatalogue.make(
                board: board, probe: probe, firmware: firmware, serial: serial, faults: faults,
                isPaced: pace)
            let bus = try VirtualBus(board: board, isPaced: pace)
            let status = try bus.run(command) { json in write(json) }
            throw ExitCode(status)
        } catch let error as BoardError {
            complain(error.description)
            throw ExitCode.validationFailure
        } catch let error as BusError {
            complain(error.description)
            throw ExitCode(error.exitStatus)
        }
    }

    private static func known(_ entries: [String: String]) -> String {
        entries.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
            .joined(separator: "; ")
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
