import Foundation
import TestSupport
import Testing

extension ClientTests {
    /// Our runner for west, on a stand-in of the classes that it is written for.
    @Suite struct ZephyrTests {
        private func west(
            _ desk: Desk, _ arguments: String, timeoutSeconds: Int = Patience.commandSeconds
        ) async throws
            -> Outcome
        {
            let elf = try await TestFirmware.path("zephyr.elf")
            let images = elf.dropLast("/zephyr.elf".count)
            let script = Executables.packageRoot + "/Tests/ClientTests/Zephyr/west.py"
            // gdb as `west` starts it, but without a person: it ends when its input does.
            let gdb = "$DESK/gdb"
            try desk.folder.write(
                "#!/bin/sh\nexec \(GDB.debian.path()) -nx -q -batch \"$@\" -ex 'print ticks'"
                    + " -ex 'info line *$pc' -ex detach\n", to: "gdb")
            try desk.run("chmod +x $DESK/gdb")
            return try desk.run(
                "python3 -B \(script) \(images) \(gdb) \(arguments)",
                timeoutSeconds: timeoutSeconds)
        }

        /// What is in the flash, compared on the target without a reset.
        private func holds(_ desk: Desk, _ name: String) async throws -> Bool {
            let image = try await TestFirmware.path(name)
            return try desk.run("stlink verify \(image) --hot-plug").status == 0
        }

        @Test func flashTakesWhatWasBuilt() async throws {
            let desk = try Desk()
            for (arguments, image) in [
                ("", "zephyr.hex"), ("--image second --only elf", "second.elf"),
                ("--only bin --dt-flash y", "zephyr.hex"), ("--only bin", "zephyr.hex"),
                ("--image second --erase --no-reset -O=--freq=1M", "second.elf"),
            ] {
                let outcome = try await west(desk, "flash \(arguments)")
                #expect(outcome.status == 0, "\(arguments): \(outcome.text)")
                #expect(try await holds(desk, image), "\(arguments): \(outcome.text)")
            }
            let elf = try await TestFirmware.path("zephyr.elf")
            let file = try await west(desk, "flash --file \(elf)")
            #expect(file.status == 0 && file.error.contains("flashing \(elf)"), "\(file.text)")
            let serial = try await west(desk, "flash --dev-id NOSUCH")
            #expect(serial.status != 0 && serial.text.contains("NOSUCH"), "\(serial.text)")
            #expect(try desk.unplug()?.illegal == [:])
        }

        @Test func debugLoadsAndAttachDoesNot() async throws {
            let desk = try Desk()
            let port = try FreePort.find()
            let debug = try await west(desk, "debug --gdb-port \(port)")
            #expect(debug.status == 0, "\(debug.text)")
            #expect(debug.output.contains("Loading section rom_start"), "\(debug.text)")
            #expect(debug.output.contains("handle_reset"), "\(debug.text)")
            // The program ran on when gdb left; nothing resets it now.
            usleep(300_000)
            let attach = try await west(desk, "attach --gdb-port \(port)")
            #expect(attach.status == 0, "\(attach.text)")
            #expect(!attach.output.contains("Loading"), "\(attach.text)")
            let ticks = attach.output.firstMatch(of: /\$1 = (\d+)/).flatMap { Int($0.1) }
            #expect((ticks ?? 0) > 10, "\(attach.text)")
            #expect(try desk.unplug()?.illegal == [:])
        }

        @Test func debugServerServes() async throws {
            let desk = try Desk()
            let port = try FreePort.find()
            let script = Executables.packageRoot + "/Tests/ClientTests/Zephyr/west.py"
            let elf = try await TestFirmware.path("zephyr.elf")
            try #require(try desk.run("stlink flash \(elf)").status == 0)
            let server = try desk.startServer(
                commandLine: "python3 -B \(script) \(elf.dropLast(11)) gdb debugserver "
                    + "--gdb-port \(port)", port: port)
            let isReady = waitUntil { server.text.contains("Listening at") }
            #expect(isReady, "\(server.text)")
            let session = try await GDB.debian.run(
                ["target extended-remote :\(port)", "info line *$pc"], elf: elf)
            #expect(session["info line *$pc"].contains("handle_reset"), "\(session)")
            // A terminal's Ctrl-C reaches the server with west, its parent.
            try desk.run("kill -INT $(pgrep -P \(server.pid))")
            #expect(waitUntil { !server.isRunning })
        }
    }
}
