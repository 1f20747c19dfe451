import RemoteProtocol
import TargetMemory

extension Session {
    /// `qRcmd`: text in `O` packets, then `OK`; a command that failed ends in an error, so that a
    /// script stops there.
    mutating func monitor(_ line: String) -> Response {
        let words = MonitorCommand.words(of: line)
        var pending = takePendingText()
        guard let (command, arguments) = MonitorCommand.find(words) else {
            let text = "\"\(line)\" is no command of this server; `monitor help` lists them.\n"
            return Response(pending + Reply.consoleLines(text) + [.ok])
        }
        // What is asked for now need not be said twice.
        if MonitorCommand.failures.contains(where: { $0.name == command.name }) { pending = [] }
        do throws(TargetFault) {
            if command.needsTarget { try makeReady() }
            let text = try command.run(&self, arguments)
            return Response(pending + Reply.consoleLines(text.isEmpty ? "" : text + "\n") + [.ok])
        } catch {
            var response = Response(
                pending + Reply.consoleLines(error.message + "\n") + [.errno(error.cause.errno)])
            response.end = error.cause == .probeLost ? .probeLost : nil
            response.notices = [.init(level: .warning, text: error.message)]
            return response
        }
    }

    private mutating func makeReady() throws(TargetFault) {
        if isWatching { return }
        if pace != .idle {
            throw TargetFault(.state, "the program is running: interrupt it first (Ctrl-C)")
        }
        if !isAttached { try reattach() }
    }

    mutating func monitorReset(_ kind: ResetKind) throws(TargetFault) -> String {
        lastStop = nil
        snapshot = [:]
        phase = .commanding
        try target.reset(kind)
        switch kind {
        case .halt: return "reset; " + (try haltedAt()) + "\n" + Self.staleRegisters
        case .run: return "reset; " + Self.runsBehindGDB
        }
    }

    mutating func monitorHalt() throws(TargetFault) -> String {
        guard target.isRunning else { return try haltedAt() }
        lastStop = nil
        _ = try haltAndWait()
        return try haltedAt() + "\n" + Self.staleRegisters
    }

    mutating func monitorResume() throws(TargetFault) -> String {
        lastStop = nil
        snapshot = [:]
        if !target.isRunning { try target.resume(at: nil) }
        return Self.runsBehindGDB
    }

    private func haltedAt() throws(TargetFault) -> String {
        guard let counter = try programCounter() else { return "halted" }
        return "halted at \(counter)"
    }

    /// No packet can tell gdb to forget the registers it has read.
    private static let staleRegisters =
        "gdb may show registers from before; `maintenance flush register-cache` reads them again"

    private static let runsBehindGDB =
        "running, though gdb takes it for halted: `continue` waits for it, `monitor halt` stops it"
}
