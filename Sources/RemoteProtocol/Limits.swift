/// Every size and count that bounds the protocol, in one place.
public enum Limits {
    /// The longest packet body in bytes, framing not counted; told to gdb as `PacketSize`.
    ///
    /// 16 KiB is what gdb assumes at most for memory writes, and what OpenOCD and st-util offer.
    public static let packetByteCount = 0x4000

    /// How often one and the same packet is sent again for a client that keeps refusing it.
    public static let resendCount = 5

    /// The most text one `O` packet carries, in bytes before hexadecimal coding.
    public static let consoleByteCount = 4096

    /// The most bytes one `m` is answered with: two digits each. A shorter answer is legal.
    public static let hexReadByteCount = (packetByteCount - 8) / 2

    /// The most bytes one `x` is answered with: each may need an escape.
    public static let binaryReadByteCount = (packetByteCount - 8) / 2
}
