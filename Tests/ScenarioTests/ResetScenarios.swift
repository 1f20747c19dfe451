import Testing

extension Scenarios {
    /// Rows A2, B4 and B5: the reset line, and firmware that does not want to be debugged.
    @Suite struct Resetting {
        static let scenarios = [
            Scenario(
                row: "A2", story: "the link is down: nobody knows of NRST", faults: ["no-target"],
                command: "stlink info -u", status: 20,
                says: ["cannot tell whether NRST is wired"], never: ["not connected"],
                next: .isTheSame),
            Scenario(
                row: "A2", story: "the link is up and NRST is open", faults: ["nrst(open)"],
                command: "stlink info -u", says: ["NRST is not connected"]),
            Scenario(
                row: "A2", story: "NRST is wired", command: "stlink info -u",
                never: ["not connected", "cannot tell", "warning"]),
            Scenario(
                row: "B5", story: "the firmware takes the debug pins",
                faults: ["pins(lost after 5 ms)"], command: "stlink flash -u $ELF", erases: 1),
            Scenario(
                row: "B5", story: "under reset not one instruction runs",
                faults: ["pins(lost after 5 ms)"],
                command: """
                    serve -u
                    gdb "target extended-remote :$port" "p/x \\$pc" "p/x *(int*)0x08000004" \\
                        "detach"
                    finish $server
                    """,
                says: ["$1 = 0x2000c0\n", "$2 = 0x2000c1\n"], again: "stlink info -u"),
            Scenario(
                row: "B5", story: "the board stretches reset",
                faults: ["nrst(stretch 300 ms)"], command: "stlink flash -u $ELF",
                never: ["not connected"]),
            Scenario(
                row: "B5", story: "reset is open, and asked for",
                faults: ["nrst(open)"], command: "stlink flash -u $ELF",
                says: ["NRST is not connected"]),
            Scenario(
                row: "B4", story: "the core sleeps and wakes now and then",
                faults: ["sleep(WFI, wakes every 100 ms)"],
                command: """
                    serve
                    gdb "target extended-remote :$port" "info registers" "x/8xw 0x20000040" \\
                        "detach"
                    finish $server
                    """,
                says: ["sp             0x2000", "0x20000040:\t0x"], never: ["Cannot access"],
                again: "stlink info -u"),
            Scenario(
                row: "B4", story: "the core is in STOP: attaches under reset",
                faults: ["sleep(STOP)"],
                command: """
                    serve -u
                    gdb "target extended-remote :$port" "p/x \\$pc" "detach"
                    finish $server
                    """,
                says: ["= 0x2000c0"], again: "stlink info -u"),
            Scenario(
                row: "B4", story: "the chip is in STANDBY: programs under reset",
                faults: ["sleep(STANDBY)"], command: "stlink flash -u $ELF", erases: 1),
            Scenario(
                row: "B4", story: "a reset is done though the program sleeps at once after",
                faults: ["sleep(STOP)"], command: "stlink reset",
                says: ["reset, and since then the core does not answer"], again: "stlink info -u"),
            Scenario(
                row: "B6", story: "what is no Arm core is no matter of wires",
                faults: ["core(0x12345678)"], command: "stlink info", status: 21,
                says: ["at every clock CPUID reads 0x12345678", "The wires are not to blame"],
                never: ["Shorten the wires"], next: .isTheSame),
            Scenario(
                row: "B4", story: "asleep for ever, and the reset line is open",
                faults: ["sleep(STOP)", "nrst(open)"], command: "stlink info -u", status: 24,
                says: ["the core sleeps or has no clock", "Check that NRST is wired"],
                next: .isTheSame),
        ]

        @Test(arguments: ScenarioCase.all(scenarios))
        func isTold(_ run: ScenarioCase) async throws {
            try await ScenarioRun(run).check()
        }
    }
}
