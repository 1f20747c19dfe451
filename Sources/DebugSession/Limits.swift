/// Every count that bounds a session, in one place.
enum Limits {
    /// R0 to R15 and xPSR: what a gdb that has not read target.xml takes for an M-profile core by
    /// the length of `g` (gdb `arm-tdep.c`, ARM_CORE_REGS_SIZE).
    static let basicRegisterCount = 17
    /// R0 to R15, which have the same numbers for all.
    static let commonRegisterCount = 16
    /// How often a core is asked whether it has halted before giving up; each takes a USB round
    /// trip of half a millisecond or so.
    static let haltPollCount = 400

    /// Instructions of a range step done before the client may interrupt.
    static let stepsPerPoll = 16

    /// Bytes of one piece of a `qSearch:memory`.
    static let searchPieceByteCount = 4096

    /// The most bytes of one `qCRC`, which nobody can interrupt.
    static let checksumByteCountMax = 64 << 20
    /// What may be staged for one `load`, as a multiple of the flash there is: an interrupted one
    /// and its repetition fit, a client that stages for ever does not.
    static let stagedFlashMultiple = 4
    /// What the note of one `vFlashErase` counts for, in bytes.
    static let stagedEraseByteCount = 64
    /// The longest word for which a command of a similar name is looked for, in bytes.
    static let monitorNameByteCount = 64
    /// Commands inside of commands (`capture "catch ..."`).
    static let monitorDepth = 8

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

    /// What one `monitor` command shows of memory, and writes into it at once, in bytes.
    static let monitorShownByteCount = 64 << 10
    static let monitorWrittenByteCount = 1 << 20
    /// Steps of one `monitor step`: gdb waits meanwhile.
    static let monitorStepCount = 10_000
    /// The longest time for which `monitor` makes everybody wait, in milliseconds.
    static let monitorPauseMillisecondsMax = 60_000
    /// Between two looks at a core that is waited for, in milliseconds.
    static let monitorPollMilliseconds = 2
    /// A DWT comparator's mask reaches so far at most (Armv7-M ARM, C1.8.16), in bytes.
    static let watchedByteCountMax = 32 << 10
    /// The largest file that is read for a command, in bytes.
    static let imageByteCountMax = 64 << 20

    /// Between two looks at RTT's buffers, in milliseconds; OpenOCD's is 100.
    static let rttIntervalMilliseconds = 20
    /// Looks without a control block between two searches for it.
    static let rttLooksBetweenSearches = 25
    static let rttSearchPieceByteCount = 4096
    /// More channels or longer buffers are no control block but something that looks like one.
    static let rttChannelCountMax = 64
    static let rttBufferByteCountMax = 1 << 20
    static let rttNameByteCount = 32
    /// What is taken from one channel in one look: a megabyte would keep everybody waiting.
    static let rttLookByteCount = 16 << 10
    /// What came in for the program and does not fit into its buffer yet, in bytes.
    static let rttPendingByteCount = 64 << 10

    /// Between two fetches of SWO, in milliseconds: at 2 MHz the probe keeps 20 ms.
    static let traceIntervalMilliseconds = 4
    /// Fetches between two looks at whether the target still sends.
    static let traceLooksBetweenChecks = 60
}
