import TestSupport
import Testing

extension ShellTool {
    /// `stlink trace` on a program that prints through the ITM.
    @Suite struct TraceTool {
        /// Registers that tracing changes: TER, TCR, DWT_CTRL, DEMCR, DBGMCU_CR, SPPR.
        static let registers = """
            registers() {
                for address in 0xE0000E00 0xE0000E80 0xE0001000 0xE000EDFC 0xE0042004 0xE00400F0
                do stlink read $address 4 --width 32; done
            }

            """

        private func run(
            _ script: String, _ options: Sim.Options = Sim.Options()
        ) async throws -> Sim.Result {
            let elf = try await TestFirmware.built().tracing
            return try await Sim.run(
                Self.registers + "ELF=\(elf)\nstlink flash $ELF >&2\n" + script, options)
        }

        @Test func textComesOutAndAllIsPutBack() async throws {
            let result = try await run(
                """
                registers >before
                stlink trace --cpu-clock 16M --reset --duration 3 >text
                registers >after
                cmp before after
                """)
            #expect(result.status == 0, "\(result.log)")
            let text = result.folder.text("text")
            // Which lines: a probe's buffer overruns where nobody had the time to empty it.
            #expect(text.contains(/line [0-9a-f]{4}\nport 3: side\n/), "\(text)")
            #expect(!text.contains("damaged") && !text.contains("overflow"), "\(text)")
            #expect(result.illegalOperations.isEmpty)
        }

        @Test(arguments: [("INT", 130), ("TERM", 143)])
        func aSignalEndsItTidily(_ signal: String, _ status: Int) async throws {
            let result = try await run(
                """
                registers >before
                stlink trace --cpu-clock 16M >text & trace=$!
                wait_for text "line 00"
                kill -\(signal) $trace
                wait $trace && status=0 || status=$?
                registers >after
                cmp before after
                echo "ended with $status"
                """)
            #expect(result.status == 0, "\(result.log)")
            #expect(result.stdout == "ended with \(status)\n", "\(result.log)")
        }

        @Test func aReaderThatLeavesEndsItTidily() async throws {
            let result = try await run(
                """
                registers >before
                stlink trace --cpu-clock 16M | head -n 1
                registers >after
                cmp before after
                """)
            #expect(result.status == 0, "\(result.log)")
        }

        @Test func aTargetThatIsResetIsSetUpAgain() async throws {
            let result = try await run(
                """
                stlink trace --cpu-clock 16M >text 2>log & trace=$!
                wait_for log "set up again"
                >text
                wait_for text "line 00"
                finish $trace
                """)
            #expect(result.status == 0, "\(result.log)")
            #expect(result.folder.text("log").contains("the target was reset"), "\(result.log)")
        }

        @Test func thePortServesWhoeverComes() async throws {
            let result = try await run(
                """
                stlink trace --cpu-clock 16M --port 0 --raw >listening & trace=$!
                wait_for listening "Listening at 127.0.0.1:"
                port=$(sed 's/.*://' listening)
                for reader in 1 2; do
                    exec 3<>/dev/tcp/127.0.0.1/$port
                    head -c 200 <&3 >raw.$reader
                    exec 3>&-
                done
                stlink trace --cpu-clock 16M --port $port 2>busy && status=0 || status=$?
                finish $trace
                cat raw.1 raw.2 | wc -c
                echo "second: $status"; cat busy
                # Port 0, one byte, the letter l.
                od -An -tx1 -v raw.1 | tr -d '\\n' | grep -c '01 6c'
                """)
            #expect(result.status == 0, "\(result.log)")
            let lines = result.stdout.split(separator: "\n")
            #expect(lines.first == "400" && lines.last == "1", "\(result.log)")
            #expect(lines.contains("second: 40"), "\(result.log)")
        }

        @Test func packetsOfTheHardwareAreDecoded() async throws {
            let result = try await run(
                """
                stlink trace --cpu-clock 16M --duration 4 --ports 3 --exceptions --timestamps \
                    --pc-samples --json
                """)
            #expect(result.status == 0, "\(result.log)")
            let members = try Schema.section("trace")
            var types: [String: Int] = [:]
            for line in result.stdout.split(separator: "\n") {
                let packet = try JSON(text: String(line))
                types[packet["type"]?.string ?? "none", default: 0] += 1
                for (path, value) in Schema.walk(packet) {
                    #expect(members[path]?.type == Schema.type(of: value), "\(line)")
                }
                if packet["type"]?.string == "instrumentation" {
                    #expect(packet["port"]?.int == 3)
                }
                if packet["type"]?.string == "exception" {
                    #expect([0, 15].contains(packet["number"]?.int), "\(line)")
                }
            }
            #expect(
                Set(types.keys).isSuperset(
                    of: ["instrumentation", "exception", "localTimestamp", "sleeping"]),
                "\(types)")
            // Where nobody had the time to empty the probe's buffer, a packet is cut.
            #expect(100 * types["damaged", default: 0] <= types.values.reduce(0, +), "\(types)")
        }

        @Test(arguments: [
            ("trace --cpu-clock 16M --swo-clock 1000", 1, "faster --swo-clock"),
            ("trace --ports 32", 64, "0 to 31"), ("trace --cpu-clock fast", 64, "168M"),
            ("trace --watch 0x20000001", 64, "aligned"),
            ("trace --watch 1 --watch 2 --watch 3 --watch 4 --watch 5", 64, "aligned"),
        ])
        func whatCannotBeIsRefused(command: String, status: Int32, words: String) async throws {
            let result = try await Sim.run("stlink \(command)")
            #expect(result.status == status, "\(result.log)")
            #expect(result.stderr.contains(words), "\(result.log)")
        }

        @Test func aProbeWithoutTraceSaysSo() async throws {
            let result = try await Sim.run(
                "stlink trace --cpu-clock 16M", Sim.Options(firmware: "V2J12S0"))
            #expect(result.status == 14, "\(result.log)")
            #expect(result.stderr.contains("cannot receive SWO"), "\(result.log)")
        }
    }
}
