/// The firmware images of Tests/Firmware, built once for all tests of a run.
public struct TestFirmware: Sendable {
    private let folder: TemporaryFolder

    /// Shaped like a Zephyr image: 18,120 bytes in 14 sections.
    public var zephyr: String { folder.file("zephyr.elf") }
    /// The same shape with other content.
    public var second: String { folder.file("second.elf") }
    /// The same with 256 KiB.
    public var large: String { folder.file("large.elf") }

    /// Prints through the ITM.
    public var tracing: String { folder.file("tracing.elf") }

    /// Flash loaders from outside, for a toy memory of 16 KiB at 0x2004C000: RAM on the chip that
    /// is used as serial NOR flash is.
    public var cmsisLoader: String { folder.file("toy.FLM") }
    public var stLoader: String { folder.file("toy.stldr") }

    /// The raw bytes from 0x08000000 on, as llvm-objcopy makes them of the ELF.
    public func binary(of elf: String) -> String { elf.dropLast(".elf".count) + ".bin" }

    /// An image by its file name: `second.elf`, `zephyr.bin`, `semihosting.elf`.
    public static func path(_ name: String) async throws -> String {
        try await built().folder.file(name)
    }

    public static func built() async throws -> TestFirmware { try await shared.value }

    private static let shared = Task {
        let folder = try TemporaryFolder()
        let script = "\(Executables.packageRoot)/Tests/Firmware/build.sh"
        let result = try await Sim.runPlain(["sh", script, folder.path])
        guard result.status == 0 else { throw BuildFailed(log: result.log) }
        return TestFirmware(folder: folder)
    }

    public struct BuildFailed: Error {
        public init(log: String) { self.log = log }

        public var log: String
    }
}
