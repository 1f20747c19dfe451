import TestSupport
import Testing

/// `stlink flash` ended by `kill -9` at some moment of its work: the next one succeeds, and the
/// flash is locked again after any tool has come and gone.
@Suite struct KilledFlashScenarios {
    @Test(arguments: ["stm32f407", "stm32g071"])
    func theNextLoadSucceeds(board: String) async throws {
        let seed = UInt32.random(in: 1...32_767)
        let result = try await Sim.run(
            """
            RANDOM=\(seed)
            head -c 20000 /dev/urandom >a.bin; head -c 20000 /dev/urandom >b.bin
            for cycle in $(seq 12); do
                image=a.bin; [ $((cycle % 2)) = 0 ] && image=b.bin
                stlink flash $image@0x08000000 --force >/dev/null 2>&1 & tool=$!
                sleep 0.$((RANDOM % 40 + 10))
                kill -9 $tool 2>/dev/null || true
                wait $tool 2>/dev/null || true
                stlink flash $image@0x08000000 --force >out.txt 2>&1 &&
                    stlink read 0x08000000 20000 back.bin >>out.txt 2>&1 &&
                    cmp back.bin $image || { echo "cycle $cycle"; cat out.txt; exit 1; }
            done
            """, Sim.Options(board: board))
        #expect(result.status == 0, "seed \(seed): \(result.log)")
    }
}
