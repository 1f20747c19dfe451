/// Reset and clock control (RM0385, 5.3), as far as clocks are switched and asked whether they
/// are ready. An oscillator is ready at once; a clock that was not switched on never is.
final class RCC: RegisterBank {
    private enum Offset {
        static let cr: UInt32 = 0x00
        static let pllcfgr: UInt32 = 0x04
        static let cfgr: UInt32 = 0x08
        static let cir: UInt32 = 0x0C
        static let bdcr: UInt32 = 0x70
        static let csr: UInt32 = 0x74
    }

    /// Why the chip was reset: the flag's bit in RCC_CSR (RM0385, 5.3.21).
    enum ResetCause: UInt32 {
        case pin = 26
        case power = 27
        case software = 28
        case independentWatchdog = 29
    }

    private static let hsiHertz: UInt64 = 16_000_000
    /// The crystal of ST's Nucleo-144 boards.
    private static let hseHertz: UInt64 = 8_000_000
    private static let flagsMask: UInt32 = 0xFE00_0000

    init() {
        super.init(
            name: "RCC", base: 0x4002_3800, byteCount: 0x400,
            resetValues: [
                0x00: 0x0000_0083, 0x04: 0x2400_3010, 0x30: 0x0010_0000, 0x50: 0x7E67_91FF,
                0x54: 0x0000_00F1, 0x58: 0x0000_0001, 0x60: 0xFFFF_CBFF, 0x64: 0x04F7_7F33,
                0x74: 0x0E00_0000, 0x84: 0x2400_3000, 0x88: 0x2400_3000,
            ])
    }

    /// System clock after the AHB prescaler: what the core runs at (RM0385, figure 13).
    var coreHertz: UInt64 {
        let source: UInt64
        switch self[Offset.cfgr].field(2, 2) {
        case 1: source = Self.hseHertz
        case 2: source = pllHertz
        default: source = Self.hsiHertz
        }
        let prescaler = self[Offset.cfgr].field(4, 4)
        guard prescaler >= 8 else { return source }
        return source / [2, 4, 8, 16, 64, 128, 256, 512][Int(prescaler - 8)]
    }

    private var pllHertz: UInt64 {
        let configuration = self[Offset.pllcfgr]
        let input = configuration.has(22) ? Self.hseHertz : Self.hsiHertz
        let divider = UInt64(max(configuration.field(0, 6), 2))
        let multiplier = UInt64(configuration.field(6, 9))
        let output = input * multiplier / divider / (2 * UInt64(configuration.field(16, 2) + 1))
        // A PLL that was configured to nonsense still has to move time on.
        return max(output, 1_000_000)
    }

    override func store(
        _ value: UInt32, at offset: UInt32, by master: BusMaster
    ) throws(BusFault) {
        switch offset {
        case Offset.cr: storeControl(value)
        case Offset.pllcfgr:
            // Only to be written while the PLL is off (RM0385, 5.3.2).
            if !self[Offset.cr].has(24) { self[offset] = value }
        case Offset.cfgr:
            self[offset] = value & ~0xC
            switchClock()
        case Offset.cir:
            // Flags are never raised; the clear bits read as zero.
            self[offset] = value & 0x0000_7F00
        case Offset.bdcr:
            let domain = value.has(16) ? 1 << 16 : value & 0x0000_831D
            self[offset] = domain.setting(1, domain.has(0))
        case Offset.csr:
            let flags = value.has(24) ? 0 : self[offset] & Self.flagsMask
            self[offset] = (flags | value & 1).setting(1, value.has(0))
        default: self[offset] = value
        }
    }

    private func storeControl(_ value: UInt32) {
        var control = value & 0x150D_00F9
        // A clock that drives the system cannot be stopped (RM0385, 5.3.1).
        switch self[Offset.cfgr].field(2, 2) {
        case 1: control = control.setting(16, true)
        case 2: control = control.setting(24, true)
        default: control = control.setting(0, true)
        }
        for enable in [UInt32(0), 16, 24, 26, 28] {
            control = control.setting(enable + 1, control.has(enable))
        }
        self[Offset.cr] = control
        switchClock()
    }

    /// SWS follows SW when the chosen clock is ready.
    private func switchClock() {
        let wanted = self[Offset.cfgr].field(0, 2)
        let readyBit: [UInt32] = [1, 17, 25]
        guard wanted < 3, self[Offset.cr].has(readyBit[Int(wanted)]) else { return }
        self[Offset.cfgr] = self[Offset.cfgr] & ~0xC | wanted << 2
    }

    /// A reset; the backup domain and the reset flags survive, the cause joins them.
    func reset(_ cause: ResetCause) {
        let backup = self[Offset.bdcr]
        let flags = self[Offset.csr] & Self.flagsMask
        super.reset()
        guard cause != .power else { return }
        self[Offset.bdcr] = backup
        // The pin is pulled low by every internal reset too (RM0385, 5.1.1).
        let causes: UInt32 = 1 << cause.rawValue | 1 << ResetCause.pin.rawValue
        self[Offset.csr] = flags | causes
    }

    override func reset() { reset(.software) }
}
