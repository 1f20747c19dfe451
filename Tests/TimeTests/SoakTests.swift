import Foundation
import TestSupport
import Testing

/// What time does to a server: many sessions, clocks that leap, laptops that sleep.
@Suite struct TimeTests {
    /// A moment of `make soak`, with its verdict: sessions of the kinds that leave most behind, on
    /// two boards at once with one server each that lives all the time.
    @Test func aMomentOfTheSoakIsClean() async throws {
        let firmware = try await TestFirmware.path("zephyr.elf")
        let folder = try TemporaryFolder()
        let script = "\(Executables.packageRoot)/Tests/Soak/soak.py"
        let outcome = try await Sim.runPlain(
            [
                "/usr/bin/python3", script, "--rounds", "4", "--boards", "2", "--scale", "8",
                "--kinds",
                "load,semihosting,RTT,left without a word,gdb killed,tools between,connects,"
                    + "breakpoints,watch", "--folder", folder.path,
                "--tools", Executables.folder,
                "--firmware", (firmware as NSString).deletingLastPathComponent,
                "--gdb13", try GDB.debian.path(), "--gdb18", try GDB.recent.path(),
                "--lldb", try Tool.lldb(.v14).debugger,
            ], timeoutSeconds: 1800)
        #expect(outcome.stdout.contains("the soak is clean"), "\(outcome.log)")
        #expect(outcome.status == 0, "\(outcome.log)")
        // It has done what it says.
        #expect(outcome.stdout.contains("| breakpoints | 8 |"), "\(outcome.log)")
        let samples = folder.text("samples.csv")
        #expect(samples.split(separator: "\n").count { $0.contains("server, ") } == 8)
    }
}
