import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// What scripts and launch configurations written for st-util start must start here too.
    @Suite struct CommandLineTests {
        /// Every option of st-util 1.8, long and short, with the spellings its parser takes.
        static let served = [
            "-v", "-v99", "--verbose", "--verbose=99", "-m", "--multi", "-n", "--no-reset",
            "--hot-plug", "-u", "--connect-under-reset", "-F 1800k", "-F1M", "--freq=1800k",
            "--freq=4000", "--freq 1M", "--semihosting", "--serial 066DFF485550755187121723",
            "--stlinkv1", "-1", "-s 2", "--no-reset --multi -v",
        ]

        @Test(arguments: served)
        func optionOfTheIncumbentIsServed(options: String) throws {
            let desk = try Desk(["--serial", "066DFF485550755187121723"])
            let server = try desk.startServer(options)
            #expect(server.text.contains("Listening at *:\(server.port)"), "\(server.text)")
            try server.stop()
            expectNothingIllegal(try desk.statistics())
        }

        @Test(arguments: ["-p", "--listen_port=", "--listen_port "])
        func portIsTaken(option: String) throws {
            let desk = try Desk()
            let port = try FreePort.find()
            let separator = option == "-p" ? " " : ""
            try desk.run(
                "stlink-gdbserver \(option)\(separator)\(port) >$DESK/log 2>&1 & "
                    + "echo $! >$DESK/server"
            )
            let isReady = waitUntil {
                desk.folder.text("log").contains("Listening at *:\(port)")
            }
            #expect(isReady, "\(desk.folder.text("log"))")
            try desk.run("kill $(cat $DESK/server)")
        }

        @Test(arguments: [
            "stlink-gdbserver", "stlink", "stlink-sim", "stlink flash", "stlink read",
            "stlink erase", "stlink reset", "stlink info", "stlink list",
        ])
        func helpIsOfferedWithoutABoard(tool: String) async throws {
            let words = tool.split(separator: " ").map(String.init)
            for flag in words.count > 1 || tool == "stlink-sim"
                ? ["--help", "-h"] : ["--help", "-h", "--version"]
            {
                let outcome = try await Sim.runPlain(words + [flag])
                #expect(outcome.status == 0, "\(tool) \(flag): \(outcome.log)")
                #expect(!outcome.stdout.isEmpty, "\(tool) \(flag)")
            }
        }

        @Test func versionHasItsShortOption() async throws {
            let outcome = try await Sim.runPlain(["stlink-gdbserver", "-V"])
            #expect(outcome.status == 0, "\(outcome.log)")
            #expect(outcome.stdout.contains(/[0-9]+\.[0-9]+/), "\(outcome.log)")
        }

        @Test(arguments: ["zephyr.elf", "zephyr.hex"])
        func flashTakesEveryFormat(file: String) async throws {
            let desk = try Desk()
            let flash = try desk.run("stlink flash \(try await firmware(file))")
            #expect(flash.status == 0, "\(flash.text)")
            let read = try desk.run("stlink read 0x08000000 18120 $DESK/flash.bin")
            #expect(read.status == 0, "\(read.text)")
            #expect(try desk.folder.bytes("flash.bin") == (try await firmwareBytes("zephyr.bin")))
            expectNothingIllegal(try desk.statistics())
        }

        @Test func theToolDoesItsCommands() async throws {
            let desk = try Desk(["--serial", "066DFF485550755187121723"])
            let list = try desk.run("stlink list")
            #expect(list.status == 0, "\(list.text)")
            #expect(list.output.contains("066DFF485550755187121723"), "\(list.text)")
            let info = try desk.run("stlink info")
            #expect(info.status == 0, "\(info.text)")
            for words in ["STM32F7", "V2J29", "1024 KiB"] {
                #expect(info.output.contains(words), "\(words) in: \(info.text)")
            }
            let binary = try await firmware("zephyr.bin")
            let flash = try desk.run("stlink flash \(binary) --address 0x08000000")
            #expect(flash.status == 0, "\(flash.text)")
            let erase = try desk.run("stlink erase")
            #expect(erase.status == 0, "\(erase.text)")
            try desk.run("stlink read 0x08000000 1024 $DESK/erased.bin")
            #expect(try desk.folder.bytes("erased.bin") == Array(repeating: 0xFF, count: 1024))
            let reset = try desk.run("stlink reset")
            #expect(reset.status == 0, "\(reset.text)")
            expectNothingIllegal(try desk.statistics())
        }
    }
}
