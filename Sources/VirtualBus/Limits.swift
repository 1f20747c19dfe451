/// Times, sizes and rates of the bus, in one place.
enum Limits {
    /// Slice of board time between two looks at the clients while the core executes: about
    /// 5,000 instructions at 216 MHz, so that a client never waits longer than some 50 us.
    static let executionSliceNanoseconds: UInt64 = 25_000
    /// How often a board that only waits (sleeping core, armed timer) is told the time.
    static let idleTickNanoseconds: UInt64 = 1_000_000
    /// The most that it is told at once, should the host have been away for longer.
    static let idleCatchUpNanoseconds: UInt64 = 20_000_000
    /// How often a paced, executing board is given the wall time that has passed.
    static let pacedTickNanoseconds: UInt64 = 100_000
    /// A paced board that the host cannot run fast enough falls behind the wall clock; beyond
    /// this the lag is written off instead of being caught up.
    static let pacedLagNanoseconds: UInt64 = 5_000_000
    /// How much wall time such a board may take to catch up before a transfer.
    static let pacedCatchUpNanoseconds: UInt64 = 100_000

    /// Smallest pipe the kernel gives: one page, which one byte fills as far as poll() tells.
    static let fifoByteCount: Int32 = 4096
    /// Device nodes that are remembered for clients that opened them and have yet to connect.
    static let nodeCount = 8
    /// usbfs takes larger transfers in one URB; no ST-Link client comes near.
    static let transferByteCount = 1 << 20
    /// Replies up to this size go out in one send, so that the client finds them whole.
    static let gatheredReplyByteCount = 16 * 1024
    /// `sun_path` (unix(7)) with its final zero.
    static let socketPathByteCount = 108
    /// Seven bits (USB 2.0, 8.3.2.1).
    static let lastAddress = 127
    static let clientBacklog: Int32 = 64

    /// Timer slack for the command and all its children: the preload library sleeps for zero
    /// microseconds after each ioctl, which costs 55 us at the default slack of 50 us.
    static let timerSlackNanoseconds: UInt = 1
    /// How long processes left over when the command ends may take to follow SIGTERM.
    static let leftoverNanoseconds: UInt64 = 1_000_000_000
}
