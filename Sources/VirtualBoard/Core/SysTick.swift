/// The system timer (DDI 0403E, B3.3): counts down to zero, sets COUNTFLAG, reloads a cycle later.
struct SysTick {
    private enum Bits {
        static let enable: UInt32 = 1 << 0
        static let interrupt: UInt32 = 1 << 1
        static let coreClock: UInt32 = 1 << 2
        static let countFlag: UInt32 = 1 << 16
        static let writable: UInt32 = 7
    }
    /// The reference clock of STM32 parts is HCLK/8 (RM0385, RCC clock tree).
    private static let referenceDivider: UInt64 = 8

    private var control: UInt32 = 0
    private var reload: UInt32 = 0
    private var current: UInt32 = 0
    private var isCounted = false
    /// The cycle up to which `current` has counted, and what the divider holds back.
    private var lastCycle: UInt64 = 0
    private var heldBack: UInt64 = 0
    /// SYST_CALIB: the ten-millisecond value depends on the part; NOREF and SKEW are clear.
    private let calibration: UInt32 = 0

    var raisesInterrupts: Bool {
        control & Bits.enable != 0 && control & Bits.interrupt != 0 && (reload != 0 || current != 0)
    }

    /// Core cycles until the exception; nil when none will come.
    var cyclesToInterrupt: UInt64? {
        guard raisesInterrupts else { return nil }
        let ticks = current == 0 ? UInt64(reload) + 1 : UInt64(current)
        // The clock may have been changed while a tick of the slower one was under way.
        return ticks * divider - min(heldBack, divider - 1)
    }

    /// Counts up to that cycle; true when the exception becomes pending.
    mutating func count(toCycle cycle: UInt64) -> Bool {
        let passed = cycle - lastCycle
        lastCycle = cycle
        guard control & Bits.enable != 0, passed != 0 else { return false }
        var ticks = (passed + heldBack) / divider
        heldBack = (passed + heldBack) % divider
        var hasReachedZero = false
        if current != 0 {
            guard ticks >= UInt64(current) else {
                current -= UInt32(ticks)
                return false
            }
            ticks -= UInt64(current)
            current = 0
            hasReachedZero = true
        }
        if reload != 0 {
            let period = UInt64(reload) + 1
            hasReachedZero = hasReachedZero || ticks >= period
            let rest = ticks % period
            current = rest == 0 ? 0 : reload + 1 - UInt32(rest)
        }
        if hasReachedZero { isCounted = true }
        return hasReachedZero && control & Bits.interrupt != 0
    }

    /// `isDebugger`: the debugger's read leaves COUNTFLAG (DDI 0403E, B3.3.3).
    mutating func read(_ offset: UInt32, isDebugger: Bool) -> UInt32 {
        switch offset {
        case 0x0:
            let value = control | (isCounted ? Bits.countFlag : 0)
            if !isDebugger { isCounted = false }
            return value
        case 0x4: return reload
        case 0x8: return current
        default: return calibration
        }
    }

    mutating func write(_ value: UInt32, to offset: UInt32) {
        switch offset {
        case 0x0: control = value & Bits.writable
        case 0x4: reload = value & 0xFF_FFFF
        case 0x8: (current, isCounted, heldBack) = (0, false, 0)
        default: break
        }
    }

    /// A system reset clears the control bits; the counters are unknown and keep their values.
    mutating func reset() {
        control = 0
        isCounted = false
    }

    private var divider: UInt64 { control & Bits.coreClock != 0 ? 1 : Self.referenceDivider }
}
