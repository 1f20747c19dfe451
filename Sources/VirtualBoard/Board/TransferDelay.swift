/// A host or hub that is slow now and then: how much later each transfer is seen to be done
/// (`--fault delay`), the same in every run with one seed.
struct TransferDelay: Hashable {
    let range: ClosedRange<UInt64>
    private var state: UInt64

    init(range: ClosedRange<UInt64>, seed: UInt64) {
        self.range = range
        state = seed
    }

    /// Nanoseconds for the next transfer (SplitMix64 of Steele, Lea and Flood, public domain).
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return range.lowerBound + mixed % (range.upperBound - range.lowerBound + 1)
    }
}
