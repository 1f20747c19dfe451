import Testing

extension Scenarios {
    /// Row A24: one command tells which of the suspects it is, by verdict and exit status.
    @Suite struct Diagnosing {
        private static func verdict(
            _ story: String, _ fault: String, status: Int, _ says: [String]
        ) -> Scenario {
            Scenario(
                row: "A24", story: story, faults: [fault], command: "stlink doctor",
                status: status, says: says, next: .isTheSame)
        }

        static let scenarios = [
            verdict(
                "nothing is connected", "no-target", status: 20,
                ["Something is wrong. link: probe present, target not answering over SWD"]),
            verdict(
                "no voltage is measured", "volt(1490, 0)", status: 0,
                ["with a doubt. supply: VTref reads 0.00 V: no power, or not wired"]),
            verdict(
                "the reset line is open", "nrst(open)", status: 0,
                ["with a doubt. reset line: NRST is not connected"]),
            verdict(
                "the chip is closed", "rdp(1)", status: 23,
                ["Something is wrong. protection: RDP level 1", "erases the whole flash"]),
            verdict(
                "the system does not let us", "denied", status: 12,
                ["Something is wrong. probe: no permission to open the ST", "udev"]),
            verdict(
                "another program has the probe", "busy", status: 13,
                ["Something is wrong. probe: another program is using the ST"]),
            Scenario(
                row: "A24", story: "there is no probe",
                command: "pull; stlink doctor; status=$?; plug; exit $status", status: 10,
                says: ["Something is wrong. probe: no ST-Link on the USB bus: plug one in"],
                again: "stlink doctor"),
        ]

        @Test(arguments: ScenarioCase.all(scenarios))
        func theVerdictIsTheCause(_ run: ScenarioCase) async throws {
            try await ScenarioRun(run).check()
        }
    }
}
