/// Power controller (RM0385, 4.4): what boot code switches on becomes ready at once.
final class PWR: RegisterBank {
    init() {
        super.init(
            name: "PWR", base: 0x4000_7000, byteCount: 0x400,
            resetValues: [0x00: 0x0000_C000, 0x04: 0x0000_4000])
    }

    override func load(_ offset: UInt32, by master: BusMaster) throws(BusFault) -> UInt32 {
        guard offset == 0x04 else { return self[offset] }
        let control = self[0x00]
        // VOSRDY, and ODRDY, ODSWRDY and BRR after ODEN, ODSWEN and BRE.
        return (self[offset] | 1 << 14).setting(16, control.has(16))
            .setting(17, control.has(17)).setting(3, self[offset].has(9))
    }
}

/// Debug MCU support: identity, low-power debug, timer freeze. A system reset leaves it alone.
final class DBGMCU: RegisterBank {
    private let masks: [UInt32: UInt32]?

    init(_ description: DebugDescription) {
        masks = description.controlMasks
        super.init(
            name: "DBGMCU", base: description.controlBase,
            byteCount: description.controlByteCount,
            resetValues: [0x00: description.identity])
    }

    /// A copy of the chip says something else (`--fault idcode`).
    func setIdentity(_ word: UInt32) { self[0x00] = word }

    override func store(
        _ value: UInt32, at offset: UInt32, by master: BusMaster
    ) throws(BusFault) {
        guard offset != 0 else { return }
        guard let masks else { return self[offset] = value }
        if let mask = masks[offset] { self[offset] = value & mask }
    }

    override func reset() {}

    func powerOn() {
        for offset in stride(from: UInt32(4), to: UInt32(byteCount), by: 4) { self[offset] = 0 }
    }
}

/// A USART that swallows what is sent (RM0385, 31.8): always ready, never receives.
final class USART: RegisterBank {
    init(name: String, base: UInt32) {
        super.init(name: name, base: base, byteCount: 0x400)
    }

    override func load(_ offset: UInt32, by master: BusMaster) throws(BusFault) -> UInt32 {
        guard offset == 0x1C else { return self[offset] }
        let control = self[0x00]
        // TXE and TC; TEACK and REACK once the unit and its direction are enabled.
        return UInt32(0x0000_00C0).setting(21, control.has(0) && control.has(3))
            .setting(22, control.has(0) && control.has(2))
    }
}

/// A GPIO port (RM0385, 6.4): BSRR acts on ODR, IDR sees driven pins and pull-ups.
final class GPIO: RegisterBank {
    init(name: String, base: UInt32, resetValues: [UInt32: UInt32]) {
        super.init(name: name, base: base, byteCount: 0x400, resetValues: resetValues)
    }

    override func load(_ offset: UInt32, by master: BusMaster) throws(BusFault) -> UInt32 {
        switch offset {
        case 0x10:
            var levels: UInt32 = 0
            for pin in UInt32(0)..<16 {
                let isOutput = self[0x00].field(2 * pin, 2) == 1
                let isHigh = isOutput ? self[0x14].has(pin) : self[0x0C].field(2 * pin, 2) == 1
                levels = levels.setting(pin, isHigh)
            }
            return levels
        case 0x18: return 0
        default: return self[offset]
        }
    }

    override func store(
        _ value: UInt32, at offset: UInt32, by master: BusMaster
    ) throws(BusFault) {
        switch offset {
        case 0x10: break
        // Set wins over reset (RM0385, 6.4.7).
        case 0x18: self[0x14] = self[0x14] & ~(value >> 16) & 0xFFFF | value & 0xFFFF
        case 0x14: self[offset] = value & 0xFFFF
        default: self[offset] = value
        }
    }
}

/// Random numbers (RM0385, 20.6), the same in every run: a value is ready while the unit is on.
final class RNG: RegisterBank {
    private var state: UInt32 = 1

    init() { super.init(name: "RNG", base: 0x5006_0800, byteCount: 0x400) }

    override func load(_ offset: UInt32, by master: BusMaster) throws(BusFault) -> UInt32 {
        let isOn = self[0x00].has(2)
        switch offset {
        case 0x04: return isOn ? 1 : 0
        case 0x08:
            guard isOn else { return 0 }
            // Xorshift of Marsaglia; never zero.
            state ^= state << 13
            state ^= state >> 17
            state ^= state << 5
            return state
        default: return self[offset]
        }
    }
}
