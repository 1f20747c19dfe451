import Foundation

/// What a command came to.
public struct Outcome: Sendable {
    public var status: Int32
    public var output: String
    public var error: String

    public init(status: Int32, output: String, error: String) {
        self.status = status
        self.output = output
        self.error = error
    }

    /// Both streams, as the person at the bench sees them.
    public var text: String { output + error }
}

/// Looks again and again; `false` when the time is over.
public func waitUntil(
    timeoutSeconds: Int = Patience.seconds, everyMilliseconds: UInt32 = 5,
    _ condition: () -> Bool
) -> Bool {
    let deadline = ContinuousClock.now + .seconds(timeoutSeconds)
    while !condition() {
        if ContinuousClock.now > deadline { return condition() }
        usleep(everyMilliseconds * 1_000)
    }
    return true
}

/// A desk with a virtual board on it: commands run there see the probe on their USB bus.
///
/// The board lives until `unplug`, so several commands and servers may use it one after another.
public final class Desk {
    public let folder: TemporaryFolder
    private let process = Process()
    private let commands = Pipe()
    private let answers = Pipe()
    private var isPlugged = true

    /// Reads a line, runs it with its output in files, prints the exit status; until end of input.
    private static let agent = """
        while IFS= read -r line; do
            eval "$line" >"$DESK/out" 2>"$DESK/err" </dev/null
            echo $?
        done
        """

    public init(_ simulatorOptions: [String] = []) throws {
        folder = try TemporaryFolder()
        process.executableURL = URL(filePath: Executables.path("stlink-sim"))
        process.arguments =
            simulatorOptions + [
                "--stats", folder.file("stats.json"), "--", "bash", "-c", Self.agent,
            ]
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        process.environment = ProcessInfo.processInfo.environment.merging([
            "PATH": "\(Executables.folder):\(path)",
            "DESK": folder.path, "LC_ALL": "C.UTF-8",
        ]) { $1 }
        process.standardInput = commands
        process.standardOutput = answers
        process.standardError = try FileHandle(
            forWritingTo: URL(filePath: try folder.write("" as String, to: "sim.log")))
        try process.run()
        try run("echo $STLINK_SIM_PID > $DESK/pid; echo $$ > $DESK/agent")
    }

    deinit { _ = try? unplug() }

    /// Runs a line of shell beside the board.
    @discardableResult
    public func run(
        _ line: String, timeoutSeconds: Int = Patience.commandSeconds
    ) throws -> Outcome {
        precondition(!line.contains("\n"))
        try commands.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
        let status = try readAnswer(timeoutSeconds: timeoutSeconds, of: line)
        return Outcome(status: status, output: folder.text("out"), error: folder.text("err"))
    }

    private func readAnswer(timeoutSeconds: Int, of line: String) throws -> Int32 {
        let descriptor = answers.fileHandleForReading.fileDescriptor
        let deadline = ContinuousClock.now + .seconds(timeoutSeconds)
        var answer: [UInt8] = []
        while answer.last != UInt8(ascii: "\n") {
            let left = (deadline - ContinuousClock.now).components
            let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let isReady = poll(&wanted, 1, Int32(max(0, milliseconds))) == 1
            var byte: UInt8 = 0
            guard isReady, read(descriptor, &byte, 1) == 1 else {
                let said = ["out", "err", "sim.log"].map(folder.text).joined()
                throw DeskFailure("no answer to: \(line)\n\(said)")
            }
            answer.append(byte)
        }
        return Int32(String(decoding: answer.dropLast(), as: UTF8.self)) ?? -1
    }

    /// The board's counts up to now.
    public func statistics() throws -> BoardStatistics {
        try? FileManager.default.removeItem(atPath: folder.file("stats.json"))
        let pid = folder.text("pid").trimmingCharacters(in: .whitespacesAndNewlines)
        guard let simulator = Int32(pid) else { throw DeskFailure("no simulator: '\(pid)'") }
        kill(simulator, SIGUSR1)
        let written = waitUntil {
            FileManager.default.fileExists(atPath: folder.file("stats.json"))
        }
        guard written else {
            throw DeskFailure("stlink-sim wrote no statistics: \(folder.text("sim.log"))")
        }
        return try BoardStatistics(json: folder.text("stats.json"))
    }

    /// A gdb command that saves the board's counts at that point of a session.
    public func saveStatistics(to name: String) -> String {
        "shell rm -f \(folder.path)/stats.json; kill -USR1 $(cat \(folder.path)/pid); "
            + "until test -e \(folder.path)/stats.json; do sleep 0.05; done; "
            + "cp \(folder.path)/stats.json \(folder.path)/\(name)"
    }

    /// A gdb command that waits until the board has lived for so long by its own clock.
    public func letBoardLive(milliseconds: Int) -> String {
        let field = "sed -n 's/.*virtualNanoseconds\": \\([0-9]*\\).*/\\1/p' $f"
        return "shell f=\(folder.path)/stats.json; now() { rm -f $f; "
            + "kill -USR1 $(cat \(folder.path)/pid); until test -e $f; do sleep 0.02; done; "
            + "\(field); }; begin=$(now); "
            + "while [ $(($(now) - begin)) -lt \(milliseconds)000000 ]; do sleep 0.02; done"
    }

    /// Starts `stlink-gdbserver` and waits for its ready line.
    public func startServer(_ options: String = "") throws -> Server {
        let port = try FreePort.find()
        let server = try startServer(
            commandLine: "stlink-gdbserver --port \(port) \(options)", port: port)
        let isReady = waitUntil {
            server.text.contains("Listening at *:\(port)") || !server.isRunning
        }
        guard isReady, server.isRunning else {
            throw DeskFailure("the server did not start:\n\(server.text)")
        }
        return server
    }

    /// Starts a server that is to listen at `port`, and does not wait for it.
    public func startServer(commandLine: String, port: UInt16) throws -> Server {
        let log = "server-\(port).log"
        let outcome = try run(
            "\(commandLine) >$DESK/\(log).out 2>$DESK/\(log) & echo $!; disown $!")
        let text = outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let pid = Int32(text) else { throw DeskFailure("no server: \(outcome.text)") }
        return Server(port: port, pid: pid, log: log, folder: folder)
    }

    /// Ends the board's life; its counts over all of it.
    @discardableResult
    public func unplug() throws -> BoardStatistics? {
        guard isPlugged else { return nil }
        isPlugged = false
        try commands.fileHandleForWriting.close()
        if !waitUntil({ !process.isRunning }) {
            process.terminate()
        }
        process.waitUntilExit()
        return try BoardStatistics(json: folder.text("stats.json"))
    }
}

/// What went wrong beside the board, with what was said there.
public struct DeskFailure: Error, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }
}

/// A running `stlink-gdbserver`.
public struct Server: Sendable {
    public let port: UInt16
    public let pid: Int32
    public let log: String
    public let folder: TemporaryFolder

    /// What it wrote to its standard error.
    public var errors: String { folder.text(log) }
    public var output: String { folder.text(log + ".out") }
    public var text: String { errors + output }
    public var isRunning: Bool {
        // A zombie is not running: its parent, the desk's shell, may not have looked yet.
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        else { return false }
        return stat.split(separator: ")").last?.split(separator: " ").first != "Z"
    }

    /// SIGTERM, and wait for the end.
    public func stop() throws {
        kill(pid, SIGTERM)
        let ended = waitUntil { !isRunning }
        guard ended else { throw DeskFailure("the server did not end on SIGTERM:\n\(text)") }
    }
}
