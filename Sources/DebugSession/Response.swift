public import RemoteProtocol
public import TargetMemory

/// What the owner of a session does next: send, write to the log, perhaps close.
public struct Response: Hashable, Sendable {
    /// A line for the log.
    public struct Notice: Hashable, Sendable {
        public var level: NoticeSink.Level
        public var text: String
    }

    /// Why the conversation is over.
    public enum End: Hashable, Sendable {
        /// The client detached and will not be back on this connection.
        case detached
        /// The client killed the program.
        case killed
        /// The probe is gone; nothing works until it is back.
        case probeLost
        /// The program has ended by itself (semihosting), and the server is to end with it.
        case programExited(status: UInt8)
    }

    /// In the order they are sent.
    public var replies: [Reply]
    public var end: End?
    public var notices: [Notice]
    /// After these replies nothing is acknowledged any more (`QStartNoAckMode`).
    public var endsAcknowledging = false

    public init(_ replies: [Reply] = [], end: End? = nil, notices: [Notice] = []) {
        self.replies = replies
        self.end = end
        self.notices = notices
    }

    static let none = Response()

    static func reply(_ reply: Reply) -> Response { Response([reply]) }
}

/// What the client said about itself in `qSupported`, as far as replies depend on it.
struct ClientFeatures {
    var hardwareBreakpointReasons = false
    var softwareBreakpointReasons = false
    /// `E.text` is understood as the reply to any packet.
    var errorText = false

    init() {}

    init(_ announced: [String]) {
        hardwareBreakpointReasons = announced.contains("hwbreak+")
        softwareBreakpointReasons = announced.contains("swbreak+")
        errorText = announced.contains("error-message+")
    }
}

extension TargetFault.Cause {
    /// The Linux errno that clients without `error-message+` are given.
    var errno: UInt8 {
        switch self {
        case .access: 14  // EFAULT
        case .timeout: 62  // ETIME
        case .link, .flash: 5  // EIO
        case .probeLost: 19  // ENODEV
        case .state: 16  // EBUSY
        case .unsupported: 95  // EOPNOTSUPP
        }
    }
}
