/// Errors of a bad wire: one in so many transactions, above a clock rate, the same in every run.
struct WireNoise {
    enum Disturbance: Hashable {
        case fails(ProbeStatus)
        /// Two flipped bits, which the parity does not see.
        case flips(UInt32)
    }

    let period: Int
    let aboveKilohertz: UInt64
    private var transactions = 0
    private var strikes = 0

    init(period: Int, aboveKilohertz: UInt64) {
        self.period = period
        self.aboveKilohertz = aboveKilohertz
    }

    /// Nothing at all gets through at that clock, not even the identity.
    func isHopeless(bitNanoseconds: UInt64) -> Bool {
        period == 1 && 1_000_000 / bitNanoseconds > aboveKilohertz
    }

    /// What becomes of the next transaction. A write that the chip saw damaged is a write-data
    /// error, a read with wrong parity a parity error; one read in four is damaged unseen.
    mutating func strike(bitNanoseconds: UInt64, isWrite: Bool) -> Disturbance? {
        guard 1_000_000 / bitNanoseconds > aboveKilohertz else { return nil }
        transactions += 1
        guard transactions % period == 0 else { return nil }
        strikes += 1
        if isWrite { return .fails(.writeDataError) }
        return strikes % 4 == 0 ? .flips(0x0006_0000) : .fails(.parityError)
    }
}
