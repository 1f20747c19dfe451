import Testing

extension Scenarios {
    /// Rows A13, A15, A22, B9 and B11: a load that fails says why, each in its own words, in the
    /// tool, in the server's log and in gdb.
    @Suite struct Refusing {
        /// With the tool, then with gdb: the same sentence, the server lives, and the exit status.
        private static func fails(
            _ row: String, _ story: String, _ faults: [String], _ says: [String],
            erases: Int? = 0, board: String? = nil, elf: String = "$ELF", prepare: String = "",
            next: Scenario.Next = .works, again: String = "stlink info"
        ) -> Scenario {
            Scenario(
                row: row, story: story, board: board, faults: faults,
                command: """
                    \(prepare)
                    stlink flash \(elf) >tool 2>&1; echo "ended with $?"; tail -1 tool
                    serve
                    gdb "file \(elf)" "target extended-remote :$port" "load" "monitor why" >debugger
                    kill -0 $server && echo "server lives"; finish $server
                    reason=$(tail -1 tool | sed 's/^stlink: //')
                    grep -qF "Error finishing flash operation" debugger && echo "load fails"
                    grep -qF "${reason:0:60}" debugger && echo "gdb says it"
                    grep -F WARN server.log | grep -qF "${reason:0:60}" && echo "the log says it"
                    """,
                says: says + [
                    "ended with 25", "server lives", "load fails", "gdb says it",
                    "the log says it",
                ], never: ["Start address"], erases: erases, next: next, again: again)
        }

        private static let protected = [
            fails(
                "A13", "read protection", ["rdp(1)"],
                ["RDP level 1", "unlock", "erases"]),
            fails(
                "B11", "a write protected sector", ["wrp(0x1)"],
                ["WRP", "sector 0", "Nothing was erased"]),
            fails(
                "A15", "a supply of 1.07 V", ["volt(0x5f0, 0x2a9)"],
                ["1075 mV", "flash cannot be changed below"]),
            fails(
                "A15", "no size", ["geometry(size=0xFFFF)"],
                ["reads 0xffff", "--flash-size"]),
        ]

        private static let chip = [
            fails(
                "B9", "a cell that does not take", ["weak(0x08000123)"],
                ["Verify failed at 0x08000123", "1 of 18120 bytes differ", "still erased"],
                erases: 1, again: "stlink info"),
            fails(
                "A22", "a flash that reads as zero", ["flash(zero)"],
                ["Verify failed at 0x08000001: reads 0x00", "all of it reads as zero"],
                erases: nil, elf: "odd.elf", prepare: "elf odd.elf 5 0x20001000 0x08000000:3001"),
            fails(
                "A22", "a flash of an H743 that reads as zero", ["flash(zero)"],
                ["Verify failed at 0x08000001: reads 0x00", "all of it reads as zero"],
                erases: nil, board: "stm32h743", elf: "odd.elf",
                prepare: "elf odd.elf 5 0x20001000 0x08000000:3001"),
            fails(
                "B9", "a cell of an F103 that does not take", ["weak(0x08000123)"],
                ["at 0x08000123", "Verify failed"], erases: nil, board: "stm32f103",
                elf: "odd.elf", prepare: "elf odd.elf 5 0x20001000 0x08000000:3001"),
            fails(
                "B9", "a flag at the first unit", ["flasherr(pgperr, 1)", "flasherr(pgperr, 2)"],
                ["PGPERR", "Programming failed at 0x08000000", "check VTref"], erases: nil),
        ]

        static let scenarios = protected + chip

        @Test(arguments: ScenarioCase.all(scenarios))
        func theReasonIsSaid(_ run: ScenarioCase) async throws {
            try await ScenarioRun(run).check()
        }
    }
}
