import TestSupport
import Testing

extension PeerTests {
    /// The mocked bus itself, seen by lsusb and by a libusb program that does the unusual.
    @Suite struct Bus {
        @Test func listsProbe() async throws {
            _ = try Tool.find("lsusb", package: "usbutils")
            let result = try await Sim.run("lsusb -v")
            #expect(result.status == 0, "\(result.log)")
            #expect(result.stdout.contains("ID 0483:3748"), "\(result.log)")
            for endpoint in ["0x81  EP 1 IN", "0x02  EP 2 OUT", "0x83  EP 3 IN"] {
                #expect(result.stdout.contains(endpoint), "\(result.log)")
            }
        }

        /// A scenario of usb-client.c and the lines that it prints.
        static let scenarios = [
            (
                "pipelined",
                ["claim: ok", "pipelined: 8 done, 0 short, same 1"]
            ),
            ("timeout", ["claim: ok", "read: LIBUSB_ERROR_TIMEOUT"]),
            (
                "cancelled",
                [
                    "claim: ok", "cancel second: ok", "transfer 1: status 3", "cancel first: ok",
                    "transfer 2: status 3", "cancel again: LIBUSB_ERROR_NOT_FOUND",
                ]
            ),
            (
                "stall",
                [
                    "claim: ok", "write: ok", "read: LIBUSB_ERROR_PIPE",
                    "read again: LIBUSB_ERROR_PIPE", "clear: ok",
                ]
            ),
            ("reset", ["claim: ok", "reset: ok"]),
            (
                "claims",
                [
                    "claim: ok", "claim nothing: LIBUSB_ERROR_NOT_FOUND", "release: ok",
                    "release again: LIBUSB_ERROR_NOT_FOUND", "claim: ok",
                ]
            ),
        ]

        @Test(arguments: scenarios, [false, true])
        func answersLikeUSBFS(_ scenario: (String, [String]), isPaced: Bool) async throws {
            let client = try await UnusualClient.built()
            let result = try await Sim.run(
                "'\(client)' \(scenario.0)", Sim.Options(isPaced: isPaced))
            let expected = scenario.1 + ["version reply: 6 bytes", "version: ok", ""]
            #expect(
                result.stdout == expected.joined(separator: "\n"), "\(result.log)")
        }

        @Test func tellsOfUnplugging() async throws {
            let client = try await UnusualClient.built()
            let result = try await Sim.run(
                "'\(client)' unplugged; lsusb || true; '\(client)' hold || echo none left",
                Sim.Options(faults: ["gone(40)"]))
            // The hotplug event and the failed transfer arrive by different threads.
            let expected: Set<Substring> = [
                "claim: ok", "watch: ok", "device left", "transfer: LIBUSB_ERROR_NO_DEVICE",
                "claim: LIBUSB_ERROR_NO_DEVICE", "version: LIBUSB_ERROR_NO_DEVICE",
                "open: failed", "none left",
            ]
            #expect(Set(result.stdout.split(separator: "\n")) == expected, "\(result.log)")
        }

        /// The same program sees the device go and come, at a new address or the old one.
        @Test(arguments: [("new", "003"), ("same", "002")])
        func tellsOfReplugging(_ place: String, address: String) async throws {
            let client = try await UnusualClient.built()
            let result = try await Sim.run(
                "'\(client)' replugged; lsusb",
                Sim.Options(faults: ["gone(40)", "back(200 ms, \(place))"]))
            #expect(result.stdout.contains("device left\n"), "\(result.log)")
            #expect(
                result.stdout.contains(
                    "device came\nclaim: ok\nversion reply: 6 bytes\nversion: ok\n"),
                "\(result.log)")
            #expect(
                result.stdout.contains("Bus 001 Device \(address): ID 0483:3748"),
                "\(result.log)")
        }

        @Test func plugFollowsSignal() async throws {
            let result = try await Sim.run(
                """
                lsusb | cut -c1-32
                kill -USR2 $STLINK_SIM_PID
                while lsusb | grep -q 0483; do sleep 0.02; done
                echo pulled
                kill -USR2 $STLINK_SIM_PID
                until lsusb | grep -q 0483; do sleep 0.02; done
                lsusb | cut -c1-32
                """)
            let expected = """
                Bus 001 Device 002: ID 0483:3748
                pulled
                Bus 001 Device 003: ID 0483:3748

                """
            #expect(result.stdout == expected, "\(result.log)")
        }

        /// Each has its own board: what one is given, the other does not have.
        @Test func keepsProbesApart() async throws {
            let folder = try TemporaryFolder()
            try folder.write([0x11, 0x22, 0x33, 0x44], to: "first.bin")
            let result = try await Sim.run(
                """
                lsusb
                st-info --probe | grep -E 'Found|serial'
                st-flash --serial 066FFF485457725187052924 write first.bin 0x20000000
                st-flash --serial 066FFF485457725187052925 read second.bin 0x20000000 4
                st-flash --serial 066FFF485457725187052924 read back.bin 0x20000000 4
                """, Sim.Options(probes: ["v2", "v3e"]), in: folder)
            #expect(result.status == 0, "\(result.log)")
            for text in ["ID 0483:3748", "ID 0483:374e", "Found 2 stlink", "052924", "052925"] {
                #expect(result.stdout.contains(text), "\(text) is missing: \(result.log)")
            }
            #expect(try folder.bytes("back.bin") == [0x11, 0x22, 0x33, 0x44], "\(result.log)")
            #expect(try folder.bytes("second.bin") == [0, 0, 0, 0], "\(result.log)")
            let counts = result.stats["probes"]?.array ?? []
            #expect(counts.count == 2, "\(result.log)")
            for board in counts { #expect(board["illegalTotal"]?.int == 0, "\(result.log)") }
        }

        /// Serial numbers as they come: equal, twelve bytes that are no text, none.
        @Test func tellsSerialNumbers() async throws {
            let pyocd = try Tool.pyocd()
            let binary = "binary:3F6D06003148333812480657"
            let result = try await Sim.run(
                "'\(pyocd)' list --no-header 2>&1; lsusb -v 2>&1 | grep -E 'iSerial'",
                Sim.Options(
                    probes: ["v2,serial=\(binary)", "v2-1", "v3e", "v2,serial="],
                    serial: "0667FF3031"))
            #expect(result.stdout.contains("3F6D06003148333812480657"), "\(result.log)")
            let equal = result.stdout.ranges(of: "0667FF3031").count
            #expect(equal >= 2, "\(result.log)")
        }

        @Test func deniesOpening() async throws {
            let client = try await UnusualClient.built()
            let result = try await Sim.run(
                "'\(client)' hold || lsusb", Sim.Options(faults: ["denied"]))
            #expect(result.stdout.contains("open: failed\nBus 001"), "\(result.log)")
        }

        @Test func refusesSecondClaim() async throws {
            let client = try await UnusualClient.built()
            let result = try await Sim.run("'\(client)' hold '\(client) hold'; '\(client)' hold")
            let busy = "claim: ok\nclaim: LIBUSB_ERROR_BUSY\n"
            let answered = "version reply: 6 bytes\nversion: ok\n"
            #expect(result.stdout == busy + answered + "claim: ok\n" + answered, "\(result.log)")
        }
    }

    /// What stlink-sim does with the command it runs.
    @Suite struct SimCommand {
        @Test(arguments: [("exit 7", 7), ("kill -TERM $$", 143), ("no-such-command", 127)])
        func passesStatusOn(_ script: String, status: Int32) async throws {
            let result = try await Sim.run(script)
            #expect(result.status == status, "\(result.log)")
        }

        @Test func saysWhenCommandIsNotThere() async throws {
            let result = try await Sim.runPlain(
                [Executables.path("stlink-sim"), "--", "no-such-command"])
            #expect(result.status == 127)
            #expect(result.stderr == "stlink-sim: no-such-command: command not found\n")
        }

        @Test func forwardsSignals() async throws {
            let result = try await Sim.run(
                """
                trap 'echo interrupted; exit 5' INT
                kill -INT $STLINK_SIM_PID
                for _ in $(seq 6000); do sleep 0.02; done
                """)
            #expect(result.status == 5, "\(result.log)")
            #expect(result.stdout == "interrupted\n", "\(result.log)")
        }

        @Test func endsLeftovers() async throws {
            let result = try await Sim.run(
                """
                sleep 1000 & echo $! >sleeper
                setsid bash -c 'trap "" TERM; echo $$ >stubborn; sleep 1000; sleep 1000' &
                wait_for stubborn .
                """)
            #expect(result.status == 0, "\(result.log)")
            for name in ["sleeper", "stubborn"] {
                let number = result.folder.text(name).filter(\.isNumber)
                let probe = try await Sim.runPlain(["bash", "-c", "kill -0 \(number)"])
                #expect(probe.status != 0, "\(name) \(number) lives on")
            }
        }

        @Test func writesCountsOnSignal() async throws {
            let result = try await Sim.run(
                """
                kill -USR1 $STLINK_SIM_PID
                wait_for stats.json .
                cp stats.json first.json
                """)
            #expect(result.status == 0, "\(result.log)")
            _ = try JSON(text: result.folder.text("first.json"))
            #expect(result.stats != .null)
        }
    }
}

/// usb-client.c, compiled once.
enum UnusualClient {
    static func built() async throws -> String { try await shared.value.file("usb-client") }

    private static let shared = Task {
        let folder = try TemporaryFolder()
        let source = "\(Executables.packageRoot)/Tests/PeerTests/Clients/usb-client.c"
        let result = try await Sim.runPlain(
            [
                "bash", "-euo", "pipefail", "-c",
                """
                clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
                [ -x "$clang" ] || clang=clang
                flags=$(pkg-config --cflags --libs libusb-1.0)
                "$clang" -Wall -Werror '\(source)' -o usb-client $flags
                """,
            ], in: folder)
        guard result.status == 0 else { throw TestFirmware.BuildFailed(log: result.log) }
        return folder
    }
}
