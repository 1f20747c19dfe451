/// The board's own time. Everything that takes time moves it: a USB transfer, an SWD word, an
/// instruction, a flash operation. What the wall clock does meanwhile is the bus's affair.
public final class BoardClock {
    /// Nanoseconds since the board was plugged in.
    public private(set) var now: UInt64 = 0

    public init() {}

    public func advance(byNanoseconds duration: UInt64) { now += duration }

    public func advance(toNanosecond instant: UInt64) { now = max(now, instant) }
}
