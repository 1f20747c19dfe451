import Testing

extension Scenarios {
    /// Rows A6, A24 and B10: what the chip is said to be.
    @Suite struct Chips {
        static let scenarios = [
            Scenario(
                row: "A6", story: "the sectors are those of the chip", command: "stlink info",
                says: ["4 x 32 KiB", "1 x 128 KiB", "3 x 256 KiB"], never: ["2048"]),
            Scenario(
                row: "B10", story: "a copy that tells no device id",
                faults: ["idcode(0x2ba01477, 0)"],
                command: """
                    stlink info
                    serve; gdb "target extended-remote :$port" "x/4xw 0x20000000" "detach"
                    finish $server
                    stlink flash $ELF
                    """,
                status: 22,
                says: [
                    "DBGMCU_IDCODE reads 0, which no STM32 says of itself", "0x20000000:\t0x",
                ],
                never: ["unknown memory region"]),
            Scenario(
                row: "B10", story: "a copy of an F103", board: "stm32f103",
                faults: ["idcode(0x2ba01477)"], command: "stlink info",
                says: [
                    "IDCODE 0x2ba01477 is not what ST ships on this part", "likely a clone",
                    "continuing",
                ]),
            Scenario(
                row: "B10", story: "a copy of an F103 whose size register is empty",
                board: "stm32f103", faults: ["idcode(0x2ba01477)", "geometry(size=0)"],
                command: "stlink info", says: ["likely a clone", "is no size of this die"]),
            Scenario(
                row: "B10", story: "the size register is empty", faults: ["geometry(size=0)"],
                command: "stlink info && stlink flash $ELF",
                says: ["flash size register 0x1ff0f442 reads 0x0"]),
        ]

        @Test(arguments: ScenarioCase.all(scenarios))
        func isNamed(_ run: ScenarioCase) async throws {
            try await ScenarioRun(run).check()
        }
    }
}
