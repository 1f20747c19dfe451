import Foundation
import TestSupport
import Testing

extension Replay {
    /// Whole sessions of gdb, recorded and played back in one test.
    @Suite struct SessionTests {
        /// Shell functions beside those of `Sim`.
        private static let prelude = """
            serve() { # OPTIONS: starts the server, which becomes $server at $port
                rm -f port
                stlink-gdbserver -p 0 --port-file port --once "$@" 2>server.log & server=$!
                wait_for port '[0-9]'; port=$(cat port)
            }
            debug() { # COMMANDS
                local words=()
                for word in "$@"; do words+=(-ex "$word"); done
                # Under the preload library it may not see Ctrl-C (docs/virtual-board.md).
                env -u LD_PRELOAD timeout -k 10 120 gdb-multiarch -nx -q -batch \\
                    -ex 'set confirm off' -ex 'set width 0' "${words[@]}" $ELF 2>&1 |
                    grep -v 'Transfer rate'
            }
            session() { # OPTIONS: load, break, step, look, interrupt
                serve "$@"
                debug "target extended-remote :$port" load 'monitor reset halt' \\
                    'maintenance flush register-cache' 'break main' continue next stepi \\
                    'info registers pc' 'x/2wx $sp' delete \\
                    'shell (sleep 3; kill -INT $PPID) &' continue detach
                wait $server
            }

            """

        @Test func aLoadIsPlayedBackToGDB() async throws {
            let elf = try await TestFirmware.built().zephyr
            let environment = ["ELF": elf]
            let recorded = try await Sim.run(
                Self.prelude + "session --record session", Sim.Options(environment: environment))
            #expect(recorded.status == 0, "\(recorded.log)")
            #expect(recorded.stdout.contains("Breakpoint 1, main"), "\(recorded.log)")
            let file = recorded.folder.file("session")
            let bytes = try recorded.folder.bytes("session")
            print("a recorded session of a load: \(bytes.count) bytes")
            #expect(bytes.count < 200_000)
            for words in ["flash plan", "STM32F74x", "V2J29S7", "4000 kHz", "vFlashDone"] {
                #expect(recorded.folder.text("session").contains(words), "\(words)")
            }
            try expectNothing(of: elf, in: bytes)

            let replayed = try await replay(file, "session", environment)
            #expect(replayed.status == 0, "\(replayed.log)")
            // What is on the stack is a number of few bytes; code around it is not kept.
            let lines = { (text: String) in
                text.split(separator: "\n").filter { !$0.hasPrefix("factorial (") }
            }
            #expect(lines(replayed.stdout) == lines(recorded.stdout), "\(replayed.log)")

            // Another program is no longer the same session.
            let other = try await replay(
                file, "session", ["ELF": TestFirmware.built().second])
            #expect(other.status == 123, "\(other.log)")
            #expect(
                other.stderr.contains("are others than those that were recorded"), "\(other.log)")
        }

        /// One file, both sides: no gdb, no board.
        @Test func aWholeRecordingPlaysBothSides() async throws {
            let environment = ["ELF": try await TestFirmware.built().zephyr]
            let recorded = try await Sim.run(
                Self.prelude + "session --record session --record-firmware",
                Sim.Options(environment: environment))
            #expect(recorded.status == 0, "\(recorded.log)")
            let file = recorded.folder.file("session")
            let script = """
                serve
                stlink-sim --replay-client \(file) --client-port $port
                wait $server
                """
            let replayed = try await replay(file, script, environment)
            #expect(replayed.status == 0, "\(replayed.log)")
        }

        /// kill -9 in the middle leaves a file that plays up to there.
        @Test func aKilledServerLeavesARecording() async throws {
            let environment = ["ELF": try await TestFirmware.built().zephyr]
            let recorded = try await Sim.run(
                Self.prelude + """
                    serve --record session
                    (wait_for session vFlashWrite; kill -9 $server) &
                    debug "target extended-remote :$port" load || true
                    wait $server || true
                    """, Sim.Options(environment: environment))
            let text = recorded.folder.text("session")
            #expect(text.contains("vFlashWrite"), "\(recorded.log)")
            #expect(!text.contains("\"end\""), "\(text.suffix(200))")
            let replayed = try await replay(
                recorded.folder.file("session"),
                """
                serve
                debug "target extended-remote :$port" load || true
                kill $server || true; wait $server || true
                """, environment)
            #expect(replayed.stderr.contains("has no end of its own"), "\(replayed.log)")
            #expect(!replayed.stderr.contains("differs"), "\(replayed.log)")
        }

        /// Neither a missing folder at the start nor a disk that fills up costs the session.
        @Test func whereNothingCanBeWrittenIsSaidOnce() async throws {
            let environment = ["ELF": try await TestFirmware.built().zephyr]
            let result = try await Sim.run(
                """
                status=0
                stlink info --record /no/such/folder/file || status=$?
                echo "first $status"
                status=0
                stlink info --record /dev/full || status=$?
                echo "second $status"
                (ulimit -f 3; stlink flash $ELF --record session) 2>small
                echo "third $?"
                """, Sim.Options(environment: environment))
            #expect(result.stdout.contains("first 30"), "\(result.log)")
            #expect(result.stdout.contains("second 30"), "\(result.log)")
            #expect(result.stdout.contains("third 0"), "\(result.log)")
            #expect(result.stderr.contains("cannot record into /no/such/folder/file: No such"))
            let said = result.folder.text("small").split(separator: "\n")
            #expect(said.count { $0.contains("recording ends here") } == 1, "\(said)")
            #expect(try result.folder.bytes("session").count <= 3072)
        }

        @Test func whatIsNoRecordingIsRefused() async throws {
            let folder = try TemporaryFolder()
            try folder.write("{\"recording\":1,\"tool\"\n", to: "broken")
            let broken = try await Sim.runPlain(
                ["stlink-sim", "--replay", folder.file("broken"), "--", "true"], in: folder)
            #expect(broken.status == 122)
            #expect(broken.stderr.contains("line 1: damaged at column"), "\(broken.log)")
            let missing = try await Sim.runPlain(
                ["stlink-sim", "--replay", folder.file("none"), "--", "true"], in: folder)
            #expect(missing.status == 122)
            #expect(missing.stderr.contains("No such file"), "\(missing.log)")
        }

        /// A reply that comes too late is read together with the answer to another question.
        @Test func aLateReplyIsNotRecorded() async throws {
            let elf = try await TestFirmware.built().zephyr
            let command = "stlink read 0x08000000 1024 out.bin"
            let recorded = try await Sim.run(
                "stlink flash $ELF; \(command) --record session",
                Sim.Options(
                    faults: ["mute(READMEM_32 0x08000000, 2)"], environment: ["ELF": elf]))
            #expect(recorded.status == 0, "\(recorded.log)")
            let text = recorded.folder.text("session")
            #expect(text.contains("back in step with the probe"), "\(text)")
            #expect(text.contains("=?1024"), "\(text)")
            try expectNothing(of: elf, in: Array(text.utf8))
            let replayed = try await replay(recorded.folder.file("session"), command, [:])
            #expect(replayed.status == 0, "\(replayed.log)")
        }

        /// What commands of the command line show is for the log, and the chip's number for gdb.
        @Test func whatCommandsShowIsNotRecorded() async throws {
            let environment = ["ELF": try await TestFirmware.built().zephyr]
            let recorded = try await Sim.run(
                Self.prelude + """
                    stlink flash $ELF
                    serve --record session --command 'mdw 0x08000000 4' --command version
                    debug "target extended-remote :$port" 'monitor mdw 0x08000000 4' \\
                        'monitor version' 'x/3wx 0x1ff0f420' detach
                    wait $server
                    head -c 64 /dev/zero >none.bin
                    stlink verify none.bin --address 0x08000000 --record refused || true
                    cp ${ELF%.elf}.bin other.bin
                    printf '\\xA5\\x5A' | dd of=other.bin bs=1 seek=64 conv=notrunc status=none
                    stlink verify other.bin --address 0x08000000 --record verified || true
                    """, Sim.Options(environment: environment))
            #expect(recorded.status == 0, "\(recorded.log)")
            #expect(recorded.stderr.contains(" in flash, 0x"), "\(recorded.log)")
            let verified = recorded.folder.text("verified")
            #expect(verified.contains("bytes differ, the first at 0x0800004"), "\(verified)")
            #expect(verified.contains(": <contents>"), "\(verified)")
            #expect(recorded.stderr.contains("is 0x00000000, which"), "\(recorded.log)")
            let refused = recorded.folder.text("refused")
            #expect(refused.contains("is <contents>, which"), "\(refused)")
            let shown = "0x08000000: "
            #expect(recorded.folder.text("server.log").contains(shown), "\(recorded.log)")
            #expect(recorded.stdout.contains(shown), "\(recorded.log)")
            #expect(recorded.stdout.contains("0x1ff0f420:"), "\(recorded.log)")
            let text = recorded.folder.text("session")
            #expect(!text.contains(shown), "\(text)")
            #expect(text.contains("\"`mdw <13 bytes left out>`: <"), "\(text)")
            #expect(text.contains("\"words\":\"version\""), "\(text)")
            let lines = text.split(separator: "\n")
            let asked = try #require(lines.firstIndex { $0.contains("\"m1ff0f424,4\"") })
            #expect(lines[asked + 1].contains("=80000000????????"), "\(lines[asked + 1])")
            #expect(lines[asked + 2].contains("\"hex\":\"?4\""), "\(lines[asked + 2])")
        }

        // MARK: Helpers

        private func replay(
            _ file: String, _ script: String, _ environment: [String: String]
        ) async throws -> Sim.Result {
            let folder = try TemporaryFolder()
            let exports = environment.map { "export \($0.key)=\($0.value)\n" }.joined()
            try folder.write(
                Sim.functions + Self.prelude + exports + "cd \(folder.path)\n" + script,
                to: "script")
            return try await Sim.runPlain(
                ["stlink-sim", "--replay", file, "--", "bash", folder.file("script")], in: folder)
        }

        /// No sixteen bytes of the program in a row stand in the file: as they are, in hexadecimal,
        /// or as words. Runs of one byte are in every file.
        private func expectNothing(of elf: String, in recording: [UInt8]) throws {
            let path = elf.dropLast(".elf".count) + ".bin"
            let image = Array(try Data(contentsOf: URL(filePath: String(path))))
            let text = String(decoding: recording, as: UTF8.self).lowercased()
            let plain = windows(of: recording)
            // Hexadecimal digits of the file, from each even and odd place.
            let digits = windows(of: Array(text.utf8), count: 32)
            var found = 0
            for start in 0..<image.count - 15 {
                let window = Array(image[start..<start + 16])
                guard Set(window).count > 3 else { continue }
                let hex = window.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
                let words = stride(from: 0, to: 16, by: 4).map { at in
                    window[at..<at + 4].reversed().map {
                        ($0 < 16 ? "0" : "") + String($0, radix: 16)
                    }.joined()
                }.joined()
                if plain.contains(window) || digits.contains(Array(hex.utf8))
                    || digits.contains(Array(words.utf8))
                {
                    found += 1
                }
            }
            #expect(image.count > 10_000)
            #expect(found == 0)
        }

        private func windows(of bytes: [UInt8], count: Int = 16) -> Set<[UInt8]> {
            guard bytes.count >= count else { return [] }
            return Set((0...bytes.count - count).map { Array(bytes[$0..<$0 + count]) })
        }
    }
}
