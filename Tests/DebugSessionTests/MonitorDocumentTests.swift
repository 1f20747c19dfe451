import DebugSession
import Foundation
import Testing

@Suite struct MonitorDocumentTests {
    /// `docs/monitor.md` is what the table says; `RECORD=1` writes it again.
    @Test func theDocumentIsFresh() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "docs/monitor.md")
        if ProcessInfo.processInfo.environment["RECORD"] != nil {
            try MonitorDocument.text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == MonitorDocument.text)
    }
}
