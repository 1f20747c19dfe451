import Foundation
import TestSupport
import Testing

/// Sessions that were recorded and are played again: each takes a processor for a moment.
@Suite(.serialized) enum Replay {
    static let folder = Executables.packageRoot + "/Tests/ReplayTests/Recordings"

    /// Without the lines that say what was left out of the file, and without durations.
    static func comparable(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            !line.contains("serial") && !line.contains("unique id") && !line.contains(" ms (")
        }.joined(separator: "\n").replacing(/\ in [0-9]+ ms/, with: "")
    }
}

/// A session worth keeping: what was recorded where, and is played by every run of the tests.
struct KeptSession: Sendable, CustomTestStringConvertible {
    var name: String
    var command: String
    var board = "stm32f756"
    var probe: String?
    var faults: [String] = []

    var testDescription: String { name }
    var path: String { "\(Replay.folder)/\(name).jsonl" }
    var outputPath: String { "\(Replay.folder)/\(name).txt" }

    static let all = [
        KeptSession(name: "info", command: "stlink info"),
        KeptSession(
            name: "info-v1", command: "stlink info", board: "stm32f103", probe: "stlink-v1"),
        KeptSession(
            name: "info-v3", command: "stlink info", board: "stm32h743", probe: "stlink-v3e"),
        KeptSession(name: "reset-line-open", command: "stlink info -u", faults: ["nrst(open)"]),
        KeptSession(name: "no-target", command: "stlink info", faults: ["no-target"]),
        KeptSession(name: "stall", command: "stlink info", faults: ["stall(READDEBUGREG, 3)"]),
        KeptSession(name: "gone", command: "stlink info", faults: ["gone(READDEBUGREG, 4)"]),
        KeptSession(name: "late-reply", command: "stlink info", faults: ["mute(READDEBUGREG, 1)"]),
        KeptSession(name: "closed", command: "stlink info", faults: ["state(closed)"]),
        KeptSession(
            name: "noise", command: "stlink reset", faults: ["bitnoise(1/20, freq>1 MHz)"]),
        KeptSession(name: "doctor", command: "stlink doctor", faults: ["nrst(open)"]),
        KeptSession(name: "erase", command: "stlink erase", board: "stm32g071"),
    ]
}

extension Replay {
    /// Problems of strangers as they came in, with what the tool said: `RECORD=1 swift test
    /// --filter KeptSessions` records them anew on the virtual board.
    @Suite struct KeptSessions {
        @Test(arguments: KeptSession.all)
        func comesToTheSameAgain(session: KeptSession) async throws {
            let folder = try TemporaryFolder()
            if ProcessInfo.processInfo.environment["RECORD"] != nil {
                try await record(session)
            }
            let result = try await Sim.runPlain(
                ["stlink-sim", "--replay", session.path, "--", "bash", "-c", session.command],
                in: folder)
            let said =
                "\(Replay.comparable(result.stdout))\(Replay.comparable(result.stderr))"
                + "status \(result.status)\n"
            let expected = try String(contentsOfFile: session.outputPath, encoding: .utf8)
            #expect(said == expected, "\(result.log)")
        }

        private func record(_ session: KeptSession) async throws {
            let result = try await Sim.run(
                "status=0\n\(session.command) --record session || status=$?\nexit $status",
                Sim.Options(board: session.board, probe: session.probe, faults: session.faults))
            try FileManager.default.createDirectory(
                atPath: Replay.folder, withIntermediateDirectories: true)
            try result.folder.text("session").write(
                toFile: session.path, atomically: true, encoding: .utf8)
            let said =
                "\(Replay.comparable(result.stdout))\(Replay.comparable(result.stderr))"
                + "status \(result.status)\n"
            try said.write(toFile: session.outputPath, atomically: true, encoding: .utf8)
        }
    }
}
