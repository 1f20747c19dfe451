import Foundation
import TestSupport

/// What a debugger's front end does, line by line, as a text file that reads like a log.
///
/// Before the first step:
///
///     # who does this, and where in its sources it stands
///     board stm32f756               what `stlink-sim --board` takes
///     flash second.elf              what is in the flash when the server starts
///     program zephyr.elf            $ELF
///     server st-util -p $PORT       the command line that the front end starts
///     ready Listening at \*         the expression that it waits for, in both streams;
///                                   ready-stdout and ready-stderr: in one
///     settle 200 ms                 the program runs that long before the debugger comes
///     gdb -q --interpreter=mi2      the debugger's arguments, quoted as in a shell
///     write .gdbinit                a file in the working folder: the indented lines below
///         set remotetimeout 10
///
/// Steps:
///
///     > -break-insert main          sent when the one before was answered
///     >> -break-insert main         sent without waiting for the one before
///     < \*stopped,.*"main"          awaited; a named group becomes a variable
///     ! warning                     nothing that came since the last `>` may match
///     within 2 s                    the front end's patience from here on
///     start live -q ...             a second debugger; its lines are `live> ` and `live< `
///     press Ctrl-C                  SIGINT to the debugger
///     log vFlashDone                the server's log has it
///     stop server SIGTERM           and wait for its end, if it runs yet
///     ends                          the debugger ends by itself
///     pause 100 ms                  as long as the front end waits
///
/// A command that is answered with `^error` ends the session, unless that is what is awaited.
struct Session {
    enum Step {
        case send(String, to: String, waits: Bool, mayFail: Bool)
        case await(String, from: String)
        case refuse(String, from: String)
        case patience(seconds: Double)
        case start(String, arguments: String)
        case interrupt
        case log(String)
        case stopServer(signal: String)
        case ends(String)
        case pause(seconds: Double)
    }

    /// The step and the line of the file it stands in.
    struct Line {
        var number: Int
        var step: Step
    }

    /// The first debugger's name in steps.
    static let main = ""

    var settings: [String: String] = [:]
    /// Files by name.
    var files: [String: String] = [:]
    var steps: [Line] = []

    init(text: String) throws {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var file: String?
        for (index, line) in lines.enumerated() {
            if let file, line.hasPrefix("    ") {
                files[file, default: ""] += line.dropFirst(4) + "\n"
                continue
            }
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            let (word, rest) = Self.cut(line)
            file = word == "write" ? rest : nil
            if file != nil { continue }
            if Self.settingNames.contains(word), steps.isEmpty {
                settings[word] = rest
                continue
            }
            let next = lines.dropFirst(index + 1).first { !$0.isEmpty && !$0.hasPrefix("#") }
            guard let step = Self.step(word, rest, next: next ?? "") else {
                throw DeskFailure("line \(index + 1) is no step: \(line)")
            }
            steps.append(Line(number: index + 1, step: step))
        }
    }

    private static let settingNames: Set<String> = [
        "board", "flash", "program", "server", "ready", "ready-stdout", "ready-stderr", "gdb",
        "settle",
    ]

    private static func cut(_ line: String) -> (String, String) {
        let words = line.split(separator: " ", maxSplits: 1)
        return (words.first.map(String.init) ?? "", words.count > 1 ? String(words[1]) : "")
    }

    private static func step(_ word: String, _ rest: String, next: String) -> Step? {
        switch word {
        case "within": return seconds(rest).map { .patience(seconds: $0) }
        case "pause": return seconds(rest).map { .pause(seconds: $0) }
        case "press": return rest == "Ctrl-C" ? .interrupt : nil
        case "log": return .log(rest)
        case "ends": return .ends(rest)
        case "start":
            let (name, arguments) = cut(rest)
            return .start(name, arguments: arguments)
        case "stop":
            let (what, signal) = cut(rest)
            return what == "server" ? .stopServer(signal: signal) : nil
        default: return conversation(word, rest, next: next)
        }
    }

    private static func conversation(_ word: String, _ rest: String, next: String) -> Step? {
        let name = String(word.prefix { $0.isLetter })
        switch word.dropFirst(name.count) {
        case ">", ">>":
            let mayFail = next.hasPrefix("\(name)< \\^error")
            return .send(rest, to: name, waits: !word.hasSuffix(">>"), mayFail: mayFail)
        case "<": return .await(rest, from: name)
        case "!": return .refuse(rest, from: name)
        default: return nil
        }
    }

    /// Words as a shell has them, with single or double quotes.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + [character] }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character == " " {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + [character]
            }
        }
        return words + (word.map { [$0] } ?? [])
    }

    /// `2 s` or `100 ms`.
    static func seconds(_ text: String) -> Double? {
        let (number, unit) = cut(text)
        guard let value = Double(number) else { return nil }
        switch unit {
        case "s": return value
        case "ms": return value / 1000
        default: return nil
        }
    }
}
