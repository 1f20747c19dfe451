import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The numbers of SIGINT and SIGTERM as they came, in their order: a handler may do next to nothing
/// (signal-safety(7)), so ours writes them into a pipe. From the moment it is there none is lost;
/// a dispatch source of signals is set up some time after it was asked for, and until then they
/// would be.
public struct SignalPipe: Sendable {
    /// Of the one pipe, for the handler; there is none before it is open.
    private static let writingEnd = Atomic<Int32>(-1)

    /// For a dispatch source that reads.
    public let readingEnd: Int32

    /// `nil` where no pipe can be had: then signals do what they do to any process.
    public init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        readingEnd = ends[0]
        Self.writingEnd.store(ends[1], ordering: .sequentiallyConsistent)
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                let before = errno
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(SignalPipe.writingEnd.load(ordering: .relaxed), &byte, 1)
                errno = before
            }
        }
    }

    /// The next one, if there is one.
    public func next() -> Int32? {
        var byte: UInt8 = 0
        return read(readingEnd, &byte, 1) == 1 ? Int32(byte) : nil
    }
}
