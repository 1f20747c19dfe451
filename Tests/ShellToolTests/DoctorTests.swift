import TestSupport
import Testing

extension ShellTool {
    /// `stlink doctor`: what it shows and what it ends with. What it finds is the connection's.
    @Suite struct Doctor {
        struct Case: Sendable, CustomTestStringConvertible {
            var fault: String?
            var arguments = ""
            var probe = "stlink-v2"
            var status: Int
            /// Topics and how they are, at least.
            var findings: [String: String]

            var testDescription: String { "\(probe) \(fault ?? "healthy") \(arguments)" }
        }

        static let cases = [
            Case(
                status: 0,
                findings: [
                    "probe": "ok", "supply": "ok", "link": "ok", "resetLine": "ok",
                    "protection": "ok",
                ]),
            Case(probe: "stlink-v2,firmware=V2J24S0", status: 0, findings: ["probe": "doubt"]),
            Case(probe: "stlink-v3pwr", status: 0, findings: ["probe": "ok"]),
            Case(arguments: "--hot-plug", status: 0, findings: ["link": "ok", "boot": "ok"]),
            Case(fault: "no-target", status: 20, findings: ["link": "bad", "supply": "ok"]),
            Case(fault: "volt(1490,0)", status: 0, findings: ["link": "ok"]),
            Case(fault: "nrst(open)", status: 0, findings: ["resetLine": "doubt"]),
            Case(fault: "denied", status: 12, findings: ["probe": "bad"]),
            Case(fault: "busy", status: 13, findings: ["probe": "bad"]),
            Case(arguments: "--serial FFFF", status: 10, findings: ["probe": "bad"]),
        ]

        @Test(arguments: cases)
        func saysWhatIsWrong(_ example: Case) async throws {
            let elf = try await TestFirmware.built().tracing
            let result = try await Sim.run(
                """
                stlink flash \(elf) >&2 || true
                stlink doctor \(example.arguments) --json && status=0 || status=$?
                stlink doctor \(example.arguments) >text || true
                echo $status >status
                """,
                Sim.Options(
                    probes: [example.probe], faults: example.fault.map { [$0] } ?? []))
            #expect(result.folder.text("status") == "\(example.status)\n", "\(result.log)")
            let answer = try JSON(text: result.stdout)
            #expect(answer["exitCode"]?.int == example.status)
            let findings = answer["findings"]?.items ?? []
            for (topic, health) in example.findings {
                let finding = findings.first { $0["topic"]?.string == topic }
                #expect(finding?["health"]?.string == health, "\(topic): \(result.log)")
            }
            let text = result.folder.text("text")
            let verdict = try #require(answer["verdict"]?.string)
            #expect(!verdict.isEmpty && text.hasSuffix("\n\n\(verdict)\n"), "\(text)")
            #expect(!text.contains("\u{1B}"))
            for finding in findings where finding["health"]?.string == "bad" {
                let sentence = try #require(finding["text"]?.string)
                #expect(text.contains(sentence), "\(text)")
            }
            #expect(result.illegalOperations.isEmpty, "\(result.log)")
        }

        @Test func withoutAProbeThereIsAVerdictToo() async throws {
            let result = try await Sim.runPlain([Executables.path("stlink"), "doctor"])
            #expect(result.status == 10, "\(result.log)")
            #expect(result.stdout.hasPrefix("bad      probe"), "\(result.log)")
            #expect(result.stdout.contains("no ST-Link"), "\(result.log)")
        }

        /// On a screen lines are broken at its width, and marks have colour.
        @Test func aScreenGetsALayoutOfItsOwn() async throws {
            let result = try await Sim.run(
                """
                script -qec 'stty cols 70; TERM=xterm; export TERM; unset NO_COLOR
                    stlink doctor 2>/dev/null' /dev/null >screen
                """)
            #expect(result.status == 0, "\(result.log)")
            let text = result.folder.text("screen")
            #expect(text.contains("\u{1B}[32mok\u{1B}[0m"), "\(text)")
            let plain = text.replacing(/\u{1B}\[[0-9;]*[A-Za-z]/, with: "")
            let lines = plain.split(whereSeparator: \.isNewline)
            #expect(lines.count > 15)
            #expect(lines.allSatisfy { $0.count <= 70 }, "\(plain)")
        }
    }

    /// Which probe is meant: the same for every command.
    @Suite struct Choosing {
        @Test(arguments: [
            ("--probe 1-1", 0, ""), ("--probe 1:2", 0, ""), ("--serial 066f", 0, ""),
            ("--probe 1-1 --serial 066F", 0, ""), ("--probe 1-7", 10, "066FFF"),
            ("--probe 1-1 --serial 1", 10, "066FFF"), ("--probe here", 64, "bus"),
            ("--serial ''", 64, "empty"),
            ("--interface spi", 64, "swd or jtag"), ("--freq auto", 0, ""),
            ("--interface jtag", 0, ""),
        ])
        func byPlaceAndSerial(options: String, status: Int32, words: String) async throws {
            for command in ["info", "read 0x20000000 4", "reset"] {
                let result = try await Sim.run("stlink \(command) \(options)")
                #expect(result.status == status, "\(command) \(result.log)")
                #expect(words.isEmpty || result.stderr.contains(words), "\(result.log)")
            }
        }

        @Test func byTheEnvironmentAsStUtilDocumentsIt() async throws {
            let right = try await Sim.run("STLINK_DEVICE=1:2 stlink info")
            #expect(right.status == 0, "\(right.log)")
            let wrong = try await Sim.run("STLINK_DEVICE=3:9 stlink info")
            #expect(wrong.status == 10, "\(wrong.log)")
            let overruled = try await Sim.run("STLINK_DEVICE=3:9 stlink info --probe 1-1")
            #expect(overruled.status == 0, "\(overruled.log)")
        }

        /// What stands in the list can be given back.
        @Test func theNumberOfTheListIsTaken() async throws {
            let result = try await Sim.run(
                """
                number=$(stlink list | awk 'NR == 2 { print $1 }')
                stlink info --probe $number --json >info.json
                """)
            #expect(result.status == 0, "\(result.log)")
        }
    }
}
