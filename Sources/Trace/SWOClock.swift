/// The bit rate of the serial wire output, which chip and probe must agree on: the chip divides
/// its trace clock by a whole number, the probe takes any rate up to its limit.
public struct SWOClock: Hashable, Sendable {
    /// Bits per second as they come out of the chip.
    public var hertz: Int
    /// The trace clock is divided by this: TPIU_ACPR.SWOSCALER plus one (DDI 0403E, C1.10.4).
    public var divisor: Int

    /// SWOSCALER has 13 bits at least in every TPIU of a Cortex-M (Cortex-M4 TRM, 11.3.2).
    public static let divisorMax = 1 << 13

    /// The fastest rate that is not above `limit`, from a trace clock of `traceClock` (both in
    /// Hz). Where a rate close by divides without remainder, that one: it is exact at both ends.
    ///
    /// `nil` where the trace clock cannot be divided down so far.
    public init?(traceClock: Int, notAbove limit: Int) {
        guard traceClock > 0, limit > 0 else { return nil }
        let least = (traceClock + limit - 1) / limit
        guard least <= Self.divisorMax else { return nil }
        // A tenth slower is a small price for a rate without a fraction.
        let most = min(Self.divisorMax, least + least / 10)
        divisor = (least...most).first { traceClock.isMultiple(of: $0) } ?? least
        hertz = (traceClock + divisor / 2) / divisor
    }
}
