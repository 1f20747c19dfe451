import Testing

extension Scenarios {
    /// Rows A3 and B34: what the probe measures, what is made of it, and that nothing is erased.
    @Suite struct Voltage {
        static let scenarios = [
            Scenario(
                row: "A3", story: "the reference is not wired: looking is allowed",
                faults: ["volt(0x5f0, 0x2a9)"], command: "stlink info",
                says: ["VTref reads 1.07 V", "pins 1 and 19"]),
            Scenario(
                row: "A3", story: "the reference is not wired: erasing is not",
                faults: ["volt(0x5f0, 0x2a9)"], command: "stlink flash $ELF", status: 25,
                says: ["VTref reads 1.07 V", "pins 1 and 19", "flash cannot be changed below"]),
            Scenario(
                row: "A3", story: "the reference is wired", faults: ["volt(1490, 2000)"],
                command: "stlink info", says: ["VTref 3.22 V"], never: ["pins 1 and 19"]),
            Scenario(
                row: "B34", story: "a factor of zero", faults: ["volt(0, 0)"],
                command: "stlink info && stlink flash $ELF", says: ["VTref not measured"],
                never: ["inf", "nan"]),
            Scenario(
                row: "B34", story: "a factor of zero and nobody there",
                faults: ["volt(0, 0)", "no-target"], command: "stlink info", status: 20,
                says: ["target not answering over SWD", "VTref not measured"], next: .isTheSame),
            Scenario(
                row: "B34", story: "0.01 V, yet the target answers", faults: ["volt(1490, 6)"],
                command: "stlink info", says: ["VTref reads 0.00 V", "STM32F74x/F75x"]),
            Scenario(
                row: "B34", story: "1.8 V", faults: ["volt(1490, 1118)"],
                command: "stlink flash $ELF && stlink info", says: ["VTref 1.80 V"]),
        ]

        @Test(arguments: ScenarioCase.all(scenarios))
        func isTold(_ run: ScenarioCase) async throws {
            try await ScenarioRun(run).check()
        }
    }
}
