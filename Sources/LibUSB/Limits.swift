/// Every number of this module that is a choice.
enum Limits {
    /// So often libusb is started before the machine counts as one without USB, with a pause
    /// between.
    static let startCount = 4
    static let startPauseMilliseconds = 20
    /// The longest string descriptor (USB 2.0, 9.6.7: bLength is one byte).
    static let stringDescriptorByteCount: Int32 = 255
    /// A string index names the same text in every language of a probe; U.S. English is there.
    static let languageID: UInt16 = 0x0409
    /// Cancelled transfers come back at once; one that does not in this time is given up.
    static let reapMilliseconds = 2000
    /// The longest the system is asked to wait at once: what counts of a suspend.
    static let waitPieceMilliseconds = 100
    /// How much longer a port path can be than any hub cascade (USB 2.0, 4.1.1: five hubs).
    static let portPathCount: Int32 = 8
    /// A process's name as /proc has it: 15 characters, a line end and a zero.
    static let processNameByteCount = 17
    /// The smallest buffer of a transfer that is kept for reuse.
    static let transferBufferByteCount = 512
}
