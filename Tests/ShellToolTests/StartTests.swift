import TestSupport
import Testing

extension ShellTool {
    /// libusb listens for devices first, which a system may refuse it.
    @Suite struct Start {
        private func information(refusals: Int) async throws -> Sim.Result {
            let folder = try TemporaryFolder()
            let library = try await PreloadedLibrary.built("ShellToolTests/bind.c", in: folder)
            return try await Sim.run(
                """
                status=0
                REFUSED_BINDS=\(refusals) LD_PRELOAD="\(library):$LD_PRELOAD" stlink info \\
                    || status=$?
                echo "ended with $status"
                """, in: folder)
        }

        @Test func whatIsRefusedForAMomentIsAskedForAgain() async throws {
            let result = try await information(refusals: 2)
            #expect(result.stdout.contains("STM32"), "\(result.log)")
            #expect(result.stdout.contains("ended with 0"), "\(result.log)")
        }

        @Test func whatIsRefusedForGoodIsSaidWithANextStep() async throws {
            let result = try await information(refusals: 1000)
            #expect(result.stdout.contains("ended with 10"), "\(result.log)")
            #expect(result.stderr.contains("libusb does not start"), "\(result.log)")
            #expect(result.stderr.contains("lsusb"), "\(result.log)")
        }
    }
}
