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

    /// STM32L053 and L152 data sheets: 3.28 ms (L1), 3.2 ms (L0) to program or erase.
    static let l1 = FlashTiming(
        program: 3280 * microsecond, erase: 3280 * microsecond, massErase: 6560 * microsecond,
        options: 3280 * microsecond)

    /// STM32L476 data sheet, table 59: 81.69 us; 22.02 ms; 22.13 ms; a row of 256 bytes 1.91 ms.
    static let l4 = FlashTiming(
        program: 81_690, erase: 22_020 * microsecond, massErase: 22_130 * microsecond,
        options: 22_020 * microsecond, fastRow: 1910 * microsecond)

    /// STM32G474 data sheet: 81.7 us; 22.02 ms; 22.13 ms; row 1.91 ms.
    static let g4 = l4

    /// STM32G071 data sheet, table 43: 85 us; 22 ms; 22.1 ms; row 1.7 ms.
    static let g0 = FlashTiming(
        program: 85_000, erase: 22_000 * microsecond, massErase: 22_100 * microsecond,
        options: 22_000 * microsecond, fastRow: 1700 * microsecond)

    /// STM32WB55 data sheet: 81.7 us; 22 ms; 22.1 ms; row of 512 bytes 3.8 ms.
    static let wb = FlashTiming(
        program: 81_700, erase: 22_000 * microsecond, massErase: 22_100 * microsecond,
        options: 22_000 * microsecond, fastRow: 3800 * microsecond)

    /// STM32U575 data sheet: a quad word 118 us; 1.5 ms a page; 193 ms a bank.
    static let u5 = FlashTiming(
        program: 118_000, erase: 1500 * microsecond, massErase: 193 * millisecond,
        options: 10 * millisecond)

    /// STM32H563 data sheet: a quad word 48 us; 2 ms a sector; 170 ms a bank.
    static let h5 = FlashTiming(
        program: 48_000, erase: 2000 * microsecond, massErase: 170 * millisecond,
        options: 10 * millisecond)

    /// STM32H743 data sheet, x64: 32 bytes 100 us; 128 KiB 1 s; a bank 5 s.
    static let h7 = FlashTiming(
        program: 100_000, erase: 1000 * millisecond, massErase: 5000 * millisecond,
        options: 500 * millisecond)

    /// STM32WB09 data sheet: a word 20 us; 40 ms a page and for all.
    static let wb0 = FlashTiming(
        program: 20_000, erase: 40 * millisecond, massErase: 40 * millisecond, options: 0)
}
