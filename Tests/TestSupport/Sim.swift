import Foundation
import Subprocess

/// Runs shell scripts with a virtual board plugged in.
public enum Sim {
    public struct Result: Sendable {
        public var stdout: String
        public var stderr: String
        /// The script's exit status, 128 + n for signal n.
        public var status: Int32
        /// What `--stats` counted.
        public var stats: JSON
        var statsText = ""
        /// The folder in which the script ran, with whatever it left there.
        public var folder: TemporaryFolder

        /// Both streams, for the comment of a failed expectation.
        public var log: String {
            """
            status \(status)
            --- stdout
            \(stdout)
            --- stderr
            \(stderr)
            --- stats
            \(statsText)
            """
        }

        /// Operations that the manuals forbid, by kind; empty in every honest test.
        public var illegalOperations: [String: Int] {
            (stats["illegal"]?.counts ?? [:]).filter { $0.value != 0 }
        }
    }

    /// Options of stlink-sim; what is `nil` keeps its default.
    public struct Options: Sendable {
        public var board: String?
        public var probe: String?
        /// Several probes, each as `--probe` takes them.
        public var probes: [String]
        public var firmware: String?
        public var serial: String?
        public var faults: [String]
        public var isPaced: Bool
        /// Replaces variables of the simulator and of the script.
        public var environment: [String: String]

        public init(
            board: String? = nil, probe: String? = nil, probes: [String] = [],
            firmware: String? = nil, serial: String? = nil, faults: [String] = [],
            isPaced: Bool = false, environment: [String: String] = [:]
        ) {
            self.board = board
            self.probe = probe
            self.probes = probes
            self.firmware = firmware
            self.serial = serial
            self.faults = faults
            self.isPaced = isPaced
            self.environment = environment
        }

        var arguments: [String] {
            let pairs = [
                ("--board", board), ("--probe", probe), ("--firmware", firmware),
                ("--serial", serial),
            ]
            let named = pairs.flatMap { name, value in value.map { [name, $0] } ?? [] }
            let several = probes.flatMap { ["--probe", $0] }
            return named + several + faults.flatMap { ["--fault", $0] }
                + (isPaced ? ["--pace"] : [])
        }
    }

    public struct TimedOut: Error, CustomStringConvertible {
        public var limitSeconds: Int
        public var log: String

        public var description: String { "not done within \(limitSeconds) s:\n\(log)" }
    }

    /// Runs a bash script on the virtual bus, in a folder of its own.
    ///
    /// The script finds our programs on PATH, `$FOLDER` is its working folder, and the functions
    /// of `prelude` are there: `wait_for FILE TEXT` and `finish PID`. It ends at the first command
    /// that fails.
    public static func run(
        _ script: String, _ options: Options = Options(), in folder: TemporaryFolder? = nil,
        timeoutSeconds: Int = Patience.commandSeconds
    ) async throws -> Result {
        let folder = try folder ?? TemporaryFolder()
        let sim = [Executables.path("stlink-sim"), "--stats", folder.file("stats.json")]
        let command = ["--", "bash", "-euo", "pipefail", "-c", prelude + script]
        let status = try await bash(
            sim + options.arguments + command, in: folder, environment: options.environment,
            timeoutSeconds: timeoutSeconds)
        let text = folder.text("stats.json")
        return Result(
            stdout: folder.text("stdout"), stderr: folder.text("stderr"), status: status,
            stats: text.isEmpty ? .null : try JSON(text: text), statsText: text, folder: folder)
    }

    /// Runs a program without a board, with the same time limit and capture.
    public static func runPlain(
        _ command: [String], in folder: TemporaryFolder? = nil,
        timeoutSeconds: Int = Patience.commandSeconds
    ) async throws -> Result {
        let folder = try folder ?? TemporaryFolder()
        let status = try await bash(
            command, in: folder, timeoutSeconds: timeoutSeconds)
        return Result(
            stdout: folder.text("stdout"), stderr: folder.text("stderr"), status: status,
            stats: .null, folder: folder)
    }

    /// Shell functions for the scripts.
    public static let functions = prelude
    static let prelude = """
        wait_for() { # FILE TEXT: until the file holds the text, for at most so long
            local end=$((SECONDS + \(Patience.seconds)))
            until grep -qs -e "$2" "$1"; do
                if [ $SECONDS -gt $end ]; then break; fi
                sleep 0.02
            done
            if grep -qs -e "$2" "$1"; then return 0; fi
            echo "waited in vain for '$2' in $1" >&2; cat "$1" >&2
            return 1
        }
        finish() { # PID: ends a server and waits for it
            kill "$1" 2>/dev/null || true
            wait "$1" 2>/dev/null || true
        }

        """

    /// Runs a command with its output in the folder's files `stdout` and `stderr`. Its time limit
    /// is kept by a process: tasks of this one may have to wait for a thread for longer.
    private static func bash(
        _ command: [String], in folder: TemporaryFolder, environment: [String: String] = [:],
        timeoutSeconds: Int
    ) async throws -> Int32 {
        let redirect = "exec \"$@\" >\"$FOLDER/stdout\" 2>\"$FOLDER/stderr\" </dev/null"
        let limit = ["timeout", "--foreground", "--kill-after=10", "\(timeoutSeconds)"]
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let variables: [Environment.Key: String] = [
            "FOLDER": folder.path, "PATH": "\(Executables.folder):\(path)", "LC_ALL": "C",
        ]
        let given = environment.map { (Environment.Key(stringLiteral: $0), $1) }
        let outcome = try await Subprocess.run(
            .name("bash"), arguments: Arguments(["-c", redirect, "bash"] + limit + command),
            environment: .inherit.updating(variables.merging(given) { $1 }),
            workingDirectory: .init(folder.path), output: .discarded, error: .discarded)
        switch outcome.terminationStatus {
        case .exited(124):
            throw TimedOut(
                limitSeconds: timeoutSeconds, log: folder.text("stdout") + folder.text("stderr"))
        case .exited(let code): return code
        case .signaled(let signal): return 128 + signal
        }
    }
}
