import ArgumentParser
import STM32Target

@testable import stlink
@testable import stlink_gdbserver

extension FuzzTarget {
    /// The server's command line: a line for each word, the first one the program's name. The file
    /// `f` has the same words as the command line.
    static let serverOptions = FuzzTarget(
        name: "server-options", maximumByteCount: 512, dictionary: "options"
    ) { bytes in
        let words = words(of: bytes)
        let form = CommandLineForm(
            Array(words.dropFirst()), program: words.first ?? "",
            contents: { $0 == "f" ? words.joined(separator: " ") : nil })
        check(form.arguments.count <= 40 * (words.count * words.count + 1), "too many options")
        do {
            guard
                let command = try GDBServerCommand.parseAsRoot(form.arguments)
                    as? GDBServerCommand
            else { return }
            _ = command.serverConfiguration
            _ = command.connectOptions
            _ = command.style
        } catch {
            check(!isLong(GDBServerCommand.fullMessage(for: error), words), "a long message")
        }
    }

    /// The command line of `stlink`, a line for each word.
    static let toolOptions = FuzzTarget(
        name: "tool-options", maximumByteCount: 512, dictionary: "options"
    ) { bytes in
        let words = words(of: bytes)
        do {
            _ = try STLinkTool.parseAsRoot(words)
        } catch {
            check(!isLong(STLinkTool.fullMessage(for: error), words), "a long message")
        }
    }

    private static func words(of bytes: [UInt8]) -> [String] {
        bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// A completion script is the longest.
    private static func isLong(_ message: String, _ words: [String]) -> Bool {
        message.utf8.count > 200_000
    }
}
