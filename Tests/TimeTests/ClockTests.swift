import Foundation
import TestSupport
import Testing

extension TimeTests {
    /// The wall clock is set while the server works: it stamps the log, and nothing else.
    @Suite struct ClockTests {
        @Test(arguments: GDB.allCases)
        func leapsOfYearsChangeNothing(gdb: GDB) async throws {
            let desk = try Desk(["--pace"])
            let library = try await PreloadedLibrary.built("TimeTests/clock.c", in: desk.folder)
            let port = try FreePort.find()
            let server = try desk.startServer(
                commandLine: "LD_PRELOAD=$LD_PRELOAD:\(library) stlink-gdbserver --port \(port)",
                port: port)
            let isReady = waitUntil(timeoutSeconds: Patience.commandSeconds) {
                server.errors.contains("Listening at *:\(port)")
            }
            try #require(isReady, "\(server.text)")
            let transcript = try await gdb.run(
                [
                    Connection.extended.command(server), "load", "compare-sections",
                    "monitor reset halt", "tbreak main", "continue", "next",
                    "set var spin_requested = 1", GDB.pressControlC(afterSeconds: 3), "continue",
                    "stepi", "monitor sleep 300", "detach",
                ], elf: try await TestFirmware.path("zephyr.elf"))
            #expect(transcript["load"].contains("Transfer rate"), "\(transcript)")
            #expect(!transcript["compare-sections"].contains("MIS-MATCHED"), "\(transcript)")
            #expect(transcript["continue"].contains("main ()"), "\(transcript)")
            #expect(
                transcript["continue", occurrence: 2].contains("SIGINT"), "\(transcript)")
            #expect(transcript["detach"].contains("detached"), "\(transcript)")
            // It did leap: the log's lines are years apart.
            let years = Set(server.errors.split(separator: "\n").map { $0.prefix(4) })
            #expect(years.count == 2, "\(server.errors)")
            #expect(!server.errors.contains(" WARN "), "\(server.errors)")
            try server.stop()
            #expect(try desk.unplug()?.illegal == [:])
        }
    }
}
