import Testing

extension Scenarios {
    /// Rows B7, B43 and B45: the board is as it was found, on every way out.
    @Suite struct Leaving {
        /// DHCSR, DEMCR, FP_CTRL's enable and the first comparator, DWT, after a session.
        private static let look = """
            state=$(word 0xE000EDF0)
            echo "C_DEBUGEN $(bits $state 0), S_HALT $(bits $state 17), DEMCR $(word 0xE000EDFC)"
            echo "comparator $(word 0xE0002008), DBGMCU $(word 0xE0042004)"
            echo "FLASH_CR $(word 0x40023C10)"
            """
        private static let asFound = [
            "C_DEBUGEN 0, S_HALT 0, DEMCR 00000000", "comparator 00000000, DBGMCU 00000000",
            "FLASH_CR 80000000",
        ]

        private static let session = """
            stlink flash $ELF
            serve
            """

        private static func ways(_ ways: [(String, String)]) -> [Scenario] {
            ways.map { name, lines in
                Scenario(
                    row: "B7", story: name, command: session + lines + "\n" + look,
                    says: asFound, erases: nil)
            }
        }

        static let scenarios =
            ways([
                (
                    "detach",
                    """

                    gdb "file $ELF" "target extended-remote :$port" "monitor reset halt" \\
                        "hbreak main" "continue" "detach"
                    finish $server
                    """
                ),
                (
                    "gdb quits",
                    """

                    gdb "file $ELF" "target extended-remote :$port" "monitor reset halt" \\
                        "hbreak main" "continue"
                    finish $server
                    """
                ),
                (
                    "gdb is killed",
                    """

                    gdb "file $ELF" "target extended-remote :$port" "monitor reset halt" \\
                        "hbreak main" "continue" \\
                        "python import os; os.kill(os.getpid(), 9)"
                    wait_for server.log "GDB has left"
                    finish $server
                    """
                ),
                (
                    "the server gets SIGTERM",
                    """

                    gdb "file $ELF" "target extended-remote :$port" "monitor reset halt" \\
                        "hbreak main" "continue" \\
                        "shell kill -TERM $server"
                    wait $server
                    """
                ),
                (
                    "the server gets SIGTERM twice, as `timeout` sends it",
                    """

                    gdb "file $ELF" "target extended-remote :$port" "monitor reset halt" \\
                        "hbreak main" "continue" \\
                        "shell kill -TERM $server; sleep 0.001; kill -TERM $server"
                    wait $server
                    """
                ),
                (
                    "the server gets SIGINT",
                    """

                    gdb "file $ELF" "target extended-remote :$port" "monitor reset halt" \\
                        "hbreak main" "continue" \\
                        "shell kill -INT $server"
                    wait $server
                    """
                ),
            ]) + [
                Scenario(
                    row: "B7", story: "a load that fails", faults: ["flasherr(pgperr, 1)"],
                    command: "stlink flash $ELF; echo ended with $?\n" + look,
                    says: asFound + ["ended with 25"], erases: nil),
                Scenario(
                    row: "B45", story: "firmware has set DBG_SLEEP itself",
                    command: """
                        printf '\\1\\0\\0\\0' >one; stlink write 0xE0042004 one
                        serve
                        gdb "target extended-remote :$port" "p/x \\$pc" "detach"
                        finish $server
                        echo "DBGMCU $(word 0xE0042004)"
                        """,
                    says: ["DBGMCU 00000001"]),
                Scenario(
                    row: "B43", story: "attaching neither resets nor halts",
                    faults: ["irq(1 ms)"],
                    command: """
                        serve -n; counts
                        grep -E '"(halts|resets)"' counts
                        finish $server; stlink info -n; counts
                        grep -E '"(halts|resets)"' counts
                        """,
                    says: ["\"halts\": 0", "\"resets\": {}"],
                    never: ["\"halts\": 1", "\"nrst\"", "\"system\""]),
            ]

        @Test(arguments: ScenarioCase.all(scenarios))
        func everythingIsAsItWas(_ run: ScenarioCase) async throws {
            try await ScenarioRun(run).check()
        }
    }
}
