/// The first byte of most replies. Unknown codes survive, to be shown as they are.
///
/// Codes: OpenOCD `stlink_usb.c`, pyOCD `probe/stlink/constants.py`; the words are ours.
struct Status: RawRepresentable, Hashable, Sendable {
    var rawValue: UInt8

    static let ok = Status(rawValue: 0x80)
    static let fault = Status(rawValue: 0x81)
    static let unknownError = Status(rawValue: 0x01)
    static let noDeviceConnected = Status(rawValue: 0x05)
    static let idCodeError = Status(rawValue: 0x09)
    static let debugPowerError = Status(rawValue: 0x0B)
    static let writeError = Status(rawValue: 0x0C)
    static let writeVerifyError = Status(rawValue: 0x0D)
    static let otherModeOpen = Status(rawValue: 0x0E)
    static let apWait = Status(rawValue: 0x10)
    static let apFault = Status(rawValue: 0x11)
    static let apError = Status(rawValue: 0x12)
    static let apParity = Status(rawValue: 0x13)
    static let dpWait = Status(rawValue: 0x14)
    static let dpFault = Status(rawValue: 0x15)
    static let dpError = Status(rawValue: 0x16)
    static let dpParity = Status(rawValue: 0x17)
    static let apWriteData = Status(rawValue: 0x18)
    static let apSticky = Status(rawValue: 0x19)
    static let apStickyOverrun = Status(rawValue: 0x1A)
    static let badAP = Status(rawValue: 0x1D)
    static let frequencyNotSupported = Status(rawValue: 0x41)
    static let unknownCommand = Status(rawValue: 0x42)

    /// The target was busy; the same command may succeed in a moment.
    static let retryable: Set<Status> = [.apWait, .dpWait]
    /// Bits were lost or wrong between probe and target: repeat, or go slower.
    static let wireErrors: Set<Status> = [
        .apError, .apParity, .dpError, .dpParity, .apWriteData, .apStickyOverrun,
        .noDeviceConnected, .idCodeError, Status(rawValue: 0x02), Status(rawValue: 0x04),
    ]
    /// The target's bus answered with an error. Old firmware says 0x01 for it (pyOCD,
    /// `_MEM_FAULT_ERRORS`).
    static let accessFaults: Set<Status> = [
        .apFault, .dpFault, .apSticky, .fault, .unknownError, .writeError,
    ]

    var isOK: Bool { self == .ok }

    private static let words: [UInt8: String] = [
        0x01: "unknown error", 0x02: "SPI error", 0x03: "DMA error",
        0x04: "unknown JTAG chain", 0x05: "no device connected", 0x06: "internal error",
        0x07: "command wait", 0x08: "command error",
        0x09: "the target did not answer with its IDCODE", 0x0A: "alignment error",
        0x0B: "debug power-up failed", 0x0C: "write error", 0x0D: "write verification error",
        0x0E: "already open in another mode", 0x10: "AP wait", 0x11: "AP fault",
        0x12: "AP error", 0x13: "AP parity error", 0x14: "DP wait", 0x15: "DP fault",
        0x16: "DP error", 0x17: "DP parity error", 0x18: "AP write-data error",
        0x19: "AP sticky error", 0x1A: "AP sticky overrun", 0x1D: "no such AP",
        0x20: "trace not available", 0x40: "configuration changed",
        0x41: "frequency not supported", 0x42: "unknown command", 0x80: "OK", 0x81: "fault",
    ]
}

extension Status: CustomStringConvertible {
    /// Words, with the number behind them for whoever looks it up.
    var description: String {
        "\(Self.words[rawValue] ?? "unnamed status") (0x\(rawValue.hex(digitCount: 2)))"
    }
}
