/// Every time and size that bounds the server, in one place.
public enum Limits {
    /// Bytes taken from a socket at once.
    static let readByteCount = 64 * 1024
    /// Bytes a client may leave unread before it is dropped.
    static let unsentByteCount = 1024 * 1024
    /// Clients at a time, the refused and the silent included.
    static let connectionCount = 16
    /// Waiting clients that the system keeps for `accept`.
    static let backlogCount: Int32 = 8
    /// How long a closing connection waits for the client to close its side, in milliseconds.
    static let lingerMilliseconds = 500

    /// What is typed at a program's console and not read by it is kept, in bytes.
    static let typedByteCount = 65_536

    /// A gdb that waits for a reply hears of the server so often, in milliseconds; it gives up
    /// after two seconds by default, and users lower that.
    static let keepAliveMilliseconds = 500

    /// A connection on which nothing has moved for so long is asked, by the system, whether the
    /// client's machine is still there: so often, at this interval.
    static let silenceSeconds: Int32 = 30
    static let silenceProbeSeconds: Int32 = 10
    static let silenceProbeCount: Int32 = 3
}
