import TestSupport
import Testing

/// Programs by people who never saw the virtual board do their whole job against it. One after
/// another: each brings its own processes, and the machine may be small.
@Suite(.serialized) struct PeerTests {}

extension PeerTests {
    @Suite struct Bus {
        @Test func listsProbe() async throws {
            _ = try Tool.find("lsusb", package: "usbutils")
            let result = try await Sim.run("lsusb -v")
            #expect(result.status == 0, "\(result.log)")
            #expect(result.stdout.contains("0483:3748"), "\(result.log)")
        }
    }
}
