import Testing

extension Scenarios {
    /// Rows B28, B29 and B39: what the bus shows, and which of it is meant.
    @Suite struct Choosing {
        /// Two with the same serial, one with a binary one, one of its own.
        private static let four = [
            "v2,serial=AAAA1111", "v2-1,serial=AAAA1111",
            "v2,serial=binary:3F6D06112233445566778899", "v3e,serial=AB34",
        ]

        private static let clones = ["000000000000000000000001", "", "?\u{FF}", "a\tb\"<&"].map {
            Scenario(
                row: "B39", story: "a copy of a probe with the serial '\($0)'",
                probes: ["v2,firmware=V2J17S0,serial=\($0)"],
                faults: ["nrst(open)", "volt(0, 0)"],
                command: """
                    stlink list && stlink list --json | python3 -m json.tool >list.txt \\
                        && stlink flash $ELF && stlink verify $ELF
                    """,
                says: ["V2J17", "not measured", "ready"], variants: Variant.onV2Only)
        }

        static let scenarios =
            [
                Scenario(
                    row: "B29", story: "each of four is chosen", probes: four,
                    command: """
                        for choice in "--serial AB34" "--serial ab" "--serial 3F6D06" \\
                            "--serial 3F6D06112233445566778899" "--serial AAAA1111 --probe 2" \\
                            "--probe 1" "--probe 2" "--probe 3" "--probe 1-1" "--probe 1-4"; do
                            echo "$choice: $(stlink info -n $choice | grep -o ' at 1-[1-4]$')"
                        done
                        """,
                    says: [
                        "--serial AB34:  at 1-4", "--serial ab:  at 1-4",
                        "--serial 3F6D06:  at 1-3",
                        "--serial 3F6D06112233445566778899:  at 1-3",
                        "--serial AAAA1111 --probe 2:  at 1-2", "--probe 1:  at 1-1",
                        "--probe 2:  at 1-2", "--probe 3:  at 1-3", "--probe 1-1:  at 1-1",
                        "--probe 1-4:  at 1-4",
                    ],
                    again: "stlink info --probe 2", variants: [.plain, .commaLocale]),
                Scenario(
                    row: "B29", story: "four, and more than one fits", probes: four,
                    command: """
                        for choice in "" "--serial A" "--serial AAAA1111"; do
                            stlink flash $ELF $choice; echo "'$choice' ended with $?"
                            stlink-gdbserver --port 0 $choice; echo "server ended with $?"
                        done
                        counts; echo "$(grep -c '"halts": 0' counts) were not halted"
                        stlink erase --serial AAAA
                        """,
                    status: 11,
                    says: [
                        "4 ST-Links fit", "3 ST-Links fit", "2 ST-Links fit",
                        "'' ended with 11", "'--serial A' ended with 11",
                        "'--serial AAAA1111' ended with 11", "server ended with 11",
                        "1  AAAA1111  ST-LINK/V2  bus 1 device 2, port 1-1",
                        "2  AAAA1111  ST-LINK/V2-1  bus 1 device 3, port 1-2",
                        "3  3F6D06112233445566778899  ST-LINK/V2", "4  AB34  STLINK-V3E",
                        "4 were not halted",
                    ],
                    never: ["server ended with 0"],
                    again: "stlink flash $ELF --serial AB", variants: [.plain, .commaLocale]),
                Scenario(
                    row: "B29", story: "four, and none fits", probes: four,
                    command: "stlink info --probe 5; stlink info --serial CCCC", status: 10,
                    says: ["no ST-Link is at that place", "starts with CCCC", "4  AB34"],
                    again: "stlink info --probe 4", variants: [.plain, .commaLocale]),
                Scenario(
                    row: "B28", story: "the probe comes to the bus late",
                    command: """
                        pull; stlink info; echo "ended with $?"
                        plug; stlink flash $ELF && stlink verify $ELF
                        """,
                    says: ["no ST-Link on the USB bus: plug one in", "ended with 10"]),
                Scenario(
                    row: "B28", story: "it comes late after a reset of the bus, somewhere else",
                    faults: ["gone(READMEM_32, 2)", "back(300 ms, new)"],
                    command: """
                        stlink read 0x08000000 0x20000 out.bin; echo "ended with $?"
                        until stlink list >list.txt 2>&1; do sleep 0.01; done
                        stlink read 0x08000000 0x20000 out.bin && wc -c out.bin
                        """,
                    says: ["ended with 15", "131072 out.bin"]),
            ] + clones

        @Test(arguments: ScenarioCase.all(scenarios))
        func theRightOneIsFound(_ run: ScenarioCase) async throws {
            try await ScenarioRun(run).check()
        }
    }
}
