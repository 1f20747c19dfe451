import Testing

extension Scenarios {
    /// Rows A19 and B30: one and the same job on every generation and firmware.
    @Suite struct Generations {
        /// A program counter that is none was once read out of a reply of the wrong layout.
        private static let registers = """
            serve
            gdb "file $ELF" "target extended-remote :$port" "monitor reset halt" \\
                "hbreak main" "continue" "p/x \\$xpsr & 0x01000000" "p \\$sp > 0x20000000" "detach"
            finish $server
            """

        private static func sweep(_ probe: String, _ firmwares: [String?]) -> [Scenario] {
            firmwares.map { firmware in
                let name: String = firmware ?? "its own firmware"
                return Scenario(
                    row: "B30", story: probe + " with " + name,
                    probe: probe, firmware: firmware,
                    command: "stlink info && stlink flash $ELF && stlink verify $ELF",
                    says: ["chip", "STM32F74x/F75x"], variants: [.plain])
            }
        }

        private static func registers(through probes: [String]) -> [Scenario] {
            probes.map { (probe: String) in
                Scenario(
                    row: "A19", story: "registers through \(probe)", probe: probe,
                    command: "stlink flash $ELF && " + registers,
                    says: ["Breakpoint 1, main ()", "$1 = 0x1000000", "$2 = 1"],
                    variants: [.plain])
            }
        }

        static let scenarios =
            registers(
                through: ["stlink-v1", "stlink-v2", "stlink-v2-1", "stlink-v3e", "stlink-v3set"])
            + sweep("stlink-v1", [nil])
            + sweep(
                "stlink-v2", ["V2J11S0", "V2J14S0", "V2J20S4", "V2J24S4", "V2J28S6", "V2J46S7"])
            + sweep("stlink-v2-1", [nil, "V2J46M32", "V2J60M33"])
            + sweep("stlink-v3e", ["V3J1M1", nil, "V3J17M9", "V3J99M1"])
            + sweep("stlink-v3minie", [nil]) + sweep("stlink-v3pwr", [nil])
            + [
                Scenario(
                    row: "B30", story: "a probe in its firmware loader", probe: "stlink-v3-loader",
                    command: "stlink info", status: 14,
                    says: ["STLINK-V3 in its bootloader", "cannot debug"],
                    next: .isNotTried, variants: [.plain])
            ]

        @Test(arguments: ScenarioCase.all(scenarios))
        func areServed(_ run: ScenarioCase) async throws {
            try await ScenarioRun(run).check()
        }
    }
}
