import DebugSession
import Foundation
import GDBServer
import Logging
import Synchronization
import TargetDouble
import TargetMemory

/// What a test sees of, and does to, the target while the server's queue owns it.
final class Journal: Sendable {
    private let lines = Mutex<[String]>([])
    private let fault = Mutex<TargetFault?>(nil)
    private let openFault = Mutex<TargetFault?>(nil)

    func note(_ line: String) { lines.withLock { $0.append(line) } }

    var all: [String] { lines.withLock { $0 } }

    func count(_ line: String) -> Int { all.count { $0 == line } }

    private let looks = Mutex(0)

    func look() { looks.withLock { $0 += 1 } }

    /// Accesses to the target so far, reads included.
    var lookCount: Int { looks.withLock { $0 } }

    private let logLines = Mutex<[String]>([])

    func noteLog(_ line: String) { logLines.withLock { $0.append(line) } }

    /// What the server logged, warnings and worse.
    var warnings: [String] { logLines.withLock { $0 } }

    private let delay = Mutex(0.0)

    /// Each look at the target takes so long.
    var delaySeconds: Double {
        get { delay.withLock { $0 } }
        set { delay.withLock { $0 = newValue } }
    }

    private let hold = Mutex(false)

    /// A look at the target does not end before this is `false` again.
    var isHeld: Bool {
        get { hold.withLock { $0 } }
        set { hold.withLock { $0 = newValue } }
    }

    /// Every operation on the target fails with this.
    var targetFault: TargetFault? {
        get { fault.withLock { $0 } }
        set { fault.withLock { $0 = newValue } }
    }

    /// The probe cannot be opened.
    var openingFault: TargetFault? {
        get { openFault.withLock { $0 } }
        set { openFault.withLock { $0 = newValue } }
    }
}

/// Keeps warnings for the test.
struct JournalLogHandler: LogHandler {
    let journal: Journal
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        if event.level >= .warning { journal.noteLog("\(event.message)") }
    }
}

/// A probe that is always there, with the double behind it.
private final class DoubleProvider: TargetProvider {
    private let journal: Journal
    private var opened: TargetDouble?

    init(journal: Journal) { self.journal = journal }

    func open() throws(TargetFault) -> any DebugTarget {
        if let opened { return opened }
        journal.note("open")
        if let fault = journal.openingFault { throw fault }
        let target = TargetDouble()
        target.listener = { [journal] in journal.note($0) }
        target.faultSource = { [journal] in
            journal.look()
            while journal.isHeld { usleep(1000) }
            if journal.delaySeconds > 0 { usleep(UInt32(journal.delaySeconds * 1e6)) }
            return journal.targetFault
        }
        opened = target
        return target
    }

    func close() {
        opened = nil
        journal.note("close")
    }
}

/// A server on a free port of the loopback, for one test.
struct Bench {
    let server: Server
    let journal: Journal
    let port: UInt16

    init(
        endsWithClient: Bool = false, hosts: [String] = ["127.0.0.1"], allowed: [String] = [],
        console: SemihostingConsole = .debugger
    ) async throws {
        let journal = Journal()
        var configuration = ServerConfiguration(
            hosts: hosts, port: 0, endsWithClient: endsWithClient, serverVersion: "server 1")
        for entry in allowed { try configuration.allowed.add(entry) }
        configuration.semihostingConsole = console
        var logger = Logger(label: "test") { _ in JournalLogHandler(journal: journal) }
        logger.logLevel = .trace
        server = Server(
            configuration: configuration, provider: DoubleProvider(journal: journal),
            logger: logger)
        self.journal = journal
        port = try await server.listen()
    }

    func connect() throws -> Client { try Client(port: port) }

    /// Waits until a warning has this in it.
    func expectWarning(_ text: String) async throws -> Bool {
        for _ in 0..<12_000 {
            if journal.warnings.contains(where: { $0.contains(text) }) { return true }
            try await Task.sleep(for: .milliseconds(5))
        }
        return false
    }

    /// Waits until the journal holds the line so many times.
    func expect(_ line: String, count: Int = 1) async throws -> Bool {
        for _ in 0..<12_000 {
            if journal.count(line) >= count { return true }
            try await Task.sleep(for: .milliseconds(5))
        }
        return false
    }
}

/// For servers that never get a client.
final class NoProvider: TargetProvider {
    func open() throws(TargetFault) -> any DebugTarget {
        throw TargetFault(.unsupported, "there is nothing here")
    }

    func close() {}
}
