import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// A program that prints, keeps a file and exits, with gdb and the real server.
    @Suite struct SemihostingTests {
        /// As a CI job runs a unit test on the target: its text, its file, its exit status.
        @Test func exitStatusIsTheServers() async throws {
            let desk = try Desk()
            let elf = try await firmware("semihosting.elf")
            let port = try FreePort.find()
            let gdb = try GDB.debian.path()
            let outcome = try desk.run(
                "mkdir $DESK/files; "
                    + "stlink-gdbserver --port \(port) --exit-on-semihosting "
                    + "--semihosting-console stdout --semihosting-files $DESK/files "
                    + "--semihosting-arguments 'one two' >$DESK/console 2>$DESK/log & server=$!; "
                    + "until grep -q Listening $DESK/log; do sleep 0.05; done; "
                    + "\(gdb) -nx -batch -ex 'target extended-remote :\(port)' -ex load "
                    + "-ex continue \(elf); wait $server")
            #expect(outcome.status == 42, "\(outcome.text)\n\(desk.folder.text("log"))")
            #expect(desk.folder.text("console") == "hello\none two")
            #expect(desk.folder.text("files/note.txt") == "from the target\n")
            expectNothingIllegal(try desk.statistics())
        }

        @Test(arguments: GDB.allCases) func filesAndConsoleAreGDBs(gdb: GDB) async throws {
            let desk = try Desk()
            let server = try desk.startServer("--semihosting --semihosting-files gdb")
            let transcript = try await gdb.run(
                [
                    "cd \(desk.folder.path)", "target extended-remote :\(server.port)", "load",
                    "continue",
                ], elf: try await firmware("semihosting.elf"))
            #expect(transcript.text.contains("hello"), "\(transcript)")
            #expect(transcript.text.contains("exited with code 052"), "\(transcript)")
            #expect(desk.folder.text("note.txt") == "from the target\n")
            #expect(server.isRunning)
            try server.stop()
        }
    }
}
