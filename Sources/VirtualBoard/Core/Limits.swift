/// Bounds of the core model.
enum Limits {
    /// So that nanoseconds times hertz stay within 64 bits.
    static let segmentNanoseconds: UInt64 = 1_000_000_000
    /// The most instructions an IT block holds.
    static let ifThenInstructions = 4
    /// Exception entry and return each (Cortex-M7 TRM: 12 without wait states).
    static let exceptionCycles: UInt64 = 12
    /// What Unicorn maps at the least.
    static let pageByteCount: UInt64 = 1024
    /// Cycles of a slice from which on a wait loop is worth being looked at.
    static let waitLoopCycles: UInt64 = 64
    static let firstSliceCycles: UInt64 = 512
    /// More than the cycles of a segment. Code whose slices all end early, at faults, would double
    /// it for ever.
    static let longestSliceCycles: UInt64 = 1 << 32
}
