import Testing

extension Scenarios {
    /// Rows A18, B3, B12, B14, B28 and B39: the probe as others left it, or as others made it.
    @Suite struct Probing {
        static let scenarios =
            ["debug", "swim", "dfu", "reply", "halt", "session"].map { state in
                Scenario(
                    row: "A18", story: "the probe was left in: \(state)",
                    faults: ["stale(\(state))"], command: "stlink flash $ELF && stlink verify $ELF",
                    never: ["unplug"])
            } + [
                Scenario(
                    row: "A18", story: "only a reset of its port helps",
                    faults: ["stale(wedged)"], command: "stlink info", says: ["USB"]),
                Scenario(
                    row: "B3", story: "a load that is killed",
                    command: """
                        stlink flash $LARGE & flash=$!
                        until [ -n "$(counts; grep -o '"WRITEMEM_32": [0-9][0-9]' counts)" ]
                        do :; done
                        kill -9 $flash; wait $flash
                        stlink flash $LARGE && stlink verify $LARGE
                        """,
                    erases: nil),
                Scenario(
                    row: "B3", story: "a command that is never answered",
                    faults: ["mute(READDEBUGREG, 3)"], command: "stlink info"),
                Scenario(
                    row: "B3", story: "a stall in the middle", faults: ["stall(READMEM_32, 2)"],
                    command: "stlink read 0x08000000 0x20000 out.bin"),
                Scenario(
                    row: "B12", story: "another program has the probe", faults: ["busy"],
                    command: "stlink info", status: 13,
                    says: ["another program", "bus 1 device 2"],
                    never: ["udev"], next: .isTheSame),
                Scenario(
                    row: "B12", story: "the system does not let us", faults: ["denied"],
                    command: "stlink info", status: 12, says: ["udev", "bus 1 device 2"],
                    never: ["another program"], next: .isTheSame),
                Scenario(
                    row: "B14", story: "unplugged while memory is read",
                    faults: ["gone(READMEM_32, 2)"],
                    command: "stlink read 0x08000000 0x20000 out.bin", status: 15,
                    says: ["plug it in again"], next: .isNotTried),
                Scenario(
                    row: "B14", story: "unplugged while a program is loaded",
                    faults: ["gone(WRITEMEM_32, 5)"], command: "stlink flash $LARGE", status: 15,
                    says: ["plug it in again"], erases: nil, next: .isNotTried),
                Scenario(
                    row: "B29", story: "two probes, and none was chosen",
                    probes: ["stlink-v2", "stlink-v2"], command: "stlink info", status: 11,
                    says: [
                        "2 ST-Links fit", "066FFF485457725187052924  ST-LINK/V2",
                        "066FFF485457725187052925  ST-LINK/V2",
                    ],
                    again: "stlink info --serial 066FFF485457725187052925",
                    variants: [.plain, .commaLocale]),
                Scenario(
                    row: "B39", story: "a copy of a probe: no NRST, no voltage",
                    faults: ["nrst(open)", "volt(0, 0)"],
                    command: "stlink flash $ELF && stlink verify $ELF && stlink info",
                    says: ["VTref not measured"]),
            ]

        @Test(arguments: ScenarioCase.all(scenarios))
        func isRecovered(_ run: ScenarioCase) async throws {
            try await ScenarioRun(run).check()
        }
    }
}
