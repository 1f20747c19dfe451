import Foundation

/// The two debuggers that every session is proved with.
public enum GDB: String, CaseIterable, Sendable, CustomStringConvertible {
    /// gdb 13 as Debian 12 has it.
    case debian = "gdb-multiarch"
    /// gdb 18.
    case recent = "gdb"

    public func path() throws -> String {
        switch self {
        case .debian: try Tool.gdbMultiarch()
        case .recent: try Tool.newGDB()
        }
    }
    public var description: String { rawValue }

    /// Runs `commands` one after another; one that fails does not keep the next from running.
    public func run(
        _ commands: [String], elf: String? = nil, timeoutSeconds: Int = Patience.commandSeconds
    ) async throws -> Transcript {
        var arguments = ["-nx", "-q", "-batch", "-d", Executables.packageRoot]
        for setting in ["confirm off", "pagination off", "width 0"] {
            arguments += ["-ex", "set \(setting)"]
        }
        for (index, command) in commands.enumerated() {
            arguments += ["-ex", "echo \\n\(Transcript.marker)\(index)\\n", "-ex", command]
        }
        if let elf { arguments.append(elf) }
        // One stream, in the order in which a person sees it.
        let shell = ["sh", "-c", "exec \"$0\" \"$@\" 2>&1", try path()]
        let outcome = try await Sim.runPlain(
            shell + arguments, timeoutSeconds: timeoutSeconds)
        return Transcript(commands: commands, text: outcome.stdout)
    }

    /// A gdb command that presses Ctrl-C some time after the next command has begun.
    public static func pressControlC(afterSeconds seconds: Double) -> String {
        "shell (sleep \(seconds); kill -INT $PPID) >/dev/null 2>&1 &"
    }
}

/// What gdb printed, command by command.
public struct Transcript: Sendable, CustomStringConvertible {
    public static let marker = "@@ command "

    public let commands: [String]
    public let text: String
    private let parts: [String]

    public init(commands: [String], text: String) {
        self.commands = commands
        self.text = text
        let pieces = text.components(separatedBy: "\n\(Self.marker)")
        parts = pieces.dropFirst().map { piece in
            piece.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
                .dropFirst().joined()
        }
    }

    public var description: String { text }

    /// The output of the `occurrence`th command that reads `command`.
    public subscript(_ command: String, occurrence occurrence: Int = 1) -> String {
        let places = commands.indices.filter { commands[$0] == command }
        guard occurrence <= places.count, places[occurrence - 1] < parts.count else {
            return "(gdb never got to: \(command))"
        }
        return parts[places[occurrence - 1]]
    }
}

/// How gdb connects.
public enum Connection: String, CaseIterable, Sendable {
    case remote = "target remote"
    case extended = "target extended-remote"

    public func command(_ server: Server) -> String { "\(rawValue) 127.0.0.1:\(server.port)" }
}
