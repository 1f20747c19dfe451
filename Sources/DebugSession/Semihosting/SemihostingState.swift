/// What semihosting remembers between calls.
struct SemihostingState {
    /// What a handle of the program's stands for.
    enum File: Hashable {
        /// `:tt` opened for reading.
        case keyboard
        /// `:tt` opened for writing (stdout) or appending (stderr).
        case screen
        /// `:semihosting-features`, read from here on.
        case features(position: Int)
        /// A file of the host's.
        case local(Int)
        /// A file of the debugger's.
        case debuggers(Int)
    }

    /// A call that waits for the debugger's answer to a File-I/O request.
    enum Question: Hashable {
        case open
        case close(handle: UInt32)
        /// Of so many bytes: the program is told how many are left.
        case transfer(count: Int)
        /// Zero or less than that.
        case status
        /// The answer as it is.
        case value
        /// SYS_FLEN in three steps: where are we, where is the end, back again.
        case lengthAskingPosition(file: Int)
        case lengthAskingEnd(file: Int, position: Int)
        case lengthGoingBack(length: Int)
    }

    var options: SemihostingOptions
    /// `nil`: the debugger's console, and no files but the debugger's.
    var host: (any SemihostingHost)?
    private(set) var files: [UInt32: File] = [:]
    var lastError: Int32 = 0
    /// When the program was started last, by the host's clock in microseconds.
    private(set) var start: UInt64

    init(options: SemihostingOptions, host: (any SemihostingHost)?) {
        self.options = options
        self.host = host
        start = host?.microseconds ?? 0
    }

    /// "SHFB", then bit 0 SH_EXT_EXIT_EXTENDED, bit 1 SH_EXT_STDOUT_STDERR (chapter 6).
    static let features: [UInt8] = Array("SHFB".utf8) + [0x03]

    mutating func add(_ file: File) -> UInt32? {
        guard files.count < Limits.semihostingFileCount else { return nil }
        var handle: UInt32 = 1
        while files[handle] != nil { handle += 1 }
        files[handle] = file
        return handle
    }

    func file(_ handle: UInt32) -> File? { files[handle] }

    mutating func replace(_ handle: UInt32, by file: File) { files[handle] = file }

    mutating func remove(_ handle: UInt32) { files[handle] = nil }

    /// The program starts over, or is gone.
    mutating func forgetFiles() {
        host?.closeAll()
        files = [:]
        start = host?.microseconds ?? 0
    }
}
