/// The first byte of most replies. Unknown codes survive, to be shown as they are.
///
/// Codes: OpenOCD `stlink_usb.c`, pyOCD `probe/stlink/constants.py`; the words are ours.
public struct LinkStatus: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let ok = LinkStatus(rawValue: 0x80)
    static let fault = LinkStatus(rawValue: 0x81)
    static let unknownError = LinkStatus(rawValue: 0x01)
    public static let noDeviceConnected = LinkStatus(rawValue: 0x05)
    public static let idCodeError = LinkStatus(rawValue: 0x09)
    public static let debugPowerError = LinkStatus(rawValue: 0x0B)
    static let writeError = LinkStatus(rawValue: 0x0C)
    static let writeVerifyError = LinkStatus(rawValue: 0x0D)
    public static let otherModeOpen = LinkStatus(rawValue: 0x0E)
    static let apWait = LinkStatus(rawValue: 0x10)
    static let apFault = LinkStatus(rawValue: 0x11)
    static let apError = LinkStatus(rawValue: 0x12)
    static let apParity = LinkStatus(rawValue: 0x13)
    static let dpWait = LinkStatus(rawValue: 0x14)
    static let dpFault = LinkStatus(rawValue: 0x15)
    static let dpError = LinkStatus(rawValue: 0x16)
    static let dpParity = LinkStatus(rawValue: 0x17)
    static let apWriteData = LinkStatus(rawValue: 0x18)
    static let apSticky = LinkStatus(rawValue: 0x19)
    static let apStickyOverrun = LinkStatus(rawValue: 0x1A)
    static let badAP = LinkStatus(rawValue: 0x1D)
    static let frequencyNotSupported = LinkStatus(rawValue: 0x41)
    static let unknownCommand = LinkStatus(rawValue: 0x42)

    /// The target was busy; the same command may succeed in a moment.
    static let retryable: Set<LinkStatus> = [.apWait, .dpWait]
    /// Bits were lost or wrong between probe and target: repeat, or go slower.
    static let wireErrors: Set<LinkStatus> = [
        .apError, .apParity, .dpError, .dpParity, .apWriteData, .apStickyOverrun,
        .noDeviceConnected, .idCodeError, LinkStatus(rawValue: 0x02), LinkStatus(rawValue: 0x04),
    ]
    /// The target's bus answered with an error. Old firmware says 0x01 for it (pyOCD,
    /// `_MEM_FAULT_ERRORS`).
    static let accessFaults: Set<LinkStatus> = [
        .apFault, .dpFault, .apSticky, .fault, .unknownError, .writeError,
    ]

    /// The transfer was not begun since an error of an earlier one was still noted (ADIv5.2,
    /// B4.2.4), or the bus refused it: once the note is cleared, another try tells.
    static let stickyErrors: Set<LinkStatus> = [.apSticky, .apFault, .dpFault]

    /// Whether any source has a name for it.
    var isNamed: Bool { Self.words[rawValue] != nil }

    public var isOK: Bool { self == .ok }

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

extension LinkStatus: CustomStringConvertible {
    /// Words, with the number behind them for whoever looks it up.
    public var description: String {
        "\(Self.words[rawValue] ?? "unnamed status") (0x\(rawValue.hex(digitCount: 2)))"
    }
}
