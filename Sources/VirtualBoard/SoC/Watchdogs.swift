/// A counter that resets the chip when it is not served in time. What feeds it and when it stands
/// still is the chip's affair (`LiveTarget`): the registers know no time.
class Watchdog: RegisterBank {
    private let clock: BoardClock
    /// What is left in nanoseconds; `nil`: it was not started.
    private(set) var remaining: UInt64?
    private var countedTo: UInt64 = 0
    /// Served at a time at which it must not be.
    private(set) var isViolated = false
    /// Whether it starts by itself at a reset: the option bytes say so.
    var startsByItself: () -> Bool = { false }

    init(name: String, base: UInt32, resetValues: [UInt32: UInt32], clock: BoardClock) {
        self.clock = clock
        super.init(name: name, base: base, byteCount: 0x400, resetValues: resetValues)
    }

    /// Nanoseconds from being served to the reset.
    var period: UInt64 { 0 }

    final func serve() {
        remaining = period
        countedTo = clock.now
    }

    final func violate() { isViolated = true }

    /// Counts the time that has passed since the last look; `true`: the chip is to be reset.
    final func count(isFrozen: Bool) -> Bool {
        defer { countedTo = clock.now }
        if isViolated { return true }
        guard let left = remaining, !isFrozen else { return false }
        let passed = clock.now - min(countedTo, clock.now)
        remaining = left - min(left, passed)
        return remaining == 0
    }

    override func reset() {
        super.reset()
        remaining = nil
        isViolated = false
        countedTo = clock.now
        if startsByItself() { serve() }
    }
}

/// Independent watchdog (RM0385, chapter 28): 12 bits down from RLR, fed by a prescaled LSI.
final class IndependentWatchdog: Watchdog {
    enum Offset {
        static let key: UInt32 = 0x00
        static let prescaler: UInt32 = 0x04
        static let reload: UInt32 = 0x08
        static let status: UInt32 = 0x0C
        static let window: UInt32 = 0x10
    }

    enum Key {
        static let unlock: UInt32 = 0x5555
        static let serve: UInt32 = 0xAAAA
        static let start: UInt32 = 0xCCCC
    }

    /// LSI, typical (STM32F756 data sheet, "Low-speed internal (LSI) RC oscillator").
    static let nanosecondsPerTick: UInt64 = 1_000_000_000 / 32_000

    private var isUnlocked = false

    init(base: UInt32, clock: BoardClock) {
        super.init(
            name: "IWDG", base: base, resetValues: [0x08: 0x0FFF, 0x10: 0x0FFF], clock: clock)
    }

    /// Divider 4 << PR, 256 at most (RM0385, 28.4.2).
    private var divider: UInt64 { 4 << UInt64(min(self[Offset.prescaler], 6)) }

    override var period: UInt64 {
        divider * Self.nanosecondsPerTick * (UInt64(self[Offset.reload]) + 1)
    }

    override func store(
        _ value: UInt32, at offset: UInt32, by master: BusMaster
    ) throws(BusFault) {
        switch offset {
        case Offset.key:
            isUnlocked = value & 0xFFFF == Key.unlock
            switch value & 0xFFFF {
            case Key.serve where remaining != nil: serve()
            case Key.start where remaining == nil: serve()
            default: break
            }
        case Offset.prescaler where isUnlocked: self[offset] = value & 7
        case Offset.reload where isUnlocked, Offset.window where isUnlocked:
            self[offset] = value & 0xFFF
        default: break
        }
    }

    override func reset() {
        isUnlocked = false
        super.reset()
    }

    /// Prescaler and reload value for at least so many nanoseconds, as nearly as it goes.
    static func setting(for nanoseconds: UInt64) -> (prescaler: UInt32, reload: UInt32) {
        for prescaler in UInt32(0)...6 {
            let tick = (4 << UInt64(prescaler)) * nanosecondsPerTick
            let count = (nanoseconds + tick - 1) / tick
            if count <= 0x1000 { return (prescaler, UInt32(max(1, count) - 1)) }
        }
        return (6, 0xFFF)
    }
}

/// Window watchdog (RM0385, chapter 29): seven bits down to 0x3F, fed by APB1's clock / 4096.
final class WindowWatchdog: Watchdog {
    enum Offset {
        static let control: UInt32 = 0x00
        static let configuration: UInt32 = 0x04
    }

    private static let activation: UInt32 = 7
    /// T of a counter that is full (RM0385, 29.6.1).
    private static let full: UInt32 = 0x7F
    /// Frequency of APB1.
    var hertz: () -> UInt64 = { 16_000_000 }

    init(base: UInt32, clock: BoardClock) {
        super.init(
            name: "WWDG", base: base, resetValues: [0x00: 0x7F, 0x04: 0x7F], clock: clock)
    }

    private var tick: UInt64 {
        (4096 * 1_000_000_000 / max(1, hertz())) << UInt64(self[Offset.configuration].field(7, 2))
    }

    override var period: UInt64 { tick * UInt64(self[Offset.control].field(0, 6) + 1) }

    override func store(
        _ value: UInt32, at offset: UInt32, by master: BusMaster
    ) throws(BusFault) {
        switch offset {
        case Offset.control:
            // WDGA is only ever set by software (RM0385, 29.6.1).
            let isActive = value.has(Self.activation) || remaining != nil
            if remaining != nil, isEarly { violate() }
            self[offset] = value & 0x7F | (isActive ? 1 << Self.activation : 0)
            guard isActive else { return }
            // T6 written as zero resets at once.
            if value.has(6) { serve() } else { violate() }
        case Offset.configuration: self[offset] = value & 0x3FF
        default: self[offset] = 0
        }
    }

    override func reset() {
        super.reset()
        if startsByItself() { self[Offset.control] = Self.full | 1 << Self.activation }
    }

    /// The counter is still above the window's value.
    private var isEarly: Bool {
        let window = UInt64(self[Offset.configuration].field(0, 7))
        let counter = 0x3F + (remaining ?? 0) / max(1, tick)
        return counter > window
    }

    /// WDGTB for at least so many nanoseconds with the counter at 0x7F.
    func prescaler(for nanoseconds: UInt64) -> UInt32 {
        let tick = 4096 * 1_000_000_000 / max(1, hertz())
        return (0..<3).first { 64 * tick << UInt64($0) >= nanoseconds } ?? 3
    }
}
