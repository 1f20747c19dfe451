/// Every number of this module that is a choice or a width of the protocol.
enum Limits {
    /// A synchronisation packet has at least 47 zero bits and then a one: five zero bytes and
    /// 0x80, or more zeros (DDI 0403E, D4.2.1).
    static let synchronizationZeroByteCount = 5
    /// Stimulus ports of one page; the page register has three bits (DDI 0403E, D4.2.5).
    static let portsPerPage = 32
    /// A line of text that does not end is cut here.
    static let lineByteCountMax = 4096
}
