/// Typical times of the data sheets' flash tables ("Flash memory characteristics"); where only a
/// range is given, its middle.
extension FlashTiming {
    private static let microsecond: UInt64 = 1000
    private static let millisecond: UInt64 = 1_000_000

    /// F2, F4, F7 have theirs by size and parallelism in `Timing.Flash`.
    static let f4 = FlashTiming(program: 0, erase: 0, massErase: 0, options: 0)

    /// STM32F103x8 data sheet, table 29: 52.5 us; 20 to 40 ms for a page and for all.
    static let f1 = FlashTiming(
        program: 52_500, erase: 30 * millisecond, massErase: 30 * millisecond,
        options: 30 * millisecond)

    /// STM32F072 and F303 data sheets: 53.5 us; 20 to 40 ms.
    static let f0 = FlashTiming(
        program: 53_500, erase: 30 * millisecond, massErase: 30 * millisecond,
        options: 30 * millisecond)
}
