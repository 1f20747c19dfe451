/// Typical and longest times, data sheets' chapter "Flash memory characteristics".
///
/// Those of F7 are read from DS10916. The others are from memory; the longest times are rounded
/// up, as they are limits for waiting only.
extension FlashTiming {
    /// F0, F1, F3: a halfword; pages of 1 and 2 KiB.
    static let f1 = FlashTiming(
        programMicroseconds: 53, programMicrosecondsMax: 70,
        erases: [.init(2 << 10, milliseconds: 30, millisecondsMax: 40)],
        massEraseMilliseconds: 30, massEraseMillisecondsMax: 40)

    /// F2, F4 at x32.
    static let f4 = FlashTiming(
        programMicroseconds: 16, programMicrosecondsMax: 100,
        erases: [
            .init(16 << 10, milliseconds: 250, millisecondsMax: 500),
            .init(64 << 10, milliseconds: 550, millisecondsMax: 1100),
            .init(128 << 10, milliseconds: 1000, millisecondsMax: 2000),
        ],
        massEraseMilliseconds: 8000, massEraseMillisecondsMax: 32000, narrowFactor: 3)

    /// DS10916 table 46, at x32.
    static let f7 = FlashTiming(
        programMicroseconds: 16, programMicrosecondsMax: 100,
        erases: [
            .init(16 << 10, milliseconds: 250, millisecondsMax: 500),
            .init(32 << 10, milliseconds: 250, millisecondsMax: 500),
            .init(64 << 10, milliseconds: 550, millisecondsMax: 1100),
            .init(128 << 10, milliseconds: 1000, millisecondsMax: 2000),
            .init(256 << 10, milliseconds: 2000, millisecondsMax: 4000),
        ],
        massEraseMilliseconds: 8000, massEraseMillisecondsMax: 32000, narrowFactor: 4)

    /// L0, L1: a word or a half-page, and a page, all take as long. There is no mass erase.
    static let l0 = FlashTiming(
        programMicroseconds: 3280, programMicrosecondsMax: 3940,
        erases: [.init(256, milliseconds: 4, millisecondsMax: 8)],
        massEraseMilliseconds: 8, massEraseMillisecondsMax: 16)

    /// L4, L4+, G4, L5, WB, WL: a double word; pages of 2 to 8 KiB.
    static let l4 = FlashTiming(
        programMicroseconds: 82, programMicrosecondsMax: 125,
        erases: [.init(8 << 10, milliseconds: 22, millisecondsMax: 40)],
        massEraseMilliseconds: 22, massEraseMillisecondsMax: 50)

    /// G0, C0, U0: a double word.
    static let g0 = FlashTiming(
        programMicroseconds: 85, programMicrosecondsMax: 125,
        erases: [.init(2 << 10, milliseconds: 22, millisecondsMax: 40)],
        massEraseMilliseconds: 22, massEraseMillisecondsMax: 50)

    /// U5, WBA: 16 bytes; pages of 8 KiB.
    static let u5 = FlashTiming(
        programMicroseconds: 118, programMicrosecondsMax: 250,
        erases: [.init(8 << 10, milliseconds: 2, millisecondsMax: 10)],
        massEraseMilliseconds: 500, massEraseMillisecondsMax: 4000)

    /// U3, WBA2: 8 bytes; pages of 4 KiB.
    static let u3 = FlashTiming(
        programMicroseconds: 100, programMicrosecondsMax: 250,
        erases: [.init(4 << 10, milliseconds: 2, millisecondsMax: 10)],
        massEraseMilliseconds: 500, massEraseMillisecondsMax: 4000)

    /// H5: 16 bytes; sectors of 8 KiB.
    static let h5 = FlashTiming(
        programMicroseconds: 60, programMicrosecondsMax: 250,
        erases: [.init(8 << 10, milliseconds: 2, millisecondsMax: 10)],
        massEraseMilliseconds: 500, massEraseMillisecondsMax: 4000)

    /// H7 at x64: 32 bytes; sectors of 128 KiB.
    static let h7 = FlashTiming(
        programMicroseconds: 100, programMicrosecondsMax: 600,
        erases: [.init(128 << 10, milliseconds: 1000, millisecondsMax: 4000)],
        massEraseMilliseconds: 5000, massEraseMillisecondsMax: 32000, narrowFactor: 3)

    /// H7A/H7B, H7R/H7S: 16 bytes; sectors of 8 KiB.
    static let h7ab = FlashTiming(
        programMicroseconds: 60, programMicrosecondsMax: 250,
        erases: [.init(8 << 10, milliseconds: 3, millisecondsMax: 20)],
        massEraseMilliseconds: 500, massEraseMillisecondsMax: 4000)

    /// WB0: a word; pages of 2 KiB.
    static let wb0 = FlashTiming(
        programMicroseconds: 40, programMicrosecondsMax: 200,
        erases: [.init(2 << 10, milliseconds: 22, millisecondsMax: 50)],
        massEraseMilliseconds: 22, massEraseMillisecondsMax: 100)
}

extension SectorLayout {
    /// F2, F4: sectors 0 to 11 of a bank (RM0090 3.3 tables 5 and 6).
    static let f4 = SectorLayout.runs([
        .init(4, of: 16 << 10), .init(1, of: 64 << 10), .init(7, of: 128 << 10),
    ])
}
