import TestSupport
import Testing

/// What has to hold a hundred times in a row, or byte for byte.
@Suite struct RepetitionTests {
    /// A tool that is killed at some moment of its work: the next one connects.
    @Test func killedAHundredTimesItConnectsAHundredTimes() async throws {
        let seed = UInt32.random(in: 1...32_767)
        let result = try await Sim.run(
            """
            RANDOM=\(seed)
            for cycle in $(seq 100); do
                stlink read 0x08000000 0x8000 out.bin >/dev/null 2>&1 & tool=$!
                sleep 0.0$((RANDOM % 60 + 10))
                kill -9 $tool 2>/dev/null || true
                wait $tool 2>/dev/null || true
                stlink info >info.txt 2>&1 || { echo "cycle $cycle"; cat info.txt; exit 1; }
            done
            """)
        #expect(result.status == 0, "seed \(seed): \(result.log)")
        #expect(result.illegalOperations.isEmpty, "seed \(seed): \(result.log)")
        #expect(result.stats["sectorErases"]?.int == 0)
    }

    /// Row A7: no number is read or written as the locale would have it.
    @Test(arguments: ["info", "info --json", "list", "--help", "info --freq 1.8M"])
    func aCommaLocaleChangesNoByte(command: String) async throws {
        try CommaLocale.require()
        let script = "stlink \(command) 2>&1 || echo \"ended with $?\""
        let plain = try await Sim.run(script, Sim.Options())
        let comma = try await Sim.run(
            CommaLocale.check + "\n" + script, Sim.Options(environment: CommaLocale.environment))
        #expect(plain.status == 0 && comma.status == 0, "\(comma.log)")
        #expect(comma.stdout == plain.stdout, "\(comma.log)")
        #expect(!plain.stdout.isEmpty)
    }
}
