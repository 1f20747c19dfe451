import Foundation
import TestSupport

/// Plays a session: the real server with the front end's command line, a real gdb, a board.
final class SessionPlayer {
    /// The host that emulates the core is slower than a bench: no patience is shorter than this.
    static let patienceSecondsMin = 60.0
    static let patienceSeconds = Double(Patience.seconds)

    let desk: Desk
    private let session: Session
    private let gdb: GDB
    private var variables: [String: String] = [:]
    private var debuggers: [String: Debugger] = [:]
    private var patience = SessionPlayer.patienceSeconds
    private var server: Server?

    init(_ session: Session, gdb: GDB) throws {
        self.session = session
        self.gdb = gdb
        desk = try Desk(session.settings["board"].map { ["--board", $0] } ?? [])
    }

    func play() async throws {
        try await prepare()
        try writeFiles()
        try startServer()
        if let settle = session.settings["settle"].flatMap(Session.seconds) { Self.sleep(settle) }
        try startDebugger(Session.main, arguments: session.settings["gdb"] ?? "")
        for line in session.steps {
            do {
                try perform(line.step)
            } catch {
                let log = server?.text.suffix(4000) ?? ""
                throw DeskFailure("line \(line.number): \(error)\n--- server\n\(log)")
            }
        }
        try server.map { server in if server.isRunning { try server.stop() } }
    }

    private func prepare() async throws {
        if let name = session.settings["flash"] {
            let flashed = try desk.run("stlink flash \(try await TestFirmware.path(name))")
            guard flashed.status == 0 else { throw DeskFailure(flashed.text) }
        }
        variables["ELF"] = try await TestFirmware.path(session.settings["program"] ?? "zephyr.elf")
        variables["FOLDER"] = desk.folder.path
        variables["ROOT"] = Executables.packageRoot
        let port = try FreePort.find()
        variables["PORT"] = "\(port)"
        for number in 2...4 { variables["PORT\(number)"] = "\(try FreePort.find())" }
    }

    private func writeFiles() throws {
        for (name, text) in session.files { try desk.folder.write(fill(text), to: name) }
    }

    /// The first word of the command line is the name by which the server is started: a link.
    private func startServer() throws {
        guard let text = session.settings["server"], let port = UInt16(variables["PORT"] ?? "")
        else { return }
        let line = fill(text)
        let name = line.prefix { $0 != " " }
        try desk.run(
            "mkdir -p $DESK/bin; ln -sf \(Executables.path("stlink-gdbserver")) $DESK/bin/\(name)")
        let server = try desk.startServer(commandLine: "$DESK/bin/\(line)", port: port)
        self.server = server
        let isReady = try waitUntilReady(server)
        guard isReady else { throw DeskFailure("the server was not ready:\n\(server.text)") }
    }

    /// Front ends look at one stream or at both.
    private func waitUntilReady(_ server: Server) throws -> Bool {
        let streams: [(String, @Sendable () -> String)] = [
            ("ready", { server.text }), ("ready-stdout", { server.output }),
            ("ready-stderr", { server.errors }),
        ]
        for (name, text) in streams {
            guard let pattern = session.settings[name] else { continue }
            let expression = try Regex(pattern)
            _ = waitUntil { text().contains(expression) || !server.isRunning }
            guard text().contains(expression) else { return false }
        }
        return true
    }

    private func startDebugger(_ name: String, arguments: String) throws {
        let words = Session.words(fill(arguments))
        debuggers[name] = try Debugger(gdb.path(), words, in: desk.folder)
    }

    private func perform(_ step: Session.Step) throws {
        switch step {
        case .send(let command, let name, let waits, let mayFail):
            let debugger = try debugger(name)
            if waits { try debugger.waitForAnswers(seconds: patience) }
            try debugger.send(fill(command), mayFail: mayFail)
        case .await(let pattern, let name):
            let found = try debugger(name).wait(for: fill(pattern), seconds: patience)
            variables.merge(found) { $1 }
        case .refuse(let pattern, let name):
            let debugger = try debugger(name)
            try debugger.waitForAnswers(seconds: patience)
            let expression = try Regex(fill(pattern))
            if let line = debugger.unread.first(where: { $0.contains(expression) }) {
                throw debugger.failure("it said: \(line)")
            }
        case .patience(let seconds): patience = max(seconds, Self.patienceSecondsMin)
        case .start(let name, let arguments): try startDebugger(name, arguments: arguments)
        case .interrupt: try debugger(Session.main).interrupt()
        case .log(let pattern):
            let expression = try Regex(fill(pattern))
            guard let server, waitUntil({ server.text.contains(expression) })
            else { throw DeskFailure("not in the server's log: \(pattern)") }
        case .stopServer(let signal): try stopServer(signal)
        case .ends(let name): try debugger(name).waitForEnd(seconds: patience)
        case .pause(let seconds): Self.sleep(seconds)
        }
    }

    private func stopServer(_ signal: String) throws {
        guard let server else { throw DeskFailure("there is no server") }
        // Some servers end with their debugger; front ends send the signal all the same.
        guard server.isRunning else { return }
        try desk.run("kill -\(signal.dropFirst("SIG".count)) \(server.pid)")
        guard waitUntil({ !server.isRunning }) else {
            throw DeskFailure("the server does not end on \(signal)")
        }
    }

    private static func sleep(_ seconds: Double) { usleep(UInt32(seconds * 1_000_000)) }

    private func debugger(_ name: String) throws -> Debugger {
        guard let debugger = debuggers[name] else { throw DeskFailure("no debugger '\(name)'") }
        return debugger
    }

    /// `$NAME` of a variable; longer names first, as one may begin with another.
    private func fill(_ text: String) -> String {
        variables.keys.sorted { $0.count > $1.count }.reduce(text) {
            $0.replacing("$\($1)", with: variables[$1] ?? "")
        }
    }
}
