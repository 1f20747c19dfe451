/// Every size that bounds what a program does with files, in one place.
public enum Limits {
    /// What is kept for a reader of our output that is slow, in bytes.
    public static let pendingByteCount = 1 << 20
    /// How long the end waits for such a reader, in milliseconds.
    public static let drainMilliseconds = 500
    /// The longest path, in bytes; Linux's own limit.
    static let pathByteCount = 4096
    /// Where a file ends for a program that writes, in bytes.
    static let fileByteCount = 1 << 30
}
