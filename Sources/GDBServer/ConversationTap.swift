public import DebugSession
public import RemoteProtocol

/// Somebody who keeps what is said with clients. Called on the server's queue, in order.
public protocol ConversationTap: Sendable {
    /// A packet, as between `$` and `#` and without escapes; 0x03 alone is Ctrl-C.
    func received(_ packet: [UInt8], from client: Int)
    func sent(_ reply: Reply, to client: Int)
    func noticed(_ notice: Response.Notice)
    /// The connection is over.
    func left(_ client: Int)
}
