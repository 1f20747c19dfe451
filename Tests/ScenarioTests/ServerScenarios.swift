import Testing

extension Scenarios {
    /// Rows A23, B13 and B14: a server that lives.
    @Suite struct Serving {
        static let scenarios = [
            Scenario(
                row: "A23", story: "an IDE probes the port three times",
                faults: ["irq(1 ms)"],
                command: """
                    serve
                    for _ in 1 2 3; do exec 3<>/dev/tcp/127.0.0.1/$port; exec 3>&-; done
                    sleep 0.1; counts; grep '"halts"' counts
                    gdb "target extended-remote :$port" "p/x \\$pc" "detach"
                    kill -0 $server && echo "server lives"
                    finish $server
                    """,
                says: ["\"halts\": 0", "= 0x2000", "server lives"]),
            Scenario(
                row: "B13", story: "gdb comes and goes",
                command: """
                    stlink flash $ELF
                    serve
                    for _ in 1 2 3 4 5; do
                        gdb "target extended-remote :$port" "p \\$pc != 0" "quit"
                    done
                    gdb "target extended-remote :$port" "kill" "p 40+2"
                    gdb "target extended-remote :$port" "p \\$pc != 0" "detach"
                    kill -0 $server && echo "server lives"
                    kill -TERM $server; wait $server; echo "ended with $?"
                    """,
                says: ["= 1", "server lives", "ended with 143"], never: ["= 0\n"], erases: nil),
            Scenario(
                row: "B13", story: "a second server on the same port",
                command: """
                    serve; first=$server
                    gdb "target extended-remote :$port" "detach"
                    timeout 60 stlink-gdbserver --port $port; echo "second ended with $?"
                    gdb "target extended-remote :$port" "p \\$sp != 0" "detach"
                    finish $first
                    """,
                says: ["in use", "second ended with 40", "$1 = 1"]),
            Scenario(
                row: "B14", story: "unplugged while gdb reads",
                faults: ["gone(READDEBUGREG 0x20000440)"],
                command: """
                    serve
                    gdb "target extended-remote :$port" "x/64xw 0x20000400" "x/4xw 0x20000000"
                    kill -0 $server && echo "server lives"; cat server.log
                    finish $server
                    """,
                says: [
                    "0x20000430:\t0x", "Cannot access memory at address 0x20000440",
                    "the ST-Link is gone from the USB bus; plug it in again", "server lives",
                ],
                never: ["0x20000000:\t0x"], next: .isNotTried),
            Scenario(
                row: "B14", story: "unplugged and plugged in again",
                faults: ["gone(READDEBUGREG 0x20000440)", "back(300 ms)"],
                command: """
                    serve
                    gdb "target extended-remote :$port" "x/64xw 0x20000400"
                    until stlink list >list.txt 2>&1; do sleep 0.01; done
                    gdb "target extended-remote :$port" "x/4xw 0x20000000" "detach"
                    kill -0 $server && echo "server lives"
                    finish $server
                    """,
                says: [
                    "Cannot access memory at address 0x20000440", "0x20000000:\t0x",
                    "server lives",
                ]),
        ]

        @Test(arguments: ScenarioCase.all(scenarios))
        func theServerLives(_ run: ScenarioCase) async throws {
            try await ScenarioRun(run).check()
        }
    }
}
