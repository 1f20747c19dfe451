import Foundation
import ProbeSetup
import Testing

@Suite struct RecordingFileTests {
    /// Also where the file was there, and everybody could read it.
    @Test(arguments: [nil, 0o644, 0o666])
    func onlyTheOwnerMayRead(before: Int?) throws {
        let path = NSTemporaryDirectory() + "recording-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        if let before {
            try Data("old".utf8).write(to: URL(filePath: path))
            try FileManager.default.setAttributes([.posixPermissions: before], ofItemAtPath: path)
        }
        _ = try startRecording(
            RecordingOptions(path: path), tool: "stlink", arguments: ["stlink", "info"]
        ) { _ in }
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try !String(contentsOfFile: path, encoding: .utf8).contains("old"))
    }
}
