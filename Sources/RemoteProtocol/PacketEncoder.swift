/// Puts a body into a frame: `$`, the escaped body, `#`, two digits of checksum.
public enum PacketEncoder {
    /// What may not stand for itself in a reply: the frame's own characters, the escape, and `*`,
    /// which would announce a repeated character (gdb manual, "Overview").
    private static func needsEscape(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "}"), UInt8(ascii: "*"): true
        default: false
        }
    }

    /// The whole frame, ready to send.
    public static func frame(_ body: some Collection<UInt8>) -> [UInt8] {
        frame(body, marker: UInt8(ascii: "$"))
    }

    /// The frame of a notification: `%` in place of `$`.
    public static func notification(_ body: some Collection<UInt8>) -> [UInt8] {
        frame(body, marker: UInt8(ascii: "%"))
    }

    private static func frame(_ body: some Collection<UInt8>, marker: UInt8) -> [UInt8] {
        var frame: [UInt8] = [marker]
        frame.reserveCapacity(body.count + 4)
        for byte in body {
            if needsEscape(byte) {
                frame.append(UInt8(ascii: "}"))
                frame.append(byte ^ 0x20)
            } else {
                frame.append(byte)
            }
        }
        let sum = frame.dropFirst().reduce(0 as UInt8, &+)
        frame.append(UInt8(ascii: "#"))
        frame += Hexadecimal.encode([sum])
        return frame
    }
}
