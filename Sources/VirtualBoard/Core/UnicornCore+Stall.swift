extension UnicornCore {
    /// The cycles of the stall pass without instructions; the slice ends, so that whatever became
    /// due meanwhile is seen.
    public func stall(toNanosecond instant: UInt64) {
        guard isInSlice else { return }
        time.extraCycles += time.cycles(from: cycle, to: instant)
        synchronise()
        engine.stop()
    }
}
