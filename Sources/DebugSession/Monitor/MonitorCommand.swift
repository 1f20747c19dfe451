import TargetMemory

/// One `monitor` command: how it is written, what it is for, what it does. The table of all of
/// them is what `help` prints and what docs/monitor.md is made of.
struct MonitorCommand: Sendable {
    enum Group: String, CaseIterable, Sendable {
        case running = "Running and resetting"
        case memory = "Memory and registers"
        case points = "Breakpoints and watchpoints"
        case flash = "Flash"
        case chip = "Chip and protection"
        case semihosting = "Semihosting"
        case channels = "RTT"
        case trace = "SWO and ITM"
        case settings = "Debugging"
        case probe = "Probe and debug port"
        case server = "The server"
    }

    enum Need: Sendable {
        /// Nothing; nothing is changed by it either.
        case nothing
        /// Nothing of the target, but it changes how the server behaves.
        case setting
        /// The target's memory is read; the program may run, and another client may debug it.
        case reading
        /// The same, and files of the server's machine are read or written: an onlooker has none.
        case files
        /// The target is changed; the program may run.
        case writing
        /// The program's run control: not while a client waits for it to stop.
        case control
    }

    typealias Action =
        @Sendable (inout Session, inout MonitorArguments) throws(TargetFault) -> String

    /// One or more words.
    var name: String
    /// What follows the name, for people.
    var arguments: String
    var summary: String
    var group: Group
    var need: Need
    /// Whose word it is, where it is not a name of ours: not listed by `help` without a name.
    var origin: String?
    /// Does it and returns the text for the user, without the last line's end.
    var run: Action

    init(
        _ name: String, _ arguments: String, _ summary: String, _ group: Group,
        _ need: Need, of origin: String? = nil, _ run: @escaping Action
    ) {
        self.name = name
        self.arguments = arguments
        self.summary = summary
        self.group = group
        self.need = need
        self.origin = origin
        self.run = run
    }

    /// What most of them need.
    init(
        _ name: String, _ arguments: String, _ summary: String, _ group: Group,
        of origin: String? = nil, _ run: @escaping Action
    ) {
        self.init(name, arguments, summary, group, .control, of: origin, run)
    }

    /// For clients that only look on, too.
    var isReadOnly: Bool { need == .nothing || need == .reading }
    /// Only for the client that debugs.
    var needsTarget: Bool { need == .files || need == .writing || need == .control }
    /// What follows the name is a command of its own, which says what is needed.
    var isWrapper: Bool { name == "capture" || name == "catch" }

    var usage: String { arguments.isEmpty ? name : "\(name) \(arguments)" }

    /// The same under another server's name.
    func named(_ name: String, of origin: String) -> MonitorCommand {
        var command = self
        command.name = name
        command.origin = origin
        return command
    }

    static let all: [MonitorCommand] =
        RunCommands.table + MemoryCommands.table + RegisterCommands.table + PointCommands.table
        + FlashCommands.table + ImageCommands.table + ChipCommands.table
        + SemihostingCommands.table + RTTCommands.table + TraceCommands.table
        + SettingCommands.table + ProbeCommands.table + ServerCommands.table

    /// The command in a line; of one inside of another, the inner one.
    static func named(in line: String) -> MonitorCommand? {
        var words = MonitorArguments.words(of: line)
        for _ in 0...Limits.monitorDepth {
            guard let (command, rest) = find(words) else { return nil }
            guard command.isWrapper else { return command }
            words = command.inner(rest)
        }
        return nil
    }

    /// The words of the command that is a wrapper's argument: `capture "rtt start"`,
    /// `capture rtt start`, `catch {reset halt} variable`.
    func inner(_ arguments: [String]) -> [String] {
        guard let first = arguments.first else { return [] }
        return arguments.count == 1 || name == "catch"
            ? MonitorArguments.words(of: first) : arguments
    }

    /// The command with the most words that `words` begins with, and what follows it. CubeIDE's
    /// `ReadAP` and pyOCD's `readap` are two, so letters count first and case does not after.
    static func find(_ words: [String]) -> (MonitorCommand, [String])? {
        find(words) { $0 == $1 } ?? find(words) { $0.lowercased() == $1.lowercased() }
    }

    private static func find(
        _ words: [String], where isSame: (String, String) -> Bool
    ) -> (MonitorCommand, [String])? {
        var best: (command: MonitorCommand, wordCount: Int)?
        for command in all {
            let name = command.name.split(separator: " ").map(String.init)
            guard words.count >= name.count, zip(words, name).allSatisfy(isSame) else { continue }
            if name.count > best?.wordCount ?? 0 { best = (command, name.count) }
        }
        guard let best else { return nil }
        return (best.command, Array(words.dropFirst(best.wordCount)))
    }

    /// The name that was probably meant; `nil` where nothing is near.
    static func nearest(to words: [String]) -> String? {
        let typed = words.prefix(3).map { $0.lowercased() }
        // Nobody mistypes a name that long, and comparing it takes its time.
        guard let first = typed.first, !first.isEmpty,
            typed.allSatisfy({ $0.utf8.count <= Limits.monitorNameByteCount })
        else { return nil }
        let ranked = all.map { command -> (name: String, distance: Int) in
            let count = command.name.split(separator: " ").count
            let text = typed.prefix(count).joined(separator: " ")
            let isBeginning = first.count > 1 && command.name.lowercased().hasPrefix(text)
            return (command.name, isBeginning ? 1 : distance(text, command.name.lowercased()))
        }
        guard let best = ranked.min(by: { $0.distance < $1.distance }),
            best.distance <= max(1, min(3, best.name.count / 3))
        else { return nil }
        return best.name
    }

    /// How many letters must be put in, taken out, changed or swapped.
    private static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left)
        let right = Array(right)
        var before: [Int] = []
        var row = Array(0...right.count)
        for i in left.indices {
            var next = [i + 1]
            for j in right.indices {
                var cost = min(row[j] + (left[i] == right[j] ? 0 : 1), min(row[j + 1], next[j]) + 1)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    cost = min(cost, before[j - 1] + 1)
                }
                next.append(cost)
            }
            before = row
            row = next
        }
        return row.last ?? 0
    }
}
