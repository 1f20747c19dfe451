import Foundation
import RemoteProtocol
import Testing

@Suite struct ProtocolDocumentTests {
    /// `docs/protocol.md` is what the table says; `RECORD=1` writes it again.
    @Test func theDocumentIsFresh() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "docs/protocol.md")
        if ProcessInfo.processInfo.environment["RECORD"] != nil {
            try ProtocolDocument.markdown.write(to: file, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(
            written == ProtocolDocument.markdown, "RECORD=1 swift test --filter ProtocolDocument")
    }
}
