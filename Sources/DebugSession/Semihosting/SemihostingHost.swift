/// Where semihosting's files, console and clock come from when it is not the debugger. The session
/// calls; each call answers at once.
public protocol SemihostingHost: AnyObject {
    /// A host's own number for the file.
    func open(_ path: String, mode: SemihostingOpenMode) -> Result<Int, SemihostingFailure>
    func close(_ file: Int) -> Result<Int, SemihostingFailure>
    /// How many bytes were read; none at the end of the file.
    func read(_ count: Int, from file: Int) -> Result<[UInt8], SemihostingFailure>
    /// How many bytes were written.
    func write(_ bytes: [UInt8], to file: Int) -> Result<Int, SemihostingFailure>
    func seek(_ file: Int, to position: Int) -> Result<Int, SemihostingFailure>
    func length(_ file: Int) -> Result<Int, SemihostingFailure>
    func remove(_ path: String) -> Result<Int, SemihostingFailure>
    func rename(_ path: String, to other: String) -> Result<Int, SemihostingFailure>
    /// Closes what the program left open.
    func closeAll()

    /// What the program prints; `false` where the debugger's console is to show it.
    func show(_ bytes: [UInt8]) -> Bool
    /// What was typed, at most `count` bytes; empty: the end of it; `nil`: nothing yet.
    func typed(_ count: Int) -> [UInt8]?

    /// Seconds since 1970.
    var secondsSinceEpoch: UInt32 { get }
    /// Time that never goes back.
    var microseconds: UInt64 { get }
}

/// Why a file operation failed, as `errno` has it.
public struct SemihostingFailure: Error, Hashable, Sendable {
    public var number: Int32

    public init(_ number: Int32) { self.number = number }
}

/// How semihosting is set up when a session begins.
public struct SemihostingOptions: Sendable {
    /// Whether calls are served; else a program stops at its BKPT.
    public var isEnabled: Bool
    /// Files and keyboard are the debugger's, by gdb's File-I/O packets.
    public var usesDebuggersFiles: Bool
    /// What SYS_GET_CMDLINE answers.
    public var commandLine: String
    /// The program's exit ends the server, with the program's status.
    public var exitEndsServer: Bool

    public init(
        isEnabled: Bool = false, usesDebuggersFiles: Bool = false, commandLine: String = "",
        exitEndsServer: Bool = false
    ) {
        self.isEnabled = isEnabled
        self.usesDebuggersFiles = usesDebuggersFiles
        self.commandLine = commandLine
        self.exitEndsServer = exitEndsServer
    }
}
