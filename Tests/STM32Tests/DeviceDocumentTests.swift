import Foundation
import STM32
import Testing

@Suite struct DeviceDocumentTests {
    /// `docs/devices.md` is what the table says; `RECORD=1` writes it again.
    @Test func theDocumentIsFresh() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "docs/devices.md")
        if ProcessInfo.processInfo.environment["RECORD"] != nil {
            try DeviceDocument.markdown.write(to: file, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(written == DeviceDocument.markdown, "RECORD=1 swift test --filter DeviceDocument")
    }
}
