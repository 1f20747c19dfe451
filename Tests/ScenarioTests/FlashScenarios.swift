import Testing

extension Scenarios {
    /// Rows A5, A10, A16, A17, B2, B16 and B23: the load itself, whatever is at work meanwhile.
    @Suite struct Flashing {
        /// FLASH_KEYR, FLASH_SR and FLASH_CR of the F756 (RM0385 3.7).
        private static let byHand = """
            put() { # ADDRESS WORD: as a program or another tool would
                python3 -c "open('w', 'wb').write(($2).to_bytes(4, 'little'))"
                stlink write -n $1 w
            }
            put 0x40023C04 0x45670123; put 0x40023C04 0xCDEF89AB

            """

        /// What stands in the way, and the load is as good as any.
        private static func inTheWay(_ story: String, _ fault: String) -> Scenario {
            Scenario(
                row: "A16", story: story, faults: [fault],
                command: """
                    stlink flash $ELF && stlink verify $ELF
                    load $SECOND "p \\$pc != 0"; stlink verify $SECOND
                    """,
                says: [
                    "Section text, range 0x8000160 -- 0x800381c: matched.",
                    "holds all of its 18120",
                ],
                never: ["MIS-MATCHED", "Error"], erases: nil)
        }

        private static let oldFirmware = [
            inTheWay("an interrupt each millisecond, its vectors erased", "irq(1 ms)"),
            inTheWay("a DMA writes where the loader lies", "dma(0x20000100)"),
            inTheWay("a watchdog by option byte", "iwdg(100 ms, hw)"),
            inTheWay("a watchdog by the program", "iwdg(100 ms, sw)"),
            inTheWay("each erase takes 900 ms", "busy(900 ms)"),
        ]

        private static let leftovers = [
            Scenario(
                row: "A16", story: "the T bit is clear when the load comes",
                command: """
                    serve
                    gdb "file $ELF" "target extended-remote :$port" \\
                        "set \\$xpsr = \\$xpsr & ~0x01000000" "load" "compare-sections" "detach"
                    finish $server
                    """,
                says: ["Section text, range 0x8000160 -- 0x800381c: matched."],
                never: ["MIS-MATCHED"], again: "stlink verify $ELF"),
            Scenario(
                row: "A16", story: "PG is set already and the interface open",
                command: byHand + """
                    put 0x40023C10 0x00000001; word 0x40023C10
                    stlink flash -n $ELF && stlink verify -n $ELF; word 0x40023C10
                    """,
                says: ["00000001\n", "verified", "80000000"], again: "stlink verify $ELF"),
            Scenario(
                row: "A16", story: "an error flag is set already", faults: ["flasherr(erserr, 1)"],
                command: byHand + """
                    put 0x40023C10 0x0000000A; put 0x40023C10 0x0001000A; word 0x40023C0C
                    put 0x40023C10 0
                    stlink flash -n $ELF && stlink verify -n $ELF; word 0x40023C0C
                    """,
                says: ["00000080\n", "verified", "00000000"], again: "stlink verify $ELF"),
            Scenario(
                row: "A5", story: "the RAM cannot be written",
                faults: [
                    "status(WRITEMEM_32, 0x11, all)"
                ],
                command: "stlink flash $ELF", status: 23,
                says: [
                    "cannot be put into RAM at 0x20000000", "AP fault (0x11)",
                    "Nothing was erased", "--connect-under-reset",
                ], never: ["erasing"], next: .isTheSame, variants: Variant.all),
            Scenario(
                row: "A5", story: "the first write to the RAM goes wrong",
                faults: ["status(WRITEMEM_32, 0x11, 1)"],
                command: "stlink flash $ELF || stlink flash $ELF && stlink verify $ELF",
                says: ["verified"], again: "stlink verify $ELF"),
            Scenario(
                row: "A10", story: "the program runs after the load, unless it is to wait",
                command: """
                    stlink flash $ELF; stlink flash --halt $SECOND; stlink flash $SECOND
                    state=$(word 0xE000EDF0); echo "S_HALT $(bits $state 17)"
                    echo "catches $((0x$(word 0xE000EDFC) & 0x7F1))"
                    stlink info -n | sed -n '/^core/{n;p;}'
                    """,
                says: [
                    "reset, running", "reset, halted at 0x08000", "S_HALT 0",
                    "catches 0\n",
                ],
                erases: 1, again: "stlink verify $SECOND"),
            Scenario(
                row: "A17", story: "flash A, run, flash B, run: odd turns are as even ones",
                faults: ["irq(1 ms)", "iwdg(200 ms, hw)"],
                command: """
                    look() { echo "$(word 0xE000EDFC) $(word 0x40023C10) $(word 0xE0042004)"; }
                    stlink flash $SECOND >/dev/null 2>&1; look >before
                    for turn in $(seq ${TURNS:-10}); do
                        stlink flash $ELF >one 2>&1; look >after; cmp before after
                        stlink flash $SECOND >two 2>&1; look >after; cmp before after
                        cat one two | grep -c 'erased 1 sector, verified'
                    done | sort | uniq -c
                    """,
                says: ["10 2\n"], never: ["differ"], erases: 21,
                again: "stlink verify $SECOND", variants: [.plain, .onV3, .commaLocale]),
        ]

        /// gdb gives up a packet after two seconds, save for those of `load`.
        private static let slow = [
            Scenario(
                row: "B16", story: "erasing takes longer than gdb's patience",
                faults: ["busy(4 s)"], isPaced: true,
                command: """
                    stlink flash $SECOND
                    serve
                    gdb "file $ELF" "set remotetimeout 2" "target extended-remote :$port" "load" \\
                        "compare-sections" "detach"
                    finish $server
                    """,
                says: ["Start address", "Section text, range 0x8000160 -- 0x800381c: matched."],
                never: ["Ignoring packet error", "MIS-MATCHED", "Timeout"], erases: 1,
                again: "stlink verify $ELF", variants: [.plain]),
            Scenario(
                row: "B16", story: "a mass erase of eight seconds by a monitor command",
                faults: ["busy(8 s)"], isPaced: true,
                command: """
                    stlink flash $SECOND
                    serve
                    gdb "set remotetimeout 2" "target extended-remote :$port" "monitor erase" \\
                        "x/2xw 0x08000000" "detach"
                    finish $server
                    """,
                says: ["0x8000000:\t0xffffffff\t0xffffffff"],
                never: ["Ignoring packet error", "Timeout", "timed out"], erases: nil,
                again: "stlink flash $ELF && stlink verify $ELF", variants: [.plain]),
            Scenario(
                row: "B23", story: "ten seconds at a breakpoint with the watchdog of the options",
                faults: ["iwdg(1 s, hw)"], isPaced: true,
                command: """
                    serve -n
                    gdb "target extended-remote :$port" "shell sleep 10" "monitor info" "detach"
                    counts; grep -A6 '"resets"' counts
                    finish $server
                    """,
                says: ["\"resets\": {},"], erases: nil,
                again: "stlink flash $ELF && stlink verify $ELF", variants: [.plain]),
            Scenario(
                row: "B23", story: "a watchdog while gdb stands at a breakpoint",
                faults: ["iwdg(1 s, sw)"], isPaced: true,
                command: """
                    serve -n
                    gdb "target extended-remote :$port" "shell sleep 4" \\
                        "monitor info" "detach"
                    counts; grep -A6 '"resets"' counts
                    finish $server
                    """,
                says: ["\"resets\": {},"], erases: nil,
                again: "stlink flash $ELF && stlink verify $ELF", variants: [.plain, .onV3]),
        ]

        static let scenarios = oldFirmware + leftovers + slow

        @Test(arguments: ScenarioCase.all(scenarios))
        func theImageIsVerified(_ run: ScenarioCase) async throws {
            try await ScenarioRun(run).check()
        }
    }
}
