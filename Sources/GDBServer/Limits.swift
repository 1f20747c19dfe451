/// Every time and size that bounds the server, in one place.
public enum Limits {
    /// Bytes taken from a socket at once.
    static let readByteCount = 64 * 1024
    /// Bytes a client may leave unread before it is dropped.
    static let unsentByteCount = 1024 * 1024
    /// Clients at a time, the refused and the silent included.
    static let connectionCount = 16
    /// An onlooker that has been here for so long makes room when all places are taken, in seconds.
    static let staySeconds = 10
    /// Waiting clients that the system keeps for `accept`; who finds no place among them tries
    /// again after a second.
    static let backlogCount: Int32 = 128
    /// Clients let in before others have their turn.
    static let acceptedAtOnceCount = 16
    /// How long a port takes nobody in when the system has no descriptors left, in milliseconds.
    static let restMilliseconds = 250
    /// What happens over and over is said in the log so often.
    static let tallyMilliseconds = 10_000
    /// What a client sends before it has been answered; more is no debugger's greeting. In bytes.
    static let firstWordsByteCount = 32 * 1024
    /// How long a first packet that changes the target waits for what may come behind it.
    static let hastyMilliseconds = 10
    /// What a client sends without a whole packet before it is dropped, in bytes: twice the longest
    /// packet with every byte escaped.
    static let noiseByteCount = 64 * 1024
    /// Bytes without a packet that are looked at in one turn.
    static let turnByteCount = 4 * 1024
    /// Ports that `monitor` commands have open at a time.
    static let monitorPortCount = 16

    /// Others than the debugger have their turn when it has been quiet for so long ...
    static let quietMilliseconds = 10
    /// ... or when they have waited for so long, in milliseconds: one of them, one packet.
    static let patienceMilliseconds = 100

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
    /// The same while the client's machine owes an answer to what was sent, when the system asks
    /// nothing, and would send again for a quarter of an hour.
    static let unansweredSeconds: Int32 = silenceSeconds + silenceProbeCount * silenceProbeSeconds
}
