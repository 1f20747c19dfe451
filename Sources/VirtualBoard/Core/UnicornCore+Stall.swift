extension UnicornCore {
    /// The cycles of the stall pass without instructions; the slice ends, so that whatever became
    /// due meanwhile is seen.
    public func stall(toNanosecond instant: UInt64) {
        guard isInSlice else { return }
        // As long as segments are, for the same reason.
        while instant > clock.now + Limits.segmentNanoseconds {
            let next = clock.now + Limits.segmentNanoseconds
            time.extraCycles += time.cycles(from: cycle, to: next)
            synchronise()
            clock.advance(toNanosecond: next)
            time.end(at: next, cycle: cycle)
        }
        time.extraCycles += time.cycles(from: cycle, to: instant)
        synchronise()
        engine.stop()
    }
}
