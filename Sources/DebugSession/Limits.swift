/// Every count that bounds a session, in one place.
enum Limits {
    /// How often a core is asked whether it has halted before giving up; each takes a USB round
    /// trip of half a millisecond or so.
    static let haltPollCount = 400

    /// Instructions of a range step done before the client may interrupt.
    static let stepsPerPoll = 16

    /// Bytes of one piece of a `qSearch:memory`.
    static let searchPieceByteCount = 4096

    /// Copies of all registers that an LLDB may have at once; an expression takes one.
    static let savedRegisterCount = 64

    /// How long an LLDB is asked to wait for a reply, in seconds: erasing a large chip takes most
    /// of it.
    static let packetTimeoutSeconds = 60

    /// Text kept for the next occasion to show it to the user, in bytes.
    static let pendingTextByteCount = 4096

    /// The most bytes moved by one semihosting call, and its longest string: a program gone astray
    /// must not keep everybody waiting.
    static let semihostingByteCount = 64 << 10

    /// Files that a program has open at once; more than newlib's 20, and one that forgets to close
    /// must not fill memory.
    static let semihostingFileCount = 64
}
