/// What a program asks of its debugger by `BKPT 0xAB` with the operation's number in R0 and the
/// address of its parameters in R1 (Arm, "Semihosting for AArch32 and AArch64", 2.0, chapter 5).
enum SemihostingOperation: UInt32, CaseIterable {
    case open = 0x01
    case close = 0x02
    case writeCharacter = 0x03
    case writeText = 0x04
    case write = 0x05
    case read = 0x06
    case readCharacter = 0x07
    case isError = 0x08
    case isTerminal = 0x09
    case seek = 0x0A
    case length = 0x0C
    case temporaryName = 0x0D
    case remove = 0x0E
    case rename = 0x0F
    case clock = 0x10
    case time = 0x11
    case system = 0x12
    case errorNumber = 0x13
    case commandLine = 0x15
    case heapInfo = 0x16
    case exit = 0x18
    case exitExtended = 0x20
    case elapsed = 0x30
    case tickFrequency = 0x31

    /// Words of the parameter block at R1.
    var parameterCount: Int {
        switch self {
        case .open, .write, .read, .temporaryName: 3
        case .seek, .remove, .system, .commandLine, .exitExtended: 2
        case .rename: 4
        case .close, .isError, .isTerminal, .length, .heapInfo: 1
        case .writeCharacter, .writeText, .readCharacter, .clock, .time, .errorNumber, .exit,
            .elapsed, .tickFrequency:
            0
        }
    }
}

/// How a file is opened: the mode of SYS_OPEN, which is an index into C's list of `fopen` modes
/// "r", "rb", "r+", "r+b", "w", ... "a+b" (chapter 5.14).
public struct SemihostingOpenMode: RawRepresentable, Hashable, Sendable {
    /// 0 to 11.
    public var rawValue: Int

    public init?(rawValue: Int) {
        guard (0...11).contains(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    public var isWriting: Bool { rawValue >= 4 }
    public var isAppending: Bool { rawValue >= 8 }
    /// With a plus sign: reading and writing.
    public var isUpdating: Bool { rawValue & 2 != 0 }

    /// gdb's File-I/O flags (gdb manual, E.13.8 "Open Flags").
    var gdbFlags: Int {
        let access = isUpdating ? 0x2 : (isWriting ? 0x1 : 0x0)
        let creation = isAppending ? 0x208 : (isWriting ? 0x600 : 0)
        return access | creation
    }
}

/// Numbers of errors as gdb's File-I/O and newlib have them (gdb manual, E.13.8 "Errno Values").
public enum SemihostingErrno {
    public static let noEntry: Int32 = 2
    public static let badFile: Int32 = 9
    public static let access: Int32 = 13
    public static let fault: Int32 = 14
    public static let invalid: Int32 = 22
    public static let tooManyFiles: Int32 = 24
    public static let notSupported: Int32 = 88
}
