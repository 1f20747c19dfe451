import RemoteProtocol
import TargetMemory

/// What the client said about itself, as far as replies depend on it.
struct ClientFeatures {
    var hardwareBreakpointReasons = false
    var softwareBreakpointReasons = false
    /// `E.text` is understood as the reply to any packet (`error-message+`, gdb 16).
    var errorText = false
    /// `Exx;text` is (`QEnableErrorStrings`, LLDB).
    var errorStrings = false
    /// Stops tell all threads and their program counters (`QListThreadsInStopReply`, LLDB).
    var threadsInStops = false
    /// `x` is answered without the leading `b`: LLDB before 20 asked `x0,0` and got `OK`.
    var bareBinaryReads = false
    /// It has asked what registers there are. A gdb without an XML parser never does, has
    /// registers of its own in mind and ends at the first number that it does not know.
    var knowsRegisters = false

    init() {}

    /// The features of `qSupported`; what else the client has switched on stays so.
    mutating func announce(_ announced: [String]) {
        hardwareBreakpointReasons = announced.contains("hwbreak+")
        softwareBreakpointReasons = announced.contains("swbreak+")
        errorText = announced.contains("error-message+")
    }

    /// Why a request failed, in the words that this client takes.
    func reply(to fault: TargetFault) -> Reply {
        if errorText { return .errorText(fault.message) }
        if errorStrings { return .errorString(fault.cause.errno, fault.message) }
        return .errno(fault.cause.errno)
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
