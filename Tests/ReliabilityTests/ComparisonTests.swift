import TestSupport
import Testing

/// The harness of `make compare`: that it judges by the cells, and knows a clear error.
@Suite struct ComparisonTests {
    @Test(arguments: [
        ("one transfer stalls", "success: swift-stlink: load: one transfer stalls"),
        ("nothing answers", "clear error: swift-stlink: load: nothing answers on the wire"),
    ])
    func judges(fault: String, line: String) async throws {
        let script = "\(Executables.packageRoot)/Tests/Comparison/compare.py"
        let result = try await Sim.runPlain(
            [
                "env", "COMPARE_HANG_SECONDS=300", "python3", "-B", script, "--only", fault,
                "--peers", "swift", "--jobs", "2",
            ],
            timeoutSeconds: Patience.commandSeconds)
        #expect(result.stdout.contains(line), "\(result.log)")
    }
}
