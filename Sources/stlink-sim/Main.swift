import ArgumentParser
import Glibc
import VirtualBoard
import VirtualBus

@main
struct STLinkSim: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stlink-sim",
        abstract: "Run a command with virtual ST-Links and STM32 boards plugged in.",
        discussion: """
            Any program that uses libusb sees the probe: stlink-gdbserver, st-info, st-util, \
            openocd, pyocd. COMMAND may be a shell script that runs several of them. The board \
            (its flash, its running core) lives as long as stlink-sim; processes that COMMAND \
            leaves behind are ended with it.

            Several --probe plug in several probes, each with a board of its own, as in:
              stlink-sim --probe v2,board=stm32f103 --probe v3e,serial=binary:3F6D06... -- st-info
            --board, --firmware and --serial hold for all that name none themselves. A serial \
            number that is given here is the same on all; otherwise all differ.

            The exit status is COMMAND's, 128 + n if signal n ended it, 127 if it was not found, \
            126 if it cannot be run, 125 if the virtual bus cannot be set up; with --replay 123 if \
            the session differs from the recorded one, 122 if the file is no recording. SIGINT, \
            SIGTERM and SIGHUP go on to COMMAND.

            The file of --stats is written when COMMAND has ended, and whenever stlink-sim \
            receives SIGUSR1; SIGUSR2 pulls the first probe's plug, or puts it back. COMMAND finds \
            its process number in STLINK_SIM_PID, and in STLINK_SIM_CONTROL a FIFO that takes \
            orders, a line each: power off, power on, power MS, reset [down|up], unplug, \
            plug [same], kill PID, count, forget, dump ADDRESS COUNT FILE; "after N" before one \
            means once so many more transfers are done.
            """)

    @Option(help: ArgumentHelp("The board; --list names all.", valueName: "name"))
    var board = BoardCatalogue.defaultBoard

    @Option(
        name: .customLong("probe"), parsing: .singleValue,
        help: ArgumentHelp(
            "A probe, with what is particular to it; may be given several times. --list names "
                + "all.",
            valueName: "model[,firmware=...][,serial=...][,board=...]"))
    var probes: [ProbeOption] = []

    @Option(help: ArgumentHelp("The probe's firmware, like V2J29S7.", valueName: "version"))
    var firmware: String?

    @Option(
        help: ArgumentHelp(
            "The probe's serial number; after binary: the twelve bytes that early ones have.",
            valueName: "text"))
    var serial: String?

    @Option(
        name: .customLong("fault"), parsing: .singleValue,
        help: ArgumentHelp(
            "Something that goes wrong; may be given several times. An unknown one lists them "
                + "all. N: before it means the Nth probe.",
            valueName: "[N:]spec"))
    var faults: [FaultOption] = []

    @Flag(help: "Give every transfer, SWD word, flash operation and instruction its real time.")
    var pace = false

    @Option(help: ArgumentHelp("Write counts as JSON to this file.", valueName: "file"))
    var stats: String?

    @Flag(help: "List the boards and the probes.")
    var list = false

    @OptionGroup(title: "Replaying a recorded session") var replaying: ReplayOptions

    @Argument(parsing: .postTerminator, help: "The command to run, after --.")
    var command: [String] = []

    func validate() throws {
        if command.isEmpty && !list && replaying.replayClient == nil {
            throw ValidationError("give a command to run, as in: stlink-sim -- st-info --probe")
        }
        if let stray = faults.first(where: { $0.probe > max(1, probes.count) }) {
            throw ValidationError("--fault \(stray.probe):\(stray.text): there is no such probe")
        }
    }

    func run() throws {
        if list { return printList() }
        do {
            if let path = replaying.replayClient {
                throw ExitCode(try replaying.play(path, complain: complain))
            }
            if let path = replaying.replay {
                let status = try replaying.run(
                    path, command, complain: complain, report: { json in write(json) })
                throw ExitCode(status)
            }
            let bus = try VirtualBus(boards: try boards(), isPaced: pace)
            let status = try bus.run(command) { json in write(json) }
            throw ExitCode(status)
        } catch let error as ReplayFailure {
            complain(error.text)
            throw ExitCode(error.status)
        } catch let error as BoardError {
            complain(error.description)
            throw ExitCode.validationFailure
        } catch let error as BusError {
            complain(error.description)
            throw ExitCode(error.exitStatus)
        }
    }

    private func boards() throws -> [any PluggedBoard] {
        let defaultProbe = ProbeOption(argument: BoardCatalogue.defaultProbe)
        let asked = probes.isEmpty ? [defaultProbe].compactMap { $0 } : probes
        return try asked.enumerated().map { index, probe in
            try BoardCatalogue.make(
                board: probe.board ?? board, probe: probe.model,
                firmware: probe.firmware ?? firmware,
                serial: probe.serial ?? serial ?? BoardCatalogue.serial(ofProbe: index),
                faults: faults.filter { $0.probe == index + 1 }.map(\.text), isPaced: pace)
        }
    }

    private func printList() {
        for (title, entries) in [
            ("Probes", BoardCatalogue.probes), ("Boards", BoardCatalogue.boards),
        ] {
            print("\(title):")
            let width = entries.keys.map(\.count).max() ?? 0
            for (name, text) in entries.sorted(by: { $0.key < $1.key }) {
                let padding = String(repeating: " ", count: width - name.count)
                print("  \(name)\(padding)  \(text)")
            }
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
