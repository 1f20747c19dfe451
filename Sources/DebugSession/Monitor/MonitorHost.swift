public import TargetMemory

/// What `monitor` commands need of the server around the session: ports, time, and a way to tell
/// the user something before the command has ended.
public protocol MonitorHost: AnyObject {
    /// Opens a TCP port for a stream of bytes, 0 for any that is free; returns its number.
    func openPort(_ port: UInt16, for purpose: String) throws(TargetFault) -> UInt16
    func closePort(_ port: UInt16)
    /// To everybody who is connected there; nobody is waited for.
    func send(_ bytes: [UInt8], to port: UInt16)
    /// What came in there, at most `count` bytes.
    func received(_ count: Int, from port: UInt16) -> [UInt8]
    /// Waits, without serving anybody.
    func pause(milliseconds: Int)
    /// Shows text in the client's console at once, while its command goes on. It tells a client
    /// that has a time limit that somebody is still at work, too.
    func show(_ text: String)
    /// The port that debuggers come to; 0 where there is none.
    var debuggerPort: UInt16 { get }
}

/// How a session answers `monitor`, and what it does by itself when a debugger has arrived.
public struct MonitorOptions: Sendable {
    public var personality: Personality
    /// Commands as typed after `monitor`, done when the first debugger arrives.
    public var startCommands: [String]

    public init(personality: Personality = .stUtil, startCommands: [String] = []) {
        self.personality = personality
        self.startCommands = startCommands
    }
}

/// What `monitor` commands remember between them.
struct MonitorState {
    var options: MonitorOptions
    var host: (any MonitorHost)?
    /// Breakpoints and watchpoints that `bp` and `wp` have set.
    var points: [MonitorPoint] = []
    /// DP SELECT as `WriteDP 2` left it: the probe's firmware banks by itself.
    var debugPortSelect: UInt32 = 0
    var channels = RTTService()
    var trace = TraceService()
    /// Of commands inside of one another.
    var depth = 0
    /// `adapter speed`, `poll off` and the like: said back when asked.
    var isPolling = true
}

/// A breakpoint or watchpoint of `monitor`'s own.
struct MonitorPoint: Hashable {
    var kind: BreakpointKind
    var address: Address
    var byteCount: Int
}
