import Foundation

/// Where the programs under test are: in the build folder that holds the test bundle itself.
public enum Executables {
    public static let folder: String = {
        let this = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        return (this.map { ($0 as NSString).deletingLastPathComponent }) ?? "."
    }()

    /// Path of one of our programs; it is built whenever the tests are.
    public static func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// The package's root: the nearest folder above this file that holds Package.swift.
    public static let packageRoot: String = {
        var folder = URL(fileURLWithPath: #filePath)
        repeat {
            folder.deleteLastPathComponent()
            let manifest = folder.appendingPathComponent("Package.swift").path
            if FileManager.default.fileExists(atPath: manifest) { break }
        } while folder.path != "/"
        return folder.path
    }()
}

/// A program that a test needs is not installed. The test fails: it must not pass unproven.
public struct MissingTool: Error, CustomStringConvertible {
    public var name: String
    public var remedy: String

    public init(name: String, remedy: String) {
        self.name = name
        self.remedy = remedy
    }

    public var description: String { "\(name) is not installed: \(remedy)" }
}

/// Programs by other people that the tests run.
public enum Tool {
    /// Finds a program on PATH; `package` is the Debian package that has it.
    public static func find(_ name: String, package: String) throws -> String {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        for folder in path.split(separator: ":") {
            let candidate = "\(folder)/\(name)"
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
        }
        throw MissingTool(name: name, remedy: "apt install \(package)")
    }

    public static func gdbMultiarch() throws -> String {
        try find("gdb-multiarch", package: "gdb-multiarch")
    }

    public static func openocd() throws -> String { try find("openocd", package: "openocd") }

    /// A program of stlink-tools: st-info, st-flash or st-util.
    public static func stlinkTool(_ name: String) throws -> String {
        try find(name, package: "stlink-tools")
    }

    /// pyocd from the virtual environment that the Makefile makes (or `PYOCD`).
    public static func pyocd() throws -> String { try inEnvironment("pyocd", variable: "PYOCD") }

    /// A newer openocd than Debian's from there (or `OPENOCD_NEW`): Espressif's, which has all of
    /// the project's STM32 drivers.
    public static func newOpenOCD() throws -> String {
        try inEnvironment("openocd-esp32", variable: "OPENOCD_NEW")
    }

    /// The newer gdb from there (or `GDB18`).
    public static func newGDB() throws -> String { try inEnvironment("gdb", variable: "GDB18") }

    /// The versions of LLDB that sessions are proved with: the oldest and the newest of Debian 12.
    public enum LLDBVersion: String, CaseIterable, Sendable {
        case v14 = "14", v19 = "19"
    }

    /// LLDB and its debug adapter. Debian lets one version be installed; the other one is unpacked
    /// into `.build-lldb` by the set-up.
    public static func lldb(
        _ version: LLDBVersion
    ) throws -> (debugger: String, adapter: String) {
        switch version {
        case .v14:
            return (
                try find("lldb-14", package: "lldb-14"),
                try find("lldb-vscode-14", package: "lldb-14")
            )
        case .v19:
            let folder = "\(Executables.packageRoot)/.build-lldb/usr/lib/llvm-19/bin"
            guard FileManager.default.isExecutableFile(atPath: folder + "/lldb") else {
                throw MissingTool(name: folder, remedy: "run `Tests/Setup/install.sh tests`")
            }
            return (folder + "/lldb", folder + "/lldb-dap")
        }
    }

    private static func inEnvironment(_ name: String, variable: String) throws -> String {
        let environment = ProcessInfo.processInfo.environment
        let path =
            environment[variable] ?? "\(Executables.packageRoot)/.build-venv/bin/\(name)"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw MissingTool(
                name: path, remedy: "run `make setup`, or set \(variable) to its path")
        }
        return path
    }
}
