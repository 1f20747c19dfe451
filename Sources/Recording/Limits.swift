/// Every size and count of recording and replaying, each with its unit.
public enum Limits {
    /// A recording stops here unless told otherwise.
    public static let recordingByteCount = 16 << 20
    /// The least that is worth a file: the header and the first words with a probe.
    public static let recordingByteCountMin = 64 << 10
    /// More than a day's session; a number beyond it is a slip.
    public static let recordingByteCountMax = 64 << 30

    /// Memory contents shorter than this are kept: registers, flags, an instruction.
    static let keptByteCount = 16
    /// The same for peripheral registers and option bytes, and for the core's own registers.
    static let keptRegisterByteCount = 64
    static let keptCoreByteCount = 4096
    /// Places where text of the program's is read next; mostly one.
    static let rememberedTextCount = 8
    /// Longer numbers in a packet are no numbers: registers are written by `G`.
    static let packetArgumentByteCount = 96
    static let packetNameByteCount = 32
    static let writtenRegistersByteCount = 4096
    /// Equal questions with equal answers in a row are counted instead of written.
    static let collapsedTransferCount = 8

    /// A line that is longer is no line of ours.
    static let lineByteCount = 4 << 20
    /// Thirty-five years; more is no time of ours, and sums of such times would overflow.
    static let timeMicroseconds = 1 << 50
    /// What one transfer may hold: usbfs takes no more in one piece.
    static let transferByteCount = 1 << 20

    /// Questions that were answered so short a time ago may be asked again.
    static let recentQuestionCount = 40
    /// Repeated questions of the recording that are passed over before it is asked otherwise.
    static let nearSkipCount = 8
    /// Contents that were written are remembered for who reads them back.
    static let rememberedWriteCount = 256
    static let farSkipCount = 20_000
}
