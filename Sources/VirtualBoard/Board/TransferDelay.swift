/// A host or hub that is slow now and then: how much later each transfer is seen to be done
/// (`--fault delay`), the same in every run with one seed.
struct TransferDelay: Hashable {
    let range: ClosedRange<UInt64>
    private var random: SplitMix

    init(range: ClosedRange<UInt64>, seed: UInt64) {
        self.range = range
        random = SplitMix(seed: seed)
    }

    /// Nanoseconds for the next transfer.
    mutating func next() -> UInt64 {
        range.lowerBound + random.next() % (range.upperBound - range.lowerBound + 1)
    }
}
