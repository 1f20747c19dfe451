import Foundation
import Testing

@testable import DebugSession

/// Golden conversations: what a client says, what it is answered, in files to be read.
///
/// `RECORD=1 swift test --filter TranscriptTests` writes the answers again; review the diff.
@Suite struct TranscriptTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Transcripts")

    static let names: [String] = {
        let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (files ?? []).filter { $0.hasSuffix(".rsp") }.sorted()
    }()

    @Test func thereAreTranscripts() { #expect(Self.names.count >= 8) }

    @Test(arguments: names)
    func theConversationGoesAsWritten(name: String) throws {
        let file = Self.folder.appending(path: name)
        let written = try String(contentsOf: file, encoding: .utf8)
        let played = try Player().play(written)
        if ProcessInfo.processInfo.environment["RECORD"] != nil {
            try played.write(to: file, atomically: true, encoding: .utf8)
        }
        let expected = written.split(separator: "\n", omittingEmptySubsequences: false)
        let actual = played.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, pair) in zip(expected, actual).enumerated() where pair.0 != pair.1 {
            Issue.record("\(name):\(index + 1): expected \(pair.0)\n          came \(pair.1)")
            return
        }
        #expect(expected.count == actual.count)
    }
}
