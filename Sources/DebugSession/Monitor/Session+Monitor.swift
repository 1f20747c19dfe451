import RemoteProtocol
import TargetMemory

extension Session {
    /// `qRcmd`: text in `O` packets, then `OK`; a command that failed ends in an error, so that a
    /// script stops there.
    mutating func monitor(_ line: String) -> Response {
        do throws(TargetFault) {
            let text = try runMonitor(line)
            var response = Response(
                takePendingText() + Reply.consoleLines(text.isEmpty ? "" : text + "\n") + [.ok])
            if isShutdownAsked { response.end = .shutdownAsked }
            return response
        } catch {
            lastFailure = error.message
            var response = Response(
                takePendingText() + Reply.consoleLines(error.message + "\n") + [
                    .errno(error.cause.errno)
                ])
            response.end = error.cause == .probeLost ? .probeLost : nil
            response.notices = [.init(level: .warning, text: error.message, command: line)]
            return response
        }
    }

    /// One command as it is typed; its text without the last line's end.
    mutating func runMonitor(_ line: String) throws(TargetFault) -> String {
        try runMonitor(words: MonitorArguments.words(of: line), line: line)
    }

    mutating func runMonitor(words: [String], line: String) throws(TargetFault) -> String {
        guard let (command, rest) = MonitorCommand.find(words) else {
            let nearest = MonitorCommand.nearest(to: words).map { "; did you mean \"\($0)\"?" }
            throw TargetFault(
                .unsupported,
                "\"\(line)\" is no command of this server\(nearest ?? ":") `monitor help` lists "
                    + "them")
        }
        guard command.isReadOnly || !isWatching else { throw Self.isWatched }
        switch command.need {
        case .nothing, .setting, .reading: break
        case .files, .writing:
            if !isAttached { try reattach() }
        case .control:
            if pace != .idle {
                throw TargetFault(.state, "the program is running: interrupt it first (Ctrl-C)")
            }
            if !isAttached { try reattach() }
        }
        var arguments = MonitorArguments(rest, of: command)
        return try command.run(&self, &arguments)
    }

    /// The command inside of `capture` or `catch`.
    mutating func runInner(_ words: [String]) throws(TargetFault) -> String {
        guard monitoring.depth < Limits.monitorDepth else {
            throw TargetFault(
                .unsupported, "more than \(Limits.monitorDepth) commands inside of one another")
        }
        monitoring.depth += 1
        defer { monitoring.depth -= 1 }
        return try runMonitor(words: words, line: words.joined(separator: " "))
    }

    /// The commands that the server was started with; a failure keeps no debugger away.
    mutating func runStartCommands() {
        let commands = monitoring.options.startCommands
        monitoring.options.startCommands = []
        for command in commands {
            do throws(TargetFault) {
                let text = try runMonitor(command)
                if !text.isEmpty {
                    notices.append(.init(level: .info, text: text, command: command))
                }
            } catch {
                notices.append(
                    .init(
                        level: .warning, text: "`\(command)` failed: \(error.message)",
                        command: command))
            }
        }
    }

    /// What stands in for a host where there is none.
    func monitorHost() throws(TargetFault) -> any MonitorHost {
        guard let host = monitoring.host else {
            throw TargetFault(.unsupported, "this server has no ports or clock for that")
        }
        return host
    }
}
