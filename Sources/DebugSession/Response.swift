public import RemoteProtocol
public import TargetMemory

/// What the owner of a session does next: send, write to the log, perhaps close.
public struct Response: Hashable, Sendable {
    /// A line for the log.
    public struct Notice: Hashable, Sendable {
        public var level: NoticeSink.Level
        public var text: String
        /// The `monitor` command that has said it, which may be about memory or files; `nil`: these
        /// are the server's own words.
        public var command: String?
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
        /// The client wants the server to end (`monitor shutdown`).
        case shutdownAsked
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
