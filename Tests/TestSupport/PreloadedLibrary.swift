/// C sources that take the place of a function of the system's, in a program that is started with
/// them in LD_PRELOAD.
public enum PreloadedLibrary {
    /// `source`, below Tests, as a library made by the compiler beside Swift's; its path.
    public static func built(
        _ source: String, in folder: TemporaryFolder
    ) async throws -> String {
        let library = folder.file("preloaded.so")
        let built = try await Sim.runPlain([
            "sh", "-c",
            "exec \"$(dirname \"$(readlink -f \"$(command -v swift)\")\")/clang\" -shared "
                + "-fPIC -O1 -Wall -Wextra -Werror \"$0\" -o \"$1\"",
            "\(Executables.packageRoot)/Tests/\(source)", library,
        ])
        guard built.status == 0 else { throw DeskFailure("no \(library): \(built.log)") }
        return library
    }
}
