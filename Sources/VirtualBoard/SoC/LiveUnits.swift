/// Where a family has what goes on beside the core: watchdogs, and the DMA unit that the old
/// firmware of `--fault` uses. Bases and bits as in the manuals' memory maps and the chapters on
/// the reset and clock control and on debug support.
struct LiveUnits: Sendable {
    struct Bit: Sendable, Hashable {
        var address: UInt32
        var bit: UInt32
    }

    /// A register of DBGMCU, by its offset, and the bit that stops a watchdog while the core is
    /// halted.
    struct Freeze: Sendable, Hashable {
        var offset: UInt32
        var bit: UInt32
    }

    struct Watchdog: Sendable, Hashable {
        var base: UInt32
        /// `nil`: it counts on while the core is halted.
        var freeze: Freeze?
    }

    /// The first stream or channel of a DMA unit.
    struct Stream: Sendable, Hashable {
        /// Enable bit of its clock.
        var clock: Bit
        /// Reset bit, where the unit has one of its own.
        var reset: Bit?
        /// Its control register: bit 0 enables it.
        var control: UInt32
        /// A bit of it that stops the stream (GPDMA: RESET, RM0456, 17.8.8).
        var stop: UInt32?
    }

    var independent: Watchdog
    /// `nil`: the family has none.
    var window: Watchdog?
    var stream: Stream

    init(
        independent: UInt32 = 0x4000_3000, window: UInt32? = 0x4000_2C00,
        freezes: (independent: Freeze, window: Freeze)? = standardFreezes, stream: Stream
    ) {
        self.independent = Watchdog(base: independent, freeze: freezes?.independent)
        self.window = window.map { Watchdog(base: $0, freeze: freezes?.window) }
        self.stream = stream
    }

    /// DBGMCU_APB1_FZ, whatever a family calls it.
    private static let standardFreezes = (
        Freeze(offset: 0x08, bit: 12), Freeze(offset: 0x08, bit: 11)
    )

    /// Channels: the first one's control register lies 8 bytes behind the unit's base.
    private static func channels(
        _ base: UInt32 = 0x4002_0000, clock: UInt32, bit: UInt32 = 0, reset: UInt32?
    ) -> Stream {
        Stream(
            clock: Bit(address: clock, bit: bit),
            reset: reset.map { Bit(address: $0, bit: bit) }, control: base + 0x08)
    }

    /// GPDMA: channel 0 has its control register at 0x64.
    private static func general(
        _ base: UInt32 = 0x4002_0000, clocks: UInt32, bit: UInt32 = 0, enable: UInt32 = 0x88,
        reset: UInt32 = 0x60
    ) -> Stream {
        Stream(
            clock: Bit(address: clocks + enable, bit: bit),
            reset: Bit(address: clocks + reset, bit: bit), control: base + 0x64, stop: 1)
    }
}

extension LiveUnits {
    /// RM0091, 10.4 and 6.4.6: DMA has no reset bit.
    static let f0 = LiveUnits(stream: channels(clock: 0x4002_1014, reset: nil))

    /// RM0008, 31.16.3: the watchdogs' bits are in DBGMCU_CR.
    static let f1 = LiveUnits(
        freezes: (Freeze(offset: 0x04, bit: 8), Freeze(offset: 0x04, bit: 9)),
        stream: channels(clock: 0x4002_1014, reset: nil))

    /// RM0385, 40.16.3, 5.3 and 8.5.5; F2 and F4 the same.
    static let f4 = LiveUnits(
        stream: Stream(
            clock: Bit(address: 0x4002_3830, bit: 21), reset: Bit(address: 0x4002_3810, bit: 21),
            control: 0x4002_6010))

    /// RM0367, 7.3 and 11.4.
    static let l0 = LiveUnits(stream: channels(clock: 0x4002_1030, reset: 0x4002_1020))

    /// RM0038, 6.3: DMA1 is bit 24.
    static let l1 = LiveUnits(
        stream: channels(0x4002_6000, clock: 0x4002_381C, bit: 24, reset: 0x4002_3810))

    /// RM0351, 6.4; G4 and L5 the same.
    static let l4 = LiveUnits(stream: channels(clock: 0x4002_1048, reset: 0x4002_1028))

    /// RM0444, 5.4; C0 the same.
    static let g0 = LiveUnits(stream: channels(clock: 0x4002_1038, reset: 0x4002_1028))

    /// RM0503: AHBENR as L4's.
    static let u0 = l4

    /// RM0434, 41.8.3: the first core's freeze register is at 0x3C.
    static let wb = LiveUnits(
        freezes: (Freeze(offset: 0x3C, bit: 12), Freeze(offset: 0x3C, bit: 11)),
        stream: channels(clock: 0x5800_0048, reset: 0x5800_0028))

    /// RM0456, 11.8; WBA the same.
    static let u5 = LiveUnits(stream: general(clocks: 0x4602_0C00))
    static let u3 = LiveUnits(stream: general(clocks: 0x4003_0C00))
    /// RM0481, 11.8.
    static let h5 = LiveUnits(stream: general(clocks: 0x4402_0C00))

    /// RM0433, 60.5.8 and 8.7: DBGMCU_APB4FZ1 and APB3FZ1.
    static let h7 = LiveUnits(
        independent: 0x5800_4800, window: 0x5000_3000,
        freezes: (Freeze(offset: 0x54, bit: 18), Freeze(offset: 0x34, bit: 6)),
        stream: Stream(
            clock: Bit(address: 0x5802_44D8, bit: 0), reset: Bit(address: 0x5802_4480, bit: 0),
            control: 0x4002_0010))

    /// RM0477, 65.12: DBGMCU_APB4FZR and APB1FZR.
    static let h7rs = LiveUnits(
        independent: 0x5800_4800,
        freezes: (Freeze(offset: 0x54, bit: 18), Freeze(offset: 0x3C, bit: 11)),
        stream: general(0x4002_1000, clocks: 0x5802_4400, bit: 4, enable: 0x138, reset: 0x80))

    /// RM0529: no window watchdog, and nothing that stops the other one.
    static let wb0 = LiveUnits(
        window: nil, freezes: nil,
        stream: channels(0x4870_0000, clock: 0x4840_0050, reset: 0x4840_0030))
}
