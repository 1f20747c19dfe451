/// Every size that bounds what a program does with files, in one place.
enum Limits {
    /// The longest path, in bytes; Linux's own limit.
    static let pathByteCount = 4096
    /// Where a file ends for a program that writes, in bytes.
    static let fileByteCount = 1 << 30
}
