import Foundation
import TestSupport
import Testing

/// Front ends, debuggers and the server: one session at a time, because each takes a processor.
@Suite(.serialized) enum ClientTests {}

extension ClientTests {
    /// Every file of `Sessions`: what a front end sends, in its order, and what it must get.
    @Suite struct SessionTests {
        private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Sessions")

        static let names: [String] = {
            let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
            return (files ?? []).filter { $0.hasSuffix(".session") }.sorted()
        }()

        @Test func thereAreSessions() { #expect(Self.names.count >= 16) }

        @Test(arguments: names, GDB.allCases)
        func theSessionGoesAsWritten(name: String, gdb: GDB) async throws {
            let file = Self.folder.appending(path: name)
            let session = try Session(text: String(contentsOf: file, encoding: .utf8))
            let player = try SessionPlayer(session, gdb: gdb)
            try await player.play()
            let statistics = try player.desk.unplug()
            #expect(statistics?.illegal == [:])
        }
    }
}
