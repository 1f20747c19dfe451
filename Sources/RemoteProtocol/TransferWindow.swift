/// One piece of a document that a client reads with `qXfer`.
public enum TransferWindow {
    /// `m` and the bytes when more follow, `l` and the bytes when these are the last.
    ///
    /// An offset at or past the end is answered with an empty last piece. The piece is cut so that
    /// it fits into a packet, whatever was asked for.
    public static func reply(_ document: [UInt8], offset: Int, count: Int) -> Reply {
        let start = min(max(offset, 0), document.count)
        let wanted = min(max(count, 0), Limits.packetByteCount / 2)
        let end = min(start + wanted, document.count)
        let isLast = end == document.count
        return .binary(
            marker: isLast ? UInt8(ascii: "l") : UInt8(ascii: "m"), Array(document[start..<end]))
    }
}
