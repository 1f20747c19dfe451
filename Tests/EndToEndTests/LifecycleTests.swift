import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Coming, going and coming back.
    @Suite struct LifecycleTests {
        @Test(arguments: Bench.all)
        func detachLetsTheTargetRunAndReconnectFindsIt(bench: Bench) async throws {
            let (desk, server) = try await RunControlTests.prepared()
            let connect = bench.connection.command(server)
            let transcript = try await bench.gdb.run(
                [
                    connect, "monitor reset halt", "break main", "continue", "delete", "detach",
                    desk.letBoardLive(milliseconds: 100), connect, "print ticks > 5",
                    "print fault_address", "detach",
                ], elf: try await firmware("zephyr.elf"))
            #expect(transcript["continue"].contains("Breakpoint 1, main"), "\(transcript)")
            #expect(!transcript["detach"].contains("know how"), "\(transcript)")
            // The firmware booted on while nobody looked: the tick went on.
            #expect(transcript["print ticks > 5"].contains("= 1"), "\(transcript)")
            #expect(transcript["print fault_address"].contains("= 0"), "\(transcript)")
            #expect(server.isRunning)
            expectNothingIllegal(try desk.statistics())
        }

        @Test(arguments: Bench.all)
        func killEndsTheSessionNotTheServer(bench: Bench) async throws {
            let (desk, server) = try await RunControlTests.prepared()
            let connect = bench.connection.command(server)
            let elf = try await firmware("zephyr.elf")
            let first = try await bench.gdb.run(
                [connect, "monitor reset halt", "kill", "info program"], elf: elf)
            #expect(!first["kill"].contains("not supported"), "\(first)")
            #expect(server.isRunning, "\(server.text)")
            let second = try await bench.gdb.run([connect, "info registers pc"], elf: elf)
            #expect(second["info registers pc"].contains("0x"), "\(second)")
            expectNothingIllegal(try desk.statistics())
        }

        /// A debugger that crashes or a cable that is cut: the next one finds the server ready.
        @Test func clientThatVanishesDoesNotEndTheServer() async throws {
            let (desk, server) = try await RunControlTests.prepared()
            defer { withExtendedLifetime(desk) {} }
            let connect = Connection.remote.command(server)
            let elf = try await firmware("zephyr.elf")
            _ = try await GDB.debian.run(
                [connect, "break main", "python import os, signal; os.kill(os.getpid(), 9)"],
                elf: elf)
            let again = try await GDB.debian.run([connect, "info registers pc"], elf: elf)
            #expect(again["info registers pc"].contains("0x"), "\(again)\n\(server.text)")
            #expect(server.isRunning)
        }

        @Test func garbagePacketIsRefusedAndForgotten() async throws {
            let (desk, server) = try await RunControlTests.prepared()
            let erasedBefore = try desk.statistics().erasedSectors
            let garbage = #"'\xff\x00$m0,4#00$zzzz#12$mzz,4#0d$\x03'"#
            // Who begins like that is no debugger and is sent away; this one has been answered.
            let question = "printf '+$qC#b4' >&3; IFS= read -r -d '#' reply <&3; "
            let sent = try desk.run(
                "exec 3<>/dev/tcp/127.0.0.1/\(server.port); \(question) \(question)"
                    + "printf \(garbage) >&3; "
                    + "IFS= read -r -t \(Patience.seconds) -d - reply <&3 && echo asked; "
                    + "exec 3>&-; true")
            // A bad checksum is answered with a request to send again: a minus.
            #expect(sent.output == "asked\n", "\(sent.text)")
            let elf = try await firmware("zephyr.elf")
            let again = try await GDB.debian.run(
                [Connection.remote.command(server), "info registers pc"], elf: elf)
            #expect(again["info registers pc"].contains("0x"), "\(again)\n\(server.text)")
            let statistics = try desk.statistics()
            #expect(statistics.erasedSectors == erasedBefore)
            expectNothingIllegal(statistics)
        }

        @Test func secondClientLooksOn() async throws {
            let (desk, server) = try await RunControlTests.prepared()
            defer { withExtendedLifetime(desk) {} }
            let elf = try await firmware("zephyr.elf")
            let connect = Connection.remote.command(server)
            let inner =
                "gdb-multiarch -nx -q -batch -ex 'set remotetimeout 60' -ex '\(connect)' "
                + "-ex stepi \(elf)"
            let transcript = try await GDB.debian.run(
                [
                    // gdb remembers registers over a monitor command.
                    connect, "monitor reset halt", "maintenance flush register-cache",
                    "shell \(inner) 2>&1", "info registers pc",
                ], elf: elf)
            let second = transcript["shell \(inner) 2>&1"]
            // It sees where the core is, and may not move it.
            #expect(second.contains("handle_reset ()"), "\(transcript)")
            #expect(second.contains("E16"), "\(transcript)")
            #expect(transcript["info registers pc"].contains("handle_reset"), "\(transcript)")
        }

        @Test func termSignalLeavesTheTargetRunning() async throws {
            let (desk, server) = try await RunControlTests.prepared()
            let elf = try await firmware("zephyr.elf")
            _ = try await GDB.debian.run(
                [Connection.remote.command(server), "monitor reset halt"], elf: elf)
            try server.stop()
            let next = try desk.startServer()
            let transcript = try await GDB.debian.run(
                [
                    desk.letBoardLive(milliseconds: 100), Connection.remote.command(next),
                    "print ticks > 5",
                ], elf: elf)
            #expect(transcript["print ticks > 5"].contains("= 1"), "\(transcript)")
            expectNothingIllegal(try desk.statistics())
        }
    }
}
