public import DebugSession

/// What a server is told from outside.
public struct ServerConfiguration: Sendable {
    /// The addresses to listen at, as numbers or names; `*` is every address of the machine.
    public var hosts: [String]
    /// The machines that may connect, to any port that is opened.
    public var allowed = AllowList()
    /// 0 lets the system choose.
    public var port: UInt16
    /// Ends when the debugger leaves, as st-util does without `-m`.
    public var endsWithClient: Bool
    /// But not when that spoke the extended protocol, as st-util has it.
    public var staysForExtended = false
    /// Told of debuggers' coming and going, with the server's port.
    public var announce: @Sendable (ServerEvent, UInt16) -> Void = { _, _ in }
    /// What `monitor version` says.
    public var serverVersion: String
    /// How `monitor` answers, and what is done when a debugger has arrived.
    public var monitoring = MonitorOptions()
    /// How semihosting is when a debugger arrives.
    public var semihosting = SemihostingOptions()
    public var semihostingConsole = SemihostingConsole.debugger
    /// The folder that programs may use; `nil`: no files of this machine.
    public var semihostingFolder: String?
    /// Keeps what is said; `nil`: nobody does.
    public var tap: (any ConversationTap)?
    /// A debugger's arrival halts the program only for a moment.
    public var letsProgramRun: Bool

    var access: NetworkAccess { NetworkAccess(hosts: hosts, allowed: allowed) }

    /// Only programs of this machine reach the loopback addresses: gdb's protocol has no password.
    public static let loopback = ["127.0.0.1", "::1"]

    public init(
        hosts: [String] = loopback, port: UInt16 = 4242, endsWithClient: Bool = false,
        serverVersion: String, letsProgramRun: Bool = false
    ) {
        self.hosts = hosts
        self.port = port
        self.endsWithClient = endsWithClient
        self.serverVersion = serverVersion
        self.letsProgramRun = letsProgramRun
    }
}

/// Where the ports are opened, and to whom.
struct NetworkAccess {
    var hosts: [String]
    var allowed: AllowList
}

/// What a server tells whoever started it.
public enum ServerEvent: Hashable, Sendable {
    case connected
    case left
}

/// Where a program's semihosting console is.
public enum SemihostingConsole: Hashable, Sendable {
    /// In gdb, by its `O` packets.
    case debugger
    /// This process's standard output.
    case standardOutput
    /// A TCP port of the same addresses; 0: one that is free.
    case port(UInt16)
}

/// Why a server cannot listen, in words.
public enum ServerError: Error, Hashable, Sendable {
    case cannotUseFolder(path: String, reason: String)
    case portInUse(UInt16)
    case cannotListen(host: String, port: UInt16, reason: String)

    /// Without what one could do about it on the command line.
    var reason: String {
        switch self {
        case .cannotUseFolder(let path, let reason): "cannot use the folder \(path): \(reason)"
        case .portInUse(let port): "port \(port) is in use"
        case .cannotListen(let host, let port, let reason):
            "cannot listen at \(host), port \(port): \(reason)"
        }
    }

    public var message: String {
        switch self {
        case .cannotUseFolder(let path, let reason):
            "cannot use the folder \(path) for semihosting: \(reason)"
        case .portInUse(let port):
            "port \(port) is in use: another GDB server may be running; stop it, or choose another "
                + "port with -p (-p 0 finds a free one)"
        case .cannotListen(let host, let port, let reason):
            "cannot listen at \(host), port \(port): \(reason); choose another address with "
                + "--listen or another port with -p"
        }
    }
}
