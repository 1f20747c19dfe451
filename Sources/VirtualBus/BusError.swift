import Glibc

/// Why the bus could not be set up or the command not be started.
public enum BusError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The preload library that makes a process see the mocked bus cannot be loaded.
    case preloadMissing(String)
    /// A call to the operating system failed.
    case system(call: String, path: String, errno: Int32)
    /// umockdev refused the device.
    case testbed(String)
    /// The temporary folder's path leaves no room for a socket's name.
    case pathTooLong(String)
    /// The command cannot be started.
    case command(String, errno: Int32)

    public var description: String {
        switch self {
        case .preloadMissing(let reason):
            "cannot load libumockdev-preload.so.0 (\(reason)); "
                + "on Debian install it with: apt install umockdev"
        case .system(let call, let path, let code):
            "\(call) failed for \(path): \(String(cString: strerror(code)))"
        case .testbed(let message):
            "umockdev does not take the virtual device: \(message)"
        case .pathTooLong(let path):
            "the path \(path) is too long for a socket; set TMPDIR to a shorter one"
        case .command(let name, let code):
            code == ENOENT
                ? "\(name): command not found"
                : "cannot run \(name): \(String(cString: strerror(code)))"
        }
    }

    /// Exit status by the shell's convention: 127 not found, 126 not executable.
    public var exitStatus: Int32 {
        if case .command(_, let code) = self { return code == ENOENT ? 127 : 126 }
        return 125
    }
}
