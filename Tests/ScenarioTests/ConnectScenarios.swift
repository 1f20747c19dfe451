import Testing

extension Scenarios {
    /// Rows A1, A4, A21, B1, B35: what keeps the tool from the target, and how that is told.
    @Suite struct Connecting {
        static let scenarios = [
            Scenario(
                row: "A1", story: "the first ENTER fails, the reset line and mode are mute",
                faults: [
                    "status(ENTER_SWD, 0x09, 1)", "mute(DRIVE_NRST, 1)",
                    "mute(GET_CURRENT_MODE, 1)",
                ],
                command: "stlink info",
                says: [
                    "connected on rung: 1800 kHz", "failed at 4 MHz",
                    "did not answer with its IDCODE (0x09)", "STM32F74x/F75x",
                ],
                saysOnV3: [
                    "connected on rung: ", "did not answer with its IDCODE (0x09)",
                    "STM32F74x/F75x",
                ],
                never: ["PIPE"]),
            Scenario(
                row: "A1", story: "no ENTER ever succeeds",
                faults: ["status(ENTER_SWD, 0x09, all)"], command: "stlink info", status: 20,
                says: [
                    "probe present, target not answering over SWD",
                    "did not answer with its IDCODE (0x09)", "VTref 3.28 V",
                    "reset line not pulled",
                ],
                next: .isTheSame),
            Scenario(
                row: "A4", story: "every 200th transaction goes wrong at full speed",
                faults: ["bitnoise(1/200, freq>1 MHz)"],
                command: "stlink flash $ELF && stlink verify $ELF"),
            Scenario(
                row: "A21", story: "the wire is too bad for the default clock",
                faults: ["bitnoise(all, freq>950 kHz)"],
                faultsOnV3: ["bitnoise(all, freq>8 MHz)"], command: "stlink info",
                says: ["SWD at 950 kHz"], saysOnV3: ["SWD at 8000 kHz"]),
            Scenario(
                row: "B35", story: "a load over that wire",
                faults: ["bitnoise(all, freq>950 kHz)"],
                faultsOnV3: ["bitnoise(all, freq>1 MHz)"],
                command: "stlink flash $ELF && stlink verify $ELF && stlink info",
                says: ["SWD at 950 kHz"], saysOnV3: ["SWD at 1000 kHz"]),
            Scenario(
                row: "B35", story: "a clock that is none", command: "stlink info --freq fast",
                status: 64, says: ["950k"]),
            Scenario(
                row: "B1", story: "nothing is connected", faults: ["no-target"],
                command: "stlink info", status: 20,
                says: [
                    "probe present, target not answering over SWD", "VTref 3.28 V",
                    "Check SWDIO and SWCLK (swapped?) and GND",
                ],
                next: .isTheSame),
            Scenario(
                row: "B1", story: "the board has no power", faults: ["no-target", "volt(1489, 5)"],
                command: "stlink info", status: 20, says: ["no power"], next: .isTheSame),
            Scenario(
                row: "B1", story: "read protection level 2", faults: ["rdp(2)"],
                command: "stlink info", status: 20,
                says: ["probe present, target not answering over SWD"],
                next: .isTheSame),
            Scenario(
                row: "B1", story: "a closed part", faults: ["state(closed)"],
                command: "stlink info", status: 23,
                says: ["AP fault (0x11)", "protected"], next: .isTheSame),
            Scenario(
                row: "B1", story: "an unknown device id",
                faults: ["idcode(0x5ba02477, 0x10006999)"],
                command: """
                    stlink info
                    stlink read 0x20000000 64
                    serve; gdb "target extended-remote :$port" "p/x \\$pc" "x/4xw 0x20000000" \\
                        "detach"; finish $server
                    stlink flash $ELF
                    """,
                status: 22,
                says: ["unknown STM32 with device id 0x999", "0x20000000:", "is not known"],
                never: ["0x10006999 is not"]),
        ]

        @Test(arguments: ScenarioCase.all(scenarios))
        func saysWhatIsTheCase(_ run: ScenarioCase) async throws {
            try await ScenarioRun(run).check()
        }
    }
}
