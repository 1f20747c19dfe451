import Foundation
import TestSupport

/// A locale that writes 3,29 for 3.29, made by Tests/Setup/install.sh.
enum CommaLocale {
    private static let folder = "\(Executables.packageRoot)/.build-locale"
    private static let name = "de_DE.UTF-8"

    static let environment = ["LC_ALL": name, "LANG": name, "LOCPATH": folder]
    /// A locale that does not load falls back to C, silently.
    static let check = "[ \"$(locale decimal_point)\" = , ] || exit 99"

    /// Fails where it was not made.
    static func require() throws {
        guard FileManager.default.fileExists(atPath: "\(folder)/\(name)/LC_NUMERIC") else {
            throw MissingTool(name: "the locale \(name)", remedy: "run `make setup`")
        }
    }
}
