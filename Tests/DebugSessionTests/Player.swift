import Foundation
import RemoteProtocol
import TargetDouble
import TargetMemory
import Testing

@testable import DebugSession

/// Plays a transcript against a session over the double, and writes down what came of it.
///
/// `> packet` goes to the session, `< reply` is what it says, `@ command` does something to the
/// target or asks about it, `# ` explains. Bytes that are no text are `\xx`.
final class Player {
    private let target = TargetDouble()
    private var session: Session

    init() throws {
        session = Session(target: target, serverVersion: "server 1")
        try session.begin()
        _ = target.takeCalls()
    }

    struct UnknownCommand: Error { var line: String }

    func play(_ transcript: String) throws -> String {
        var played: [String] = []
        for line in transcript.split(separator: "\n", omittingEmptySubsequences: false) {
            // What the session said last time is said again, or is not.
            if line.hasPrefix("< ") || line == "<" || line.hasPrefix("= ") { continue }
            played.append(String(line))
            if line.hasPrefix("> ") {
                let packet = Self.bytes(line.dropFirst(2))
                played +=
                    packet == [3] ? written(session.interrupt()) : written(session.handle(packet))
                while session.isWorking { played += written(session.work()) }
            } else if line.hasPrefix("@ ") {
                played += try command(line.dropFirst(2).split(separator: " ").map(String.init))
            }
        }
        return played.joined(separator: "\n")
    }

    private func command(_ words: [String]) throws -> [String] {
        switch words[0] {
        case "poll": return written(session.poll())
        case "stop": target.pendingStop = try reason(words.dropFirst().joined(separator: " "))
        case "calls": return ["= " + target.takeCalls().joined(separator: ", ")]
        case "note":
            let text = words.dropFirst().joined(separator: " ")
            target.stopNote = text.isEmpty ? nil : text
        case "no-flash": target.hasFlash = false
        case "flash-fails":
            target.setFlashFault(TargetFault(.flash, at: 0x0800_0000, "sector 0 is protected"))
        case "probe-lost": target.fault = TargetFault(.probeLost, "the ST-Link is gone")
        case "fails": target.fault = TargetFault(.link, "the wire is loose")
        case "works": target.fault = nil
        case "halt-takes": target.haltDelay = Int(words[1]) ?? 0
        default: throw UnknownCommand(line: words.joined(separator: " "))
        }
        return []
    }

    private func reason(_ text: String) throws -> StopReason {
        switch text {
        case "write watch": .watchpoint(.write, 0x2000_0010)
        case "read watch": .watchpoint(.read, 0x2000_0010)
        case "access watch": .watchpoint(.access, 0x2000_0010)
        case "breakpoint": .hardwareBreakpoint
        case "bkpt": .trap
        case "fault": .fault(signal: 11)
        default: throw UnknownCommand(line: text)
        }
    }

    private func written(_ response: Response) -> [String] {
        var lines = response.replies.map { reply in
            if case .console(let text) = reply { return "< O " + Self.text(Array(text.utf8)) }
            if case .notification(let text) = reply { return "< %" + text }
            return ("< " + Self.text(reply.body)).trimmingCharacters(in: .whitespaces)
        }
        if let end = response.end { lines.append("= end: \(end)") }
        return lines
    }

    private static func text(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\\")
                ? String(UnicodeScalar(byte)) : "\\" + Hexadecimal.string([byte])
        }.joined()
    }

    private static func bytes(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            bytes += Hexadecimal.decode(rest.prefix(2)) ?? []
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
