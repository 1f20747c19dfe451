import Foundation
import TestSupport

/// A debugger that is spoken to in lines, as front ends speak to gdb.
final class Debugger: ChildProcess {
    /// What it said since the last command that was sent, less what was awaited already.
    private(set) var unread: [String] = []
    /// Everything, both ways.
    private(set) var transcript: [String] = []

    private var partial: [UInt8] = []
    private var token = 0
    /// Commands without an answer yet, and whether they may fail.
    private var open: [Int: Bool] = [:]

    init(_ path: String, _ arguments: [String], in folder: TemporaryFolder) throws {
        try super.init(path, arguments, in: folder, hearsErrors: true)
    }

    /// MI commands get the number by which front ends recognise the answer.
    func send(_ command: String, mayFail: Bool) throws {
        var line = command
        if command.hasPrefix("-") {
            token += 1
            line = "\(token)\(command)"
            open[token] = mayFail
        }
        transcript.append("> \(command)")
        unread = []
        try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
    }

    func interrupt() { kill(process.processIdentifier, SIGINT) }

    /// Waits until every command has been answered.
    func waitForAnswers(seconds: Double) throws {
        let deadline = Self.deadline(seconds)
        while !open.isEmpty {
            guard try readLine(before: deadline) else { throw failure("no answer") }
        }
    }

    /// Waits for a line that matches, and returns its named groups.
    func wait(for pattern: String, seconds: Double) throws -> [String: String] {
        let expression = try Regex(pattern)
        let deadline = Self.deadline(seconds)
        var next = 0
        while true {
            while next < unread.count {
                if let match = unread[next].firstMatch(of: expression) {
                    unread.remove(at: next)
                    let named = match.output.compactMap { value in
                        value.name.map { ($0, String(value.substring ?? "")) }
                    }
                    return Dictionary(named) { $1 }
                }
                next += 1
            }
            guard try readLine(before: deadline) else {
                throw failure("nothing that matches: \(pattern)")
            }
        }
    }

    func waitForEnd(seconds: Double) throws {
        let deadline = Self.deadline(seconds)
        while process.isRunning, ContinuousClock.now < deadline {
            _ = try readLine(before: min(deadline, Self.deadline(0.05)))
        }
        guard !process.isRunning else { throw failure("the debugger does not end") }
    }

    func failure(_ text: String) -> DeskFailure {
        DeskFailure("\(text)\n\(transcript.suffix(60).joined(separator: "\n"))")
    }

    private static func deadline(_ seconds: Double) -> ContinuousClock.Instant {
        ContinuousClock.now + .milliseconds(Int64(seconds * 1000))
    }

    /// One more line into `unread`; `false` when the time is over or the debugger gone.
    private func readLine(before deadline: ContinuousClock.Instant) throws -> Bool {
        while true {
            if let end = partial.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: partial[..<end], as: UTF8.self)
                partial.removeSubrange(...end)
                try take(line.trimmingCharacters(in: .whitespaces))
                return true
            }
            guard let bytes = readBytes(before: deadline) else { return false }
            partial += bytes
        }
    }

    /// An answer loses its number, so that sessions can be written without.
    private func take(_ line: String) throws {
        transcript.append("< \(line)")
        guard line != "(gdb)", !line.isEmpty else { return }
        let digits = line.prefix { $0.isNumber }
        let rest = String(line.dropFirst(digits.count))
        guard rest.hasPrefix("^"), let number = Int(digits), let mayFail = open[number] else {
            unread.append(line)
            return
        }
        open[number] = nil
        unread.append(rest)
        if rest.hasPrefix("^error"), !mayFail { throw failure("refused: \(rest)") }
    }
}
